/* Filters for the tables that the build makes: for each heading marked data-filter, a choice of
   the column's values. Without scripts the table is whole. */
"use strict"

function addFilters(holder) {
  const table = holder.querySelector("table")
  const headings = [...table.tHead.rows[0].cells]
  const rows = [...table.tBodies[0].rows]
  const controls = document.createElement("form")
  controls.className = "kb-filters"
  const count = document.createElement("output")

  const choices = headings.flatMap((heading, column) => {
    if (!heading.hasAttribute("data-filter")) return []
    const select = document.createElement("select")
    const isList = heading.dataset.filter === "list"
    const valuesOf = (row) => {
      const text = row.cells[column].textContent
      return isList ? text.split(", ") : [text]
    }
    const values = new Set(rows.flatMap(valuesOf))
    for (const value of ["", ...[...values].sort()]) select.add(new Option(value || "all", value))
    const label = document.createElement("label")
    label.append(heading.textContent, " ", select)
    controls.append(label)
    return [(row) => !select.value || valuesOf(row).includes(select.value)]
  })
  if (!choices.length) return

  controls.addEventListener("submit", (event) => event.preventDefault())
  controls.addEventListener("change", () => {
    let shown = 0
    for (const row of rows) {
      row.hidden = !choices.every((fits) => fits(row))
      shown += row.hidden ? 0 : 1
    }
    count.textContent = `${shown} of ${rows.length} rows`
  })
  controls.append(count)
  holder.prepend(controls)
}

const addAllFilters = () =>
  document.querySelectorAll(".kb-table:not(:has(.kb-filters))").forEach(addFilters)

addAllFilters()
