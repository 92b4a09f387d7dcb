"""Parts of pages that are made from the sources: asked for by a comment in a page.

``<!-- generate: sources -->`` is replaced by the list of sources. Editors of the page see an
ordinary comment; nothing is typed twice, so nothing can go stale.
"""

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable
from html import escape

from kb import notes
from kb.bibliography import Entry
from kb.corpus import Corpus
from kb.pages import Page
from kb.referencing import References, law
from kb.referencing.words import day_in_words

_REQUEST = re.compile(r"<!--\s*generate:\s*(?P<part>\S+)(?:\s+(?P<argument>\S+))?\s*-->")

# Takes the sources, the references, the address of the page, and the argument; returns HTML.
Part = Callable[[Corpus, References, str, str], str]


def request(comment: str) -> tuple[str, str] | None:
    """Return the part a comment asks for and its argument, None if it asks for none."""
    match = _REQUEST.fullmatch(comment)
    return (match["part"], match["argument"] or "") if match else None


def html(part: str, argument: str, sources: Corpus, references: References, here: str) -> str:
    """Return a part as HTML; ``here`` is the folder from which its links start.

    Raises KeyError for a part that does not exist.
    """
    return PARTS[part](sources, references, here, argument)


def _sources(sources: Corpus, references: References, here: str, _: str) -> str:
    return _list(sources, references, here, of_law=False)


def _law_and_parliament(sources: Corpus, references: References, here: str, _: str) -> str:
    return _list(sources, references, here, of_law=True)


def _pages_that_answer(sources: Corpus, _: References, here: str, criterion: str) -> str:
    pages = [page for page in sources.pages if criterion in (page.front_matter.values.get("answers") or ())]
    links = [f'<li><a href="{_address(page, here)}">{escape(page.title)}</a></li>' for page in pages]
    return f"<ul>{''.join(links)}</ul>" if links else "<p>No page yet.</p>"


def _in_styles(_: Corpus, references: References, __: str, key: str) -> str:
    styles = {"Harvard (Cite Them Right)": references.html(key), **references.in_other_styles(key)}
    rows = [f"<dt>{escape(name)}</dt><dd>{reference}</dd>" for name, reference in styles.items()]
    return f'<dl class="kb-styles">{"".join(rows)}</dl>'


PARTS: dict[str, Part] = {
    "sources": _sources,
    "law-and-parliament": _law_and_parliament,
    "pages-that-answer": _pages_that_answer,
    "in-styles": _in_styles,
}


def _list(sources: Corpus, references: References, here: str, *, of_law: bool) -> str:
    entries = [entry for entry in sources.bibliography.by_key.values() if law.is_law(entry) is of_law]
    places = _places(sources)
    items = [_item(entry, references, places[entry.key], here) for entry in sorted(entries, key=_alphabetical)]
    return '<ul class="kb-sources">\n' + "\n".join(items) + "\n</ul>"


def _address(page: Page, here: str) -> str:
    return posixpath.relpath(page.url or ".", here or ".") + "/"


def _alphabetical(entry: Entry) -> tuple[str, str, str]:
    names = entry.names.get("author") or entry.names.get("editor") or ()
    who = "" if law.is_law(entry) else " ".join(name.literal or f"{name.family} {name.given}" for name in names)
    return (who.casefold(), entry.get("year"), entry.get("title").casefold())


def _places(sources: Corpus) -> dict[str, dict[Page, list[str]]]:
    """Return for each key the pages that cite it, and the fragments of the places."""
    places: dict[str, dict[Page, list[str]]] = defaultdict(dict)
    for page in sources.pages:
        numbering = notes.number(page.found)
        cited = [(note.cite.key, marker) for note in numbering.notes if note.cite for marker in note.markers]
        cited += [(cite.key, note.id) for cite, note in numbering.inside_notes]
        for key, fragment in cited:
            places[key].setdefault(page, []).append(fragment)
    return places


def _item(entry: Entry, references: References, places: dict[Page, list[str]], here: str) -> str:
    facts = [
        f"<span>Consulted: {escape(entry.get('consulted'))}, {day_in_words(entry.get('consulteddate'))}</span>",
        f"<span>Evidence: {escape(entry.get('evidence'))}</span>",
        f"<span>{escape(entry.get('nation'))}</span>",
    ]
    note = entry.get("consultednote")
    seen = f'<p class="kb-seen">What was seen: {escape(note)}.</p>' if note else ""
    return (
        f'<li id="source-{escape(entry.key)}">\n'
        f'<p class="kb-reference">{references.html(entry.key)}</p>\n'
        f'<p class="kb-facts">{" · ".join(facts)}</p>\n'
        f"<p>{escape(entry.get('annotation'))}</p>\n{seen}\n"
        f'<p class="kb-cited">{_cited_on(places, here)}</p>\n</li>'
    )


def _cited_on(places: dict[Page, list[str]], here: str) -> str:
    if not places:
        return "Further reading: not cited on a page yet."
    pages = []
    for page, fragments in places.items():
        address = _address(page, here)
        links = [
            f'<a href="{address}#{fragment}" aria-label="{escape(page.title)}, place {index}">{index}</a>'
            for index, fragment in enumerate(fragments, 1)
        ]
        pages.append(f'<a href="{address}">{escape(page.title)}</a> ({", ".join(links)})')
    return "Cited on: " + "; ".join(pages) + "."
