/* A preview of a note at its number, and of what a term of the glossary means, for pointer and keyboard.
   One element is made when the first is wanted: watching every number and every term, as the theme would,
   costs a phone half a second on a page with many. Without scripts a number is a link to its note, a term one to
   the glossary. */
"use strict"
;(() => {
  const NOTE = "a.footnote-ref"
  const TERM = "a.kb-term"
  const WANTED = `${NOTE}, ${TERM}`
  /* Where nothing can hover over a term, the first touch opens the preview and the second follows the link. */
  const TOUCH = matchMedia("(hover: none)")
  /* Milliseconds: a pointer that only passes over opens nothing; one may leave for the preview itself. */
  const OPENS_AFTER = 150
  const CLOSES_AFTER = 250
  const GAP = 8 // pixels, to the text and to the edge of the window

  const preview = document.createElement("div")
  preview.className = "kb-preview md-typeset"
  preview.id = "kb-preview"
  let shown = null
  let shownBeforeTouch = null // the touch itself focuses a term, which opens the preview
  let waiting = 0

  function open(anchor) {
    if (anchor === shown) return
    close()
    shown = anchor
    const isNote = anchor.matches(NOTE)
    if (isNote) {
      const note = document.getElementById(decodeURIComponent(anchor.hash.slice(1)))
      if (!note) return
      const content = note.cloneNode(true)
      content.querySelectorAll(".kb-return").forEach((link) => link.remove())
      content.querySelectorAll("[id]").forEach((element) => element.removeAttribute("id"))
      preview.replaceChildren(...content.childNodes)
    } else {
      /* Else the browser shows the same once more. */
      anchor.dataset.meaning = anchor.title || anchor.dataset.meaning
      anchor.removeAttribute("title")
      anchor.setAttribute("aria-describedby", preview.id)
      preview.replaceChildren(anchor.dataset.meaning)
    }
    preview.setAttribute("role", isNote ? "dialog" : "tooltip")
    /* What a term means describes it; a label would be read in its place. */
    if (isNote) preview.setAttribute("aria-label", "Preview of a note")
    else preview.removeAttribute("aria-label")
    document.querySelector("article").append(preview)
    place(anchor)
  }

  function place(anchor) {
    const { left, top, bottom } = anchor.getClientRects()[0]
    const origin = preview.offsetParent.getBoundingClientRect()
    const { offsetWidth: width, offsetHeight: height } = preview
    const fitsBelow = bottom + GAP + height < innerHeight || top < height + GAP
    const furthest = document.documentElement.clientWidth - width - GAP
    preview.style.left = `${Math.max(GAP, Math.min(left - GAP, furthest)) - origin.left}px`
    preview.style.top = `${(fitsBelow ? bottom + GAP : top - height - GAP) - origin.top}px`
  }

  function close() {
    clearTimeout(waiting)
    if (shown?.dataset.meaning) shown.title = shown.dataset.meaning
    shown?.removeAttribute("aria-describedby")
    shown = null
    preview.remove()
  }

  function later(act, delay) {
    clearTimeout(waiting)
    waiting = setTimeout(act, delay)
  }

  document.addEventListener("mouseover", ({ target }) => {
    const anchor = target.closest(WANTED)
    if (anchor) later(() => open(anchor), OPENS_AFTER)
    else if (preview.contains(target)) clearTimeout(waiting)
    else if (shown && shown !== document.activeElement) later(close, CLOSES_AFTER)
    else clearTimeout(waiting)
  })
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(WANTED)) open(target)
    else if (!preview.contains(target)) close()
  })
  document.addEventListener("focusout", ({ target }) => target === shown && later(close, CLOSES_AFTER))
  document.addEventListener("pointerdown", () => (shownBeforeTouch = shown))
  document.addEventListener("click", (event) => {
    const term = event.target.closest(TERM)
    const byKey = event.detail === 0
    if (term && term !== shownBeforeTouch && TOUCH.matches && !byKey) {
      event.preventDefault()
      open(term)
    } else if (!preview.contains(event.target)) close()
  })
  document.addEventListener("keydown", ({ key }) => key === "Escape" && close())
  addEventListener("resize", close)
})()
