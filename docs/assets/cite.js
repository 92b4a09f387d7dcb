/* How to cite a page or a source: fills in today's date, remembers the style on this device, points to
   one paragraph, and copies. What is filled in and copied is what the citation processor wrote. */
"use strict"

const REMEMBERED = "kb-style"
const SHOWN_DAY = "data-accessed"

function setUpCiting(panel) {
  const form = panel.querySelector("form")
  const status = panel.querySelector("[role=status]")
  const blocks = [...panel.querySelectorAll("dl[data-style]")]

  blocks.forEach(fillInToday)
  blocks.forEach((block) => setUpCopyButtons(block, status))
  chooseRememberedStyle(form)
  form.addEventListener("submit", (event) => event.preventDefault())
  form.addEventListener("change", (event) => {
    if (event.target.name === "kb-style") remember(event.target.value)
  })

  /* The link at the top of the page leads into the panel, not only to it. */
  document.querySelectorAll('a[href$="#cite-this-page"]').forEach((way) =>
    way.addEventListener("click", (event) => {
      event.preventDefault()
      history.pushState(null, "", "#cite-this-page")
      panel.scrollIntoView()
      form.querySelector("input:checked").focus({ preventScroll: true })
    }),
  )

  const paragraph = form.querySelector(".kb-cite-paragraph")
  if (paragraph) setUpParagraphs(panel, paragraph, blocks, status)
}

function fillInToday(block) {
  const { pattern, months } = block.dataset
  if (!pattern) return
  const today = new Date()
  const day = pattern
    .replace("{day}", today.getDate())
    .replace("{month}", months.split("|")[today.getMonth()])
    .replace("{year}", today.getFullYear())
  block.querySelectorAll(`[${SHOWN_DAY}]`).forEach((gap) => (gap.textContent = day))
}

function setUpCopyButtons(block, status) {
  for (const button of block.querySelectorAll(".kb-copy")) {
    const what = button.parentElement.previousElementSibling.textContent
    button.addEventListener("click", async () => {
      await copy(button.previousElementSibling)
      status.textContent = `Copied: ${what.toLowerCase()}, ${styleOf(block)}`
    })
  }
}

const styleOf = (block) =>
  block.parentElement.querySelector(`input[value="${block.dataset.style}"]`).parentElement.textContent.trim()

/* Copies with italics for a word processor, and as plain text. Where the browser offers no
   clipboard (a page opened as a file), the text is selected and copied the old way. */
async function copy(element) {
  const plain = element.textContent.replace(/\s+/g, " ").trim()
  if (navigator.clipboard && window.ClipboardItem) {
    const rich = element.innerHTML.replace(/<\/?(?:span|a)\b[^>]*>/g, "")
    const item = new ClipboardItem({
      "text/plain": new Blob([plain], { type: "text/plain" }),
      "text/html": new Blob([rich], { type: "text/html" }),
    })
    return navigator.clipboard.write([item])
  }
  getSelection().selectAllChildren(element)
  document.execCommand("copy")
}

function chooseRememberedStyle(form) {
  try {
    const input = form.querySelector(`input[value="${CSS.escape(localStorage.getItem(REMEMBERED) || "")}"]`)
    if (input) input.checked = true
  } catch {
    // Storage is switched off: the first style stays chosen.
  }
}

function remember(style) {
  try {
    localStorage.setItem(REMEMBERED, style)
  } catch {
    // Storage is switched off: the choice holds for this page.
  }
}

function setUpParagraphs(panel, holder, blocks, status) {
  const input = holder.querySelector("input")
  const link = holder.querySelector("button")

  const show = () => {
    const chosen = input.value && input.checkValidity() ? input.value : ""
    document.querySelectorAll(".kb-chosen").forEach((old) => old.classList.remove("kb-chosen"))
    if (chosen) document.getElementById(`p${chosen}`)?.classList.add("kb-chosen")
    panel.querySelectorAll("[data-paragraph]").forEach((gap) => (gap.textContent = chosen || "…"))
    panel.querySelectorAll("[data-one-paragraph]").forEach((part) => (part.hidden = !chosen))
    link.hidden = !chosen
    status.textContent = chosen
      ? `Paragraph ${chosen}: ${document.getElementById(`p${chosen}`).textContent.trim().slice(0, 60)} …`
      : ""
  }
  input.addEventListener("input", show)
  link.addEventListener("click", async () => {
    const address = document.createElement("span")
    address.textContent = `${panel.dataset.address}#p${input.value}`
    address.className = "kb-copied"
    link.after(address)
    await copy(address)
    address.remove()
    status.textContent = `Copied: link to paragraph ${input.value}`
  })
  /* A number beside a paragraph leads to the panel with that paragraph chosen. */
  document.querySelectorAll("a.kb-p").forEach((number) =>
    number.addEventListener("click", (event) => {
      event.preventDefault()
      history.replaceState(null, "", `#p${number.dataset.n}`)
      input.value = number.dataset.n
      show()
      panel.scrollIntoView()
      input.focus({ preventScroll: true })
    }),
  )
}

document.querySelectorAll(".kb-cite").forEach(setUpCiting)
