/* Find a source as you type, and choose by kind of evidence, nation, year and how far it was read.
   Without scripts the bibliography is whole. */
"use strict"

const CHOICES = [
  { label: "Evidence", key: "evidence" },
  { label: "Nation", key: "nation", isList: true },
  { label: "Consulted", key: "consulted" },
  { label: "Years", key: "decade" },
]

function addSourceFilter(list) {
  const items = [...list.children].map((element) => {
    const { evidence, nation, consulted, year } = element.dataset
    const decade = year ? `${year.slice(0, 3)}0s` : "no date"
    return { element, evidence, nation, consulted, decade, text: plain(element.textContent) }
  })
  const form = document.createElement("form")
  form.className = "kb-filters"
  form.setAttribute("role", "search")
  form.setAttribute("aria-label", `Find in: ${headingOf(list)}`)

  const words = document.createElement("input")
  words.type = "search"
  form.append(labelled("Find", words))

  const valuesOf = (item, { key, isList }) => (isList ? item[key].split(", ") : [item[key]])
  const selects = CHOICES.map((choice) => {
    const select = document.createElement("select")
    const values = new Set(items.flatMap((item) => valuesOf(item, choice)))
    for (const value of ["", ...[...values].sort()]) select.add(new Option(value || "all", value))
    form.append(labelled(choice.label, select))
    return { choice, select }
  })
  const count = document.createElement("output")
  form.append(count)

  const show = () => {
    const sought = plain(words.value).split(" ").filter(Boolean)
    let shown = 0
    for (const item of items) {
      const fits =
        sought.every((word) => item.text.includes(word)) &&
        selects.every(({ choice, select }) => !select.value || valuesOf(item, choice).includes(select.value))
      item.element.hidden = !fits
      shown += fits ? 1 : 0
    }
    count.textContent = `${shown} of ${items.length} sources`
  }
  form.addEventListener("submit", (event) => event.preventDefault())
  form.addEventListener("input", show)
  show()
  list.before(form)
}

/* Small letters without accents, so that "Ahgren" finds "Åhgren". */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

function headingOf(list) {
  let element = list.previousElementSibling
  while (element && element.tagName !== "H2") element = element.previousElementSibling
  return element ? element.firstChild.textContent.trim() : "sources"
}

function labelled(text, control) {
  const label = document.createElement("label")
  label.append(text, " ", control)
  return label
}

const addSourceFilters = () =>
  document.querySelectorAll(".kb-sources").forEach((list) => {
    if (!list.previousElementSibling?.matches(".kb-filters")) addSourceFilter(list)
  })

/* Pages change without loading when navigation is instant; the theme announces each. */
if (window.document$) window.document$.subscribe(addSourceFilters)
else addSourceFilters()
