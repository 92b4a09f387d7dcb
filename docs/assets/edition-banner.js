/* On a page of an edition: says what has become of the page since, from the list of pages of the
   rolling site, one folder up. The edition itself never changes; without scripts nothing is missing
   but the news. */
"use strict"

const inWords = (day) =>
  new Date(`${day}T12:00`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" })

async function tellWhatChanged(mark) {
  const own = new URL(mark.dataset.root, location)
  const rolling = new URL("../", own)
  const [then, now] = await Promise.all(
    [own, new URL("pages.json", rolling)].map(async (file) => (await fetch(file)).json()),
  )
  const before = then[mark.dataset.page]
  const after = now[mark.dataset.page]
  const banner = document.createElement("div")
  banner.className = "kb-edition"
  banner.setAttribute("role", "note")
  const link = document.createElement("a")
  link.href = new URL(after ? mark.dataset.page : "", rolling)
  link.textContent = after ? "The page now" : "The site now"
  let news = "This page has not changed since."
  if (!after) news = before ? "The site no longer has this page." : ""
  else if (before && before.changed !== after.changed)
    news = `This page was changed on ${inWords(after.changed)}; what you read here is the text of ${inWords(before.changed)}.`
  banner.append(`You are reading edition ${mark.content}, which does not change. ${news} `, link)
  document.querySelector("article").prepend(banner)
}

const editionMark = document.querySelector('meta[name="kb-edition"]')
/* Where the rolling site cannot be asked (offline, a copy), there is nothing to tell. */
if (editionMark) tellWhatChanged(editionMark).catch(() => {})
