/* Filters for the tables that the build makes (scripts/kb/parts/part.py). Without scripts the table is whole. */
"use strict"

function setUpTableFilter(form) {
  const rows = [...form.parentElement.querySelectorAll("tbody > tr")]
  const count = form.querySelector("output")
  /* Named after what a cell of its column is, a value or a list of values, and after the column. */
  const choices = [...form.querySelectorAll("select")].map((select) => {
    const [kind, column] = select.name.split("-")
    return ({ cells }) => {
      const text = cells[column].textContent
      return !select.value || (kind === "list" ? text.split(", ") : [text]).includes(select.value)
    }
  })
  form.addEventListener("submit", (event) => event.preventDefault())
  form.addEventListener("change", () => {
    for (const row of rows) row.hidden = !choices.every((fits) => fits(row))
    count.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} rows`
  })
}

document.querySelectorAll(".kb-table > .kb-filters").forEach(setUpTableFilter)
