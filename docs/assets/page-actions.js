/* "Report a problem" takes along what the reader chose: the words selected on the page, and the
   number of their paragraph, or of the paragraph the address names. Without scripts the report
   has page and edition. */
"use strict"
;(() => {
  const PARAGRAPH = /^p\d+$/
  const LONGEST_QUOTATION = 300
  const nothing = { words: "", paragraph: "" }
  let chosen = nothing

  const paragraphAround = (node) => {
    while (node && !PARAGRAPH.test(node.id ?? "")) node = node.parentNode
    return node ? node.id : ""
  }

  /* Choosing the link may drop the selection first, so each selection is kept until the next one,
     or until the reader points at something else. */
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection()
    const article = document.querySelector("article")
    if (selection.isCollapsed || !article || !article.contains(selection.anchorNode)) return
    const words = selection.toString().replace(/\s+/g, " ").trim()
    chosen = { words: words.slice(0, LONGEST_QUOTATION), paragraph: paragraphAround(selection.getRangeAt(0).startContainer) }
  })
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("a[data-report]")) chosen = nothing
  })

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a[data-report]")
      if (!link) return
      const named = location.hash.slice(1)
      const paragraph = chosen.paragraph || (PARAGRAPH.test(named) ? named : "")
      const report = new URL(link.href)
      const fields = report.searchParams
      /* The address of an offline copy is a matter of the reader's own machine, and not to be told. */
      const page =
        location.protocol === "file:"
          ? document.querySelector("link[rel=canonical]").href
          : location.origin + location.pathname
      fields.set("page", page + (paragraph && `#${paragraph}`))
      fields.set("paragraph", paragraph.slice(1))
      fields.set("quoted", chosen.words)
      link.href = report
    },
    { capture: true },
  )
})()
