/* What the theme's search box does not notice: that somebody comes to it, and words that are pasted or spoken. */
"use strict"

const isSearchBox = (element) => element.matches('[data-md-component="search-query"]')
const notice = (box) => box.dispatchEvent(new Event("keyup")) // all that the theme listens to

document.addEventListener("input", ({ target }) => {
  if (isSearchBox(target)) notice(target)
})

// A blank, typed and taken back, lets search-worker.js load what it needs before the first letter.
document.addEventListener("focusin", ({ target }) => {
  if (!isSearchBox(target) || target.value) return
  for (const value of [" ", ""]) {
    target.value = value
    notice(target)
  }
})
