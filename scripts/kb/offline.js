/* A browser starts no worker from a file, so in the offline edition the search runs in the page. The theme makes
   a Worker and sends it messages; this one loads the worker's script as one of the page when the first comes, and
   hands it the two functions by which a worker hears and answers (see offline.py). */
"use strict"

window.Worker = class extends EventTarget {
  constructor(address) {
    super()
    this.address = address
  }

  postMessage(data) {
    this.hearer ??= new Promise((resolve) => {
      const script = document.createElement("script")
      script.src = this.address
      script.onload = () =>
        runSearch(
          (_, hear) => resolve(hear),
          (answer) => this.dispatchEvent(new MessageEvent("message", { data: answer })),
        )
      document.head.append(script)
    })
    this.hearer.then((hear) => hear({ data }))
  }
}
