/* Material's preview of a note is a dialog without a name, and Escape does not close it.
   This gives it a name, and hides it on Escape until a reader comes to a note number again. */
"use strict"

const previews = () => document.querySelectorAll('.md-tooltip2[role="dialog"]')

new MutationObserver(() => {
  previews().forEach((preview) => {
    if (!preview.hasAttribute("aria-label")) preview.setAttribute("aria-label", "Preview of a note")
  })
}).observe(document.documentElement, { childList: true, subtree: true })

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") previews().forEach((preview) => preview.setAttribute("data-dismissed", ""))
})

for (const arrival of ["focusin", "mouseover"]) {
  document.addEventListener(arrival, (event) => {
    if (!event.target.closest("a.footnote-ref")) return
    previews().forEach((preview) => preview.removeAttribute("data-dismissed"))
  })
}
