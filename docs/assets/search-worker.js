/* The search, in a worker of its own. The theme's worker does the searching; this one stands before it,
   and loads it and what is searched only when somebody searches: a page that is only read does without.
   What is searched comes from scripts/kb/search_index.py; what opens without a server gives it at once. */
"use strict"

const [SETUP, READY, QUERY, RESULT] = [0, 1, 2, 3] // the messages of the theme
const send = self.postMessage.bind(self)
// In a frame, which stands for a worker where there is no server, the address is that of the page.
const site = new URL("../", self.document?.currentScript?.src ?? self.location.href)

let loaded, index, takeSettings
const settings = new Promise((resolve) => (takeSettings = resolve)) // which may come after the first question
let last = "" // what was typed last: what was typed before it needs no answer any more
let toEngine = false // whether the message on its way is ours to the theme's worker
const waiting = [] // for the answers of the theme's worker, which come in the order of the questions

self.addEventListener("message", async (event) => {
  if (toEngine) return
  event.stopImmediatePropagation()
  const { type, data } = event.data
  if (type === SETUP) {
    takeSettings(data)
    send({ type: READY })
  } else if (type === QUERY) {
    last = data
    try {
      if (data) await load() // a blank is enough: search-box.js
      const result = data.trim() ? await answer(data) : { items: [] }
      if (last === data) send({ type: RESULT, data: result })
    } catch (error) {
      console.warn("The search could not be loaded; the next letter tries again.", error)
    }
  }
})

// The theme's worker answers by this name, which is ours now.
self.postMessage = (message) => waiting.shift()(message.data)

function engine(type, data) {
  return new Promise((resolve) => {
    waiting.push(resolve)
    toEngine = true
    self.dispatchEvent(new MessageEvent("message", { data: { type, data } }))
    toEngine = false
  })
}

function load() {
  loaded ??= start().catch((error) => {
    loaded = undefined
    throw error
  })
  return loaded
}

async function start() {
  const { config, options, docs: given } = await settings
  const docs = given.length ? given : await (await fetch(new URL(config.documents, site))).json()
  await importScripts(new URL(config.engine, site))
  const build = lunr.Builder.prototype.build
  lunr.Builder.prototype.build = function () {
    return (index = build.call(this))
  }
  lunr.trimmer = withoutMarks
  lunr.Pipeline.registerFunction(withoutMarks, "withoutMarks")
  await engine(SETUP, { config, options, docs: docs.map(inParagraphs) })
}

// Paragraphs stand one a line; the theme shows the first two in which a word was found.
function inParagraphs(page) {
  const text = page.text.split("\n").map((line) => `<p>${line}</p>`)
  return { ...page, text: text.join("") }
}

function plain(word) {
  return word.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'’]/g, "")
}

// A step of the index: a word without accents and apostrophes; "co-production" also as its parts.
const seen = new Map()

function withoutMarks(token) {
  const text = token.toString()
  if (!seen.has(text)) {
    const parts = plain(text).split("-")
    seen.set(text, [...new Set([parts.join(""), ...parts])].filter(Boolean))
  }
  const words = seen.get(text)
  return words.length === 1 ? token.update(() => words[0]) : words.map((word) => token.clone(() => word))
}

async function answer(typed) {
  if (/["*~^:]|(^|\s)[+-]/.test(typed)) return engine(QUERY, typed) // signs of the theme's own language
  const asked = words(typed).map((word) => ({ word, ...forms(word) }))
  const result = await engine(QUERY, asked.flatMap((each) => each.forms).join(" "))
  for (const item of result.items.flat()) item.terms = termsOf(item, asked)
  return { ...result, items: ranked(result.items, asked) }
}

// "s.75", "S 75", "section 75": the index has s75 for what is about that section.
function words(typed) {
  const text = plain(typed).replace(/\b(?:ss?|sections?)[\s.]*(\d+\w*)/g, "s$1 $1")
  const all = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  const telling = all.filter((word) => lunr.stopWordFilter(word))
  return telling.length ? telling : all
}

// A word itself counts most, then what begins with its stem; where nothing does, what is spelt nearly so.
function forms(word) {
  const stem = stemOf(word)
  if (known(`${stem}*`).length) return { starts: [stem], forms: [`${word}^8`, stem] }
  const near = word.length > 3 ? known(word, 1).slice(0, 5) : []
  return { starts: near, forms: near.map((each) => `${each}^4`) }
}

// The stem, where it is a good part of the word: that of "communication" begins "community" as well.
function stemOf(word) {
  const stem = lunr.stemmer(new lunr.Token(word)).toString().replace(/i$/, "")
  return word.startsWith(stem) && stem.length > 3 && word.length - stem.length < 5 ? stem : word
}

function known(word, slips = 0) {
  const pattern = slips ? lunr.TokenSet.fromFuzzyString(word, slips) : lunr.TokenSet.fromString(word)
  return index.tokenSet.intersect(pattern).toArray()
}

// Which of the words that were typed a result has: the theme names those it lacks.
function termsOf(item, asked) {
  const found = Object.keys(item.terms).filter((term) => item.terms[term])
  const has = ({ starts }) => found.some((term) => starts.some((start) => term.startsWith(start)))
  return Object.fromEntries(asked.map((each) => [each.word, has(each)]))
}

// First stand the pages that have more of the words, rare words before common ones, and those of which
// a name, a subject or a heading is nearly what was asked for. The theme's own scores do the rest.
const [NAME, SUBJECT, HEADING] = [6, 3, 3]

function ranked(groups, asked) {
  const covered = groups.map((group) => asked.filter(({ word }) => group.some((item) => item.terms[word])))
  const often = (each) => covered.filter((those) => those.includes(each)).length || 1
  const weights = new Map(asked.map((each) => [each, Math.log(1 + groups.length / often(each))]))
  const weight = (those) => those.reduce((sum, each) => sum + weights.get(each), 0)
  groups.forEach((group, place) => {
    const page = group.find((item) => !item.location.includes("#"))
    const nearest = Math.max(
      ...(page.names ?? []).map((name) => NAME * nearness(asked, name)),
      ...(page.about ?? []).map((name) => SUBJECT * nearness(asked, name)),
      ...group.map((item) => HEADING * nearness(asked, item.title)),
      ...group.map((item) => HEADING * nearness(asked, item.title.split(",")[0])), // who wrote a source, and when
    )
    const factor = (weight(covered[place]) / weight(asked)) ** 2 * (1 + nearest)
    for (const item of group) item.score *= factor // Enter goes to the highest
  })
  const best = (group) => Math.max(...group.map((item) => item.score))
  return groups.sort((one, other) => best(other) - best(one))
}

// 1 if a name is just what was asked for, 0 if it has none of its words.
const named = new Map()

function nearness(asked, name) {
  const bare = name.replace(/<[^>]*>/g, "") // the marks of the words that were found
  if (!named.has(bare)) named.set(bare, words(bare))
  const there = named.get(bare)
  const shared = asked.filter(({ starts }) => there.some((word) => starts.some((start) => word.startsWith(start))))
  return shared.length ** 2 / (asked.length * there.length || 1)
}
