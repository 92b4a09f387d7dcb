"""What the search of the site looks through: rewrites the theme's index after rendering.

The theme's index holds every word of every page and is fetched on every page. In its place stand

| file | what it holds | when it is fetched |
| --- | --- | --- |
| ``search/search_index.json`` | the settings | with every page |
| ``search/documents.json`` | pages, their sections, terms of the glossary, sources | when somebody searches |

and pages run ``docs/assets/search-worker.js`` in place of the theme's own worker, which that one loads.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kb import glossary
from kb.bibliography import Bibliography
from kb.checks.names import RETIRED
from kb.corpus import Corpus
from kb.pages import Page, url

SETTINGS, DOCUMENTS = "search/search_index.json", "search/documents.json"
_WORKER = "assets/search-worker.js"
_THEMES_WORKER = re.compile(r"assets/javascripts/workers/search\.\w+\.min\.js")

# How much a word counts: in another name of a page, in a heading, among the subjects of a page, in its text.
_FIELDS = {"names": 20, "title": 10, "about": 10, "text": 1}
# The settings by which the worker's words and the theme's are the same: a hyphen is left to the worker.
_PARTS_WORDS = r"[^\w\-'’]+"
_BLOCK = re.compile(r"</?(?:p|li|ul|ol|pre)>")
_TAG = re.compile(r"<[^>]*>")
_SECTION = re.compile(r"\bsections? (\d+\w*)((?:(?:, | and | to )\d+\w*)*)")
_PROVISION = re.compile(r"\bss? (\d+\w*)")
# What a reader of a page sees at once is the text of the page itself; links elsewhere are found there.
_BRIEF, _LINKS = "In brief", "See also"
_SOURCE = 0.1  # a page that says something counts more than a source with the same words

Document = dict[str, Any]


def write(corpus: Corpus, folder: Path) -> None:
    """Rewrite the index of a rendered site, and let its pages use it."""
    index = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    written = documents(corpus, index["docs"])
    theme = next(folder.glob("assets/javascripts/workers/search.*.min.js"))
    settings = {
        "config": {
            **index["config"],
            "separator": _PARTS_WORDS,
            "pipeline": ["trimmer", "stopWordFilter"],
            "fields": {name: {"boost": boost} for name, boost in _FIELDS.items()},
            "engine": theme.relative_to(folder).as_posix(),
            "documents": DOCUMENTS,
        },
        "docs": [],
    }
    (folder / SETTINGS).write_text(_as_json(settings), encoding="utf-8")
    (folder / DOCUMENTS).write_text(_as_json(written), encoding="utf-8")
    for file in folder.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        if _THEMES_WORKER.search(text):
            file.write_text(_THEMES_WORKER.sub(_WORKER, text), encoding="utf-8")


def documents(corpus: Corpus, rendered: list[Document]) -> list[Document]:
    """Return what is searched: each page, then its sections; made from the theme's list of sections."""
    sections: dict[str, list[Document]] = {}
    for section in rendered:
        sections.setdefault(section["location"].partition("#")[0], []).append(section)
    source = next((page.source.text for page in corpus.pages if page.name == glossary.PAGE), "")
    terms = list(glossary.entries(source))
    found: list[Document] = []
    for page in corpus.pages:
        own = sections.get(page.url, [])
        found.append(_page(page, own, dict(_acronyms(terms))))
        if page.name == glossary.PAGE:
            found += [
                {"location": f"{page.url}#{glossary.anchor(entry.term)}", "title": entry.term, "text": entry.meaning}
                for entry in terms
            ]
        else:
            found += _sections(page, own)
        if page.url == url("reference/bibliography.md"):
            found += _sources(page, corpus.bibliography)
    return found


def _page(page: Page, sections: list[Document], acronyms: Mapping[str, str]) -> Document:
    values = page.front_matter.values
    brief = next((section["text"] for section in sections if section["title"] == _BRIEF), "")
    document = {
        "location": page.url,
        "title": page.title,
        "text": _plain(brief) or str(values.get("description", "")),
    }
    if not page.url:  # the home page has the name of the site, by which nobody looks for it
        return document
    subjects = list(values.get("tags") or ())
    names = [page.title, *_names_of_act(str(values.get("short_title", ""))), *(values.get("also_called") or ())]
    known = {name.lower() for name in [*names, *subjects]}
    names += [wrong for wrong, right in RETIRED.items() if known & {one.lower() for one in right.split(", or ")}]
    names += [acronyms[each] for each in sorted(known & acronyms.keys())]
    duties = values.get("duties") or ()
    folder = page.url.partition("/")[0].replace("-", " ")
    about = [folder, *subjects, *(duty["duty"] for duty in duties), *_provisions(duties)]
    return {**document, "names": list(dict.fromkeys(names)), "about": list(dict.fromkeys(about))}


def _names_of_act(short_title: str) -> Iterator[str]:
    """Yield what an Act is called for short: NHS Act 2006; NHSCCA."""
    if short_title:
        yield short_title
        yield short_title.replace("National Health Service", "NHS")
        yield "".join(word[0] for word in re.findall(r"[A-Z][a-z]+", short_title))


def _acronyms(terms: list[glossary.Entry]) -> Iterator[tuple[str, str]]:
    """Yield what the glossary's acronyms stand for, in the singular and the plural, and each acronym."""
    for entry in terms:
        for acronym in entry.acronyms:
            words = entry.words.lower()
            yield words, acronym
            yield f"{words}s", acronym


def _provisions(duties: Any) -> Iterator[str]:
    for duty in duties:
        yield from (f"s{number}" for number in _PROVISION.findall(duty["provision"]))


def _sections(page: Page, sections: list[Document]) -> Iterator[Document]:
    for section in sections:
        title = section["title"]
        if "#" not in section["location"] or title in (page.title, _BRIEF, _LINKS):
            continue
        document = {"location": section["location"], "title": title, "text": _plain(section["text"])}
        numbers = [number for found in _SECTION.findall(title) for number in re.findall(r"\d+\w*", " ".join(found))]
        if numbers:
            document["about"] = [f"s{number}" for number in numbers]
        yield document


def _sources(page: Page, library: Bibliography) -> Iterator[Document]:
    for entry in library.by_key.values():
        title = entry.get("title") if entry.get("title") not in entry.summary else ""
        yield {"location": f"{page.url}#source-{entry.key}", "title": entry.summary, "text": title, "boost": _SOURCE}


def _plain(html: str) -> str:
    """Return the paragraphs and list items of a text, one a line; the worker sets them as paragraphs."""
    blocks = (" ".join(_TAG.sub("", block).split()) for block in _BLOCK.split(html))
    return "\n".join(block for block in blocks if block)


def _as_json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
