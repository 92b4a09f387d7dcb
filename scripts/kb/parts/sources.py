"""The bibliography: every source, how far it was read, and every place that cites it."""

import posixpath
from collections import Counter, defaultdict
from collections.abc import Sequence
from html import escape

from kb.bibliography import Entry
from kb.corpus import Corpus
from kb.pages import Page, source_url
from kb.parts.part import filter_form, link, select
from kb.referencing import References, exchange, law
from kb.referencing.words import day_in_words
from kb.spelling import without_accents

_IN_WORDS = {
    "article": "journal article",
    "collection": "edited book",
    "incollection": "chapter",
    "jurisdiction": "judgment",
    "online": "web page",
}


def works(corpus: Corpus, references: References, here: str, _: str) -> str:
    """Return the list of books, articles, reports and web pages."""
    return _list(corpus, references, here, "Books, articles, reports and web pages", of_law=False)


def law_and_parliament(corpus: Corpus, references: References, here: str, _: str) -> str:
    """Return the list of Acts, statutory instruments, judgments and debates."""
    return _list(corpus, references, here, "Law and Parliament", of_law=True)


def pages_that_answer(corpus: Corpus, _: References, here: str, criterion: str) -> str:
    """Return links to the pages that help to answer an assessment criterion."""
    pages = [page for page in corpus.pages if criterion in (page.front_matter.values.get("answers") or ())]
    links = [f"<li>{link(page, here)}</li>" for page in pages]
    return f"<ul>{''.join(links)}</ul>" if links else "<p>No page yet.</p>"


def in_styles(_: Corpus, references: References, __: str, key: str) -> str:
    """Return one source in the styles UK courses use."""
    rows = [
        f"<dt>{escape(style.label)}</dt><dd>{one.reference}</dd>" for style, one in references.in_styles(key).items()
    ]
    return f'<dl class="kb-styles">{"".join(rows)}</dl>'


def _list(corpus: Corpus, references: References, here: str, name: str, *, of_law: bool) -> str:
    entries = [entry for entry in corpus.bibliography.by_key.values() if law.is_law(entry) is of_law]
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=_alphabetical):
        groups[_group_of(entry)].append(entry)
    citing = _citing_pages(corpus)
    written = (
        _group(title, [_item(entry, references, citing[entry.key], here) for entry in group])
        for title, group in groups.items()
    )
    ways = " ".join(f'<a href="#{_anchor(title)}">{escape(title)}</a>' for title in groups)
    return (
        f"{_filter(entries, name)}\n"
        f'<div class="kb-groups" data-search-exclude>\n<nav aria-label="Groups of: {name}">{ways}</nav>\n'
        f"{''.join(written)}</div>"
    )


def _group_of(entry: Entry) -> str:
    """Return the group an entry stands in: law by decade, as it is dated; works by initial, as they are looked for."""
    return _decade(entry) if law.is_law(entry) else _initial(entry)


def anchors(corpus: Corpus) -> frozenset[str]:
    """Return the names of the places in the bibliography: its entries and their groups."""
    entries = corpus.bibliography.by_key
    return frozenset(f"source-{key}" for key in entries) | {_anchor(_group_of(entry)) for entry in entries.values()}


def _group(title: str, items: Sequence[str]) -> str:
    """Return a group of entries. Their number lets the style sheet leave room for what is not yet drawn."""
    listed = "\n".join(items)
    return (
        f'<section data-sources="{len(items)}"><h3 id="{_anchor(title)}">{escape(title)}</h3>\n'
        f'<ul class="kb-sources">\n{listed}\n</ul></section>\n'
    )


def _anchor(title: str) -> str:
    return f"sources-{title.lower().replace(' ', '-')}"


