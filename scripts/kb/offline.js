/* A browser starts no worker from a file, so in the offline edition the search runs in a frame (see offline.py).
   In a page, this stands for the worker that is asked for; in the frame, for what a worker finds around it. */
"use strict"
;(() => {
  const FRAME = new URL("offline.html", document.currentScript.src)

  const run = (address) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script")
      Object.assign(script, { src: address, onload: resolve, onerror: reject })
      document.head.append(script)
    })

  if (window !== parent) {
    const page = parent
    window.parent = undefined // a worker has none, and the theme's looks into it, which between files is forbidden
    window.postMessage = (answer) => page.postMessage(answer, "*") // a file has no origin that could be named
    window.importScripts = async (...addresses) => {
      for (const address of addresses) await run(address)
    }
    run(window.name) // the frame has loaded when this has
    return
  }

  window.Worker = class extends EventTarget {
    constructor(address) {
      super()
      this.address = new URL(address, location).href
    }

    postMessage(message) {
      this.frame ??= this.start()
      this.frame.then((frame) => frame.contentWindow.postMessage(message, "*"))
    }

    start() {
      const frame = document.createElement("iframe")
      Object.assign(frame, { name: this.address, src: FRAME, hidden: true, title: "Search" })
      addEventListener("message", ({ source, data }) => {
        if (source === frame.contentWindow) this.dispatchEvent(new MessageEvent("message", { data }))
      })
      document.body.append(frame)
      return new Promise((resolve) => frame.addEventListener("load", () => resolve(frame)))
    }
  }
})()
