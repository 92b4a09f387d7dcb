/* Find a source as you type, and choose by kind of evidence, nation, year and how far it was read.
   Without scripts the bibliography is whole. */
"use strict"

function setUpSourceFilter(form) {
  const groups = [...form.nextElementSibling.querySelectorAll("section")]
  const items = groups.flatMap((group) => [...group.querySelectorAll("li")])
  const words = form.querySelector("input")
  const selects = [...form.querySelectorAll("select")]
  const count = form.querySelector("output")
  /* Hundreds of entries are read when the first word is typed, not when the page is opened. */
  const texts = new Map()
  const textOf = (item) => texts.get(item) ?? texts.set(item, plain(item.textContent)).get(item)

  const show = () => {
    const sought = plain(words.value).split(" ").filter(Boolean)
    let shown = 0
    for (const item of items) {
      const fits =
        selects.every(({ name, value }) => !value || item.dataset[name].split(", ").includes(value)) &&
        sought.every((word) => textOf(item).includes(word))
      item.hidden = !fits
      shown += fits ? 1 : 0
    }
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])")
    count.textContent = `${shown} of ${items.length} sources`
  }
  form.addEventListener("submit", (event) => event.preventDefault())
  form.addEventListener("input", show)
}

/* Small letters without accents, so that "Ahgren" finds "Åhgren". */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

document.querySelectorAll(".kb-filters:has(+ .kb-groups)").forEach(setUpSourceFilter)
