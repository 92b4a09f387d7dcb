/* On the page for what is not there: the pages whose names are most like the one that was asked for, and a
   search for its words. Without scripts the sections remain. */
"use strict"

const lastName = (path) => decodeURIComponent(path).toLowerCase().replace(/(\/(index)?)?(\.\w+)?$/, "").split("/").pop()
const pairs = (name) => new Set([...name].slice(1).map((letter, index) => name[index] + letter))

/* How many pairs of letters two names share, from 0 to 1. */
function likeness(one, other) {
  const [first, second] = [pairs(one), pairs(other)]
  return (2 * [...first].filter((pair) => second.has(pair)).length) / (first.size + second.size || 1)
}

function listItem(address, text) {
  const link = document.createElement("a")
  link.href = address
  link.textContent = text
  const item = document.createElement("li")
  item.append(link)
  return item
}

async function suggest(place) {
  const list = new URL(place.dataset.notFound, location)
  const asked = lastName(location.pathname)
  const known = Object.entries(await (await fetch(list)).json())
  const close = known
    .map(([address, page]) => ({ title: page.title, aim: page.moved_to ?? address, like: likeness(asked, lastName(address)) }))
    .filter(({ like }) => like > 0.5)
    .sort((one, other) => other.like - one.like)
    .filter(({ aim }, index, all) => all.findIndex((each) => each.aim === aim) === index)
    .slice(0, 3)
    .map(({ aim, title }) => listItem(new URL(aim, list), title))
  const words = asked.replace(/[^\p{L}\p{N}]+/gu, " ").trim()
  if (words) close.push(listItem(new URL(`./?q=${encodeURIComponent(words)}`, list), `Search for “${words}”`))
  const heading = document.createElement("h2")
  heading.textContent = "Perhaps one of these"
  const items = document.createElement("ul")
  items.append(...close)
  if (close.length) place.append(heading, items)
}

/* An address that is no text, or no list of pages: there is nothing to suggest. */
suggest(document.querySelector("[data-not-found]")).catch(() => {})
