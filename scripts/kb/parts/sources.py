"""The bibliography: every source, how far it was read, and every place that cites it."""

import posixpath
from collections import Counter, defaultdict
from html import escape

from kb.bibliography import Entry
from kb.corpus import Corpus
from kb.pages import Page, source_url
from kb.parts.part import link
from kb.referencing import References, exchange, law
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
    rows = [
        f"<dt>{escape(style.label)}</dt><dd>{one.reference}</dd>" for style, one in references.in_styles(key).items()
    ]
    return f'<dl class="kb-styles">{"".join(rows)}</dl>'


def _list(corpus: Corpus, references: References, here: str, *, of_law: bool) -> str:
    entries = [entry for entry in corpus.bibliography.by_key.values() if law.is_law(entry) is of_law]
    citing = _citing_pages(corpus)
    items = [_item(entry, references, citing[entry.key], here) for entry in sorted(entries, key=_alphabetical)]
    return '<ul class="kb-sources">\n' + "\n".join(items) + "\n</ul>"


def _alphabetical(entry: Entry) -> tuple[str, str, str]:
    names = entry.names.get("author") or entry.names.get("editor") or ()
    who = "" if law.is_law(entry) else " ".join(name.literal or f"{name.family} {name.given}" for name in names)
    return (who.casefold(), entry.get("year"), entry.get("title").casefold())


def _citing_pages(corpus: Corpus) -> dict[str, Counter[Page]]:
    """Return for each key the pages that cite it, and how often."""
    citing: dict[str, Counter[Page]] = defaultdict(Counter)
    for page, cite in corpus.cites:
        citing[cite.key][page] += 1
    return citing


def facts(entry: Entry) -> str:
    """Return as HTML what is known of a source: how far it was read, what it is, and what it is good for."""
    short = [
        f"<span>Consulted: {escape(entry.get('consulted'))}, {day_in_words(entry.get('consulteddate'))}</span>",
        f"<span>Evidence: {escape(entry.get('evidence'))}</span>",
        f"<span>{escape(entry.get('nation'))}</span>",
    ]
    note = entry.get("consultednote")
    seen = f'<p class="kb-seen">What was seen: {escape(note)}.</p>' if note else ""
    return f'<p class="kb-facts">{" · ".join(short)}</p>\n<p>{escape(entry.get("annotation"))}</p>\n{seen}'


def _item(entry: Entry, references: References, citing: Counter[Page], here: str) -> str:
    own = posixpath.relpath(source_url(entry.key), here or ".") + "/"
    filtered_by = {
        "evidence": entry.get("evidence"),
        "consulted": entry.get("consulted"),
        "nation": entry.get("nation"),
        "year": entry.get("year"),
    }
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in filtered_by.items())
    return (
        f'<li id="source-{escape(entry.key)}"{data}>\n'
        f'<p class="kb-reference">{references.html(entry.key)}</p>\n'
        f"{facts(entry)}\n"
        f'<p class="kb-cited">{_cited_on(citing, own, here)} '
        f'<a href="{own}" aria-label="Cite: {escape(entry.summary)}">Cite this source</a>'
        f'<span class="Z3988" title="{escape(exchange.coins(entry))}"></span></p>\n</li>'
    )


def _cited_on(citing: Counter[Page], own: str, here: str) -> str:
    if not citing:
        return "Further reading: not cited on a page yet."
    links = "; ".join(f"{link(page, here)} ({count})" for page, count in citing.items())
    return f'Cited on: {links}. <a href="{own}#cited-on">Every place</a>.'