def _filter(entries: Sequence[Entry], name: str) -> str:
    """Return the form by which a script finds entries (docs/assets/source-filter.js)."""
    choices = {
        "evidence": ("Evidence", {entry.get("evidence") for entry in entries}),
        "nation": ("Nation", {nation for entry in entries for nation in entry.get("nation").split(", ")}),
        "consulted": ("Consulted", {entry.get("consulted") for entry in entries}),
        "decade": ("Years", {_decade(entry) for entry in entries}),
    }
    selects = "".join(select(key, label, values) for key, (label, values) in choices.items())
    found = f'<label>Find <input type="search"></label>{selects}'
    return filter_form(found, f' role="search" aria-label="Find in: {name}"', f"{len(entries)} sources")


def _decade(entry: Entry) -> str:
    year = entry.get("year")
    return f"{year[:3]}0s" if year else "no date"


def _alphabetical(entry: Entry) -> tuple[str, str, str]:
    who = "" if law.is_law(entry) else _who(entry)
    return (who, entry.get("year"), entry.get("title").casefold())


def _initial(entry: Entry) -> str:
    return next(filter(str.isalnum, _who(entry) + entry.get("title")), "–").upper()


def _who(entry: Entry) -> str:
    """Return the names a work stands under, without accents: British lists put Åhgren under A."""
    names = entry.names.get("author") or entry.names.get("editor") or ()
    who = " ".join(name.literal or f"{name.family} {name.given}" for name in names)
    return without_accents(who)


def _citing_pages(corpus: Corpus) -> dict[str, Counter[Page]]:
    """Return for each key the pages that cite it, and how often."""
    citing: dict[str, Counter[Page]] = defaultdict(Counter)
    for page, cite in corpus.cites:
        citing[cite.key][page] += 1
    return citing


def facts(entry: Entry) -> str:
    """Return as HTML what is known of a source: how far it was read, what it is, and what it is good for."""
    short = [
        _IN_WORDS.get(entry.type, entry.type).capitalize(),
        f"Consulted: {entry.get('consulted')}, {day_in_words(entry.get('consulteddate'))}",
        f"Evidence: {entry.get('evidence')}",
        entry.get("nation"),
    ]
    return f'<p class="kb-facts">{escape(" · ".join(short))}</p>\n<p>{escape(entry.get("annotation"))}</p>'


def seen(entry: Entry) -> str:
    """Return as HTML what was seen of a source, where its record tells; it stands on the page of the source alone."""
    note = entry.get("consultednote")
    return f'<p class="kb-seen">What was seen: {escape(note)}.</p>' if note else ""


def _item(entry: Entry, references: References, citing: Counter[Page], here: str) -> str:
    own = posixpath.relpath(source_url(entry.key), here or ".") + "/"
    filtered_by = {
        "evidence": entry.get("evidence"),
        "consulted": entry.get("consulted"),
        "nation": entry.get("nation"),
        "decade": _decade(entry),
    }
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in filtered_by.items())
    return (
        f'<li id="source-{escape(entry.key)}"{data}>\n'
        f'<p class="kb-reference">{references.html(entry.key)}</p>\n'
        f"{facts(entry)}\n"
        f'<p class="kb-cited"><a href="{own}" aria-label="Cite: {escape(entry.summary)}">Cite this source</a>'
        f'<span class="Z3988" title="{escape(exchange.coins(entry))}"></span></p>\n{_cited_on(citing, own, here)}</li>'
    )


def _cited_on(citing: Counter[Page], own: str, here: str) -> str:
    """Return the pages that cite a source, folded: there are thousands on the page, and few are looked for at once."""
    if not citing:
        return '<p class="kb-cited">Further reading: not cited on a page yet.</p>\n'
    links = "; ".join(f"{link(page, here)} ({count})" for page, count in citing.items())
    pages = f"{len(citing)} pages" if len(citing) > 1 else "1 page"
    return (
        f'<details class="kb-cited"><summary>Cited on {pages}</summary>{links}. '
        f'<a href="{own}#cited-on">Every place</a>.</details>\n'
    )
