/* The theme opens its menu, and on a narrow screen its search, with labels, which the keyboard cannot
   reach. This makes buttons of them, says whether what they open is open, and lets Escape close it. */
"use strict"

const NAMES = { __drawer: "Menu", __search: "Search", __toc: "On this page" }

const isSeen = (element) => element.checkVisibility({ visibilityProperty: true })

function makeButton(label) {
  const toggle = document.getElementById(label.htmlFor)
  /* Not what only widens the area for a pointer, nor a label that holds a link. */
  if (!toggle || label.matches(".md-overlay, .md-search *, :has(a)")) return
  label.setAttribute("role", "button")
  label.tabIndex = 0
  const tell = () => label.setAttribute("aria-expanded", String(toggle.checked))
  tell()
  toggle.addEventListener("change", tell)
  if (NAMES[label.htmlFor]) {
    const back = label.matches(".md-nav__title")
    label.setAttribute("aria-label", `${back ? "Close: " : ""}${NAMES[label.htmlFor]}`)
  } else {
    const section = label.closest(".md-nav__item").querySelector(".md-ellipsis")
    label.setAttribute("aria-label", `Pages in: ${section.textContent.trim()}`)
  }
  /* The theme itself answers to Enter. */
  label.addEventListener("keydown", (event) => {
    if (event.key !== " ") return
    event.preventDefault()
    toggle.click()
  })
}

/* Once the menu is drawn: what is still hidden takes no focus. */
document.getElementById("__drawer").addEventListener("change", ({ target }) => {
  setTimeout(() => target.checked && focusFirst(".md-sidebar--primary"), 50)
})

function focusFirst(area) {
  const inside = [...document.querySelectorAll(`${area} :is(a, [tabindex="0"])`)]
  inside.find(isSeen)?.focus()
}

document.addEventListener("keydown", (event) => {
  const drawer = document.getElementById("__drawer")
  if (event.key !== "Escape" || !drawer.checked) return
  drawer.click()
  document.querySelector('.md-header__button[for="__drawer"]').focus()
})

document
  .querySelectorAll('label:is([for="__drawer"], [for="__search"], [for^="__nav"])')
  .forEach(makeButton)
