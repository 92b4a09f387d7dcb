"""The bibliography: every source, how far it was read, and every place that cites it."""

from collections import defaultdict
from html import escape

from kb import notes
from kb.bibliography import Entry
from kb.corpus import Corpus
from kb.pages import Page
from kb.parts.part import address, link
from kb.referencing import References, law
from kb.referencing.words import day_in_words


def works(corpus: Corpus, references: References, here: str, _: str) -> str:
    """Return the list of books, articles, reports and web pages."""
    return _list(corpus, references, here, of_law=False)


def law_and_parliament(corpus: Corpus, references: References, here: str, _: str) -> str:
    """Return the list of Acts, statutory instruments, judgments and debates."""
    return _list(corpus, references, here, of_law=True)


def pages_that_answer(corpus: Corpus, _: References, here: str, criterion: str) -> str:
    """Return links to the pages that help to answer an assessment criterion."""
    pages = [page for page in corpus.pages if criterion in (page.front_matter.values.get("answers") or ())]
    links = [f"<li>{link(page, here)}</li>" for page in pages]
    return f"<ul>{''.join(links)}</ul>" if links else "<p>No page yet.</p>"


def in_styles(_: Corpus, references: References, __: str, key: str) -> str:
    """Return one source in the styles UK courses use."""
    styles = {"Harvard (Cite Them Right)": references.html(key), **references.in_other_styles(key)}
    rows = [f"<dt>{escape(name)}</dt><dd>{reference}</dd>" for name, reference in styles.items()]
    return f'<dl class="kb-styles">{"".join(rows)}</dl>'


def _list(corpus: Corpus, references: References, here: str, *, of_law: bool) -> str:
    entries = [entry for entry in corpus.bibliography.by_key.values() if law.is_law(entry) is of_law]
    places = _places(corpus)
    items = [_item(entry, references, places[entry.key], here) for entry in sorted(entries, key=_alphabetical)]
    return '<ul class="kb-sources">\n' + "\n".join(items) + "\n</ul>"


def _alphabetical(entry: Entry) -> tuple[str, str, str]:
    names = entry.names.get("author") or entry.names.get("editor") or ()
    who = "" if law.is_law(entry) else " ".join(name.literal or f"{name.family} {name.given}" for name in names)
    return (who.casefold(), entry.get("year"), entry.get("title").casefold())


def _places(corpus: Corpus) -> dict[str, dict[Page, list[str]]]:
    """Return for each key the pages that cite it, and the fragments of the places."""
    places: dict[str, dict[Page, list[str]]] = defaultdict(dict)
    for page in corpus.pages:
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
        start = address(page, here)
        links = [
            f'<a href="{start}#{fragment}" aria-label="{escape(page.title)}, place {index}">{index}</a>'
            for index, fragment in enumerate(fragments, 1)
        ]
        pages.append(f"{link(page, here)} ({', '.join(links)})")
    return "Cited on: " + "; ".join(pages) + "."
