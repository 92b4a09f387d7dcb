"""What readers take away: files for reference managers, and a page for each source.

Written beside the rendered pages:

| file | what it holds |
| --- | --- |
| ``<page>/cite.bib``, ``.ris``, ``.json`` | the page itself |
| ``<page>/sources.bib``, ``.ris``, ``.json`` | every source the page cites |
| ``reference/bibliography/sources.bib``, ``.ris``, ``.json`` | every source of the site |
| ``reference/sources/<key>/`` | a source in every style, where it is cited, and its own three files |
| ``pages.json`` | the address, title and last change of each content page, by which editions are compared |
"""

import codecs
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import html

from kb import bibliography, cite_panel, notes, page_citations, referencing
from kb.bibliography import Bibliography, Entry
from kb.corpus import Corpus
from kb.diagnostics import SourceText
from kb.page_citations import Form
from kb.pages import Page, source_url
from kb.parts.sources import facts, seen
from kb.referencing import References, access, exchange
from kb.referencing.access import AccessDate
from kb.referencing.styles import STYLES, Style
from kb.site import Site

_BIBLIOGRAPHY = "reference/bibliography/"


@dataclass(frozen=True)
class Place:
    """Where a page cites a source, as a reader finds it."""

    page: Page
    fragment: str
    section: str  # text of the heading above
    paragraph: str  # number of the paragraph; empty where it has none


def write(corpus: Corpus, site: Site, folder: Path) -> None:
    """Write all exports into the folder of a rendered site. Raises ProcessorError if a style cannot be applied."""
    references = referencing.load(corpus.bibliography, corpus.root / ".cache")
    cited = {page: _cited_by(page) for page in corpus.pages}
    for page in filter(page_citations.is_citable, corpus.pages):
        _write_files(folder / page.url / "cite", *as_library(page, site))
        entries = [corpus.bibliography.by_key[key] for key in sorted({key for key, _ in cited[page]})]
        _write_files(folder / page.url / "sources", entries, corpus.bibliography)
    everything = [corpus.bibliography.by_key[key] for key in sorted(corpus.bibliography.by_key)]
    _write_files(folder / _BIBLIOGRAPHY / "sources", everything, corpus.bibliography)
    _write_source_pages(corpus, references, site, folder, _places(cited, folder))
    _write_list_of_pages(corpus, folder)


def _cited_by(page: Page) -> list[tuple[str, str]]:
    """Return the key and the fragment of every citation of a page."""
    numbering = notes.number(page.found)
    cited = [(note.cite.key, marker) for note in numbering.notes if note.cite for marker in note.markers]
    return cited + [(cite.key, note.id) for cite, note in numbering.inside_notes]


def _write_files(stem: Path, entries: Sequence[Entry], library: Bibliography) -> None:
    stem.parent.mkdir(parents=True, exist_ok=True)
    stem.with_suffix(".bib").write_text(exchange.bibtex(entries, library), encoding="utf-8")
    stem.with_suffix(".ris").write_text(exchange.ris(entries), encoding="utf-8", newline="")
    stem.with_suffix(".json").write_text(exchange.csl_json(entries), encoding="utf-8")


def as_library(page: Page, site: Site) -> tuple[Sequence[Entry], Bibliography]:
    """Return a page as the one entry of a bibliography of its own."""
    item = page_citations.item(page, site)
    fields = {
        "author": f"{{{_latex(site.author)}}}",
        "title": _latex(page.title),
        "date": page.front_matter.values["changed"].isoformat(),
        "year": str(page.front_matter.values["changed"].year),
        "edition": _latex(item.get("edition", "")),
        "url": item["URL"],
    }
    key = "partnership-working-" + page.url.rstrip("/").replace("/", "-")
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    library = bibliography.load(SourceText("page", f"@online{{{key},\n" + ",\n".join(lines) + "\n}"))
    return library.entries, library


def _latex(text: str) -> str:
    return str(codecs.encode(text, "ulatex+utf-8"))


def _places(cited: Mapping[Page, list[tuple[str, str]]], folder: Path) -> dict[str, list[Place]]:
    """Return for each key the places that cite it, read off the rendered pages."""
    places: dict[str, list[Place]] = defaultdict(list)
    for page, citations in cited.items():
        where = dict(_marked(folder / page.url / "index.html")) if citations else {}
        for key, fragment in citations:
            places[key].append(Place(page, fragment, *where.get(fragment, ("", ""))))
    return places


def _marked(file: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each fragment that begins with "fn" and the section and paragraph in which it stands."""
    document = html.document_fromstring(file.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    section = ""
    for element in document.xpath("//article//*[@id]"):
        identifier = element.get("id")
        if element.tag == "h2":
            section = str(element.text_content()).removesuffix("#").strip()
        elif identifier.startswith("fn"):
            paragraphs = element.xpath("ancestor::*[a[@class='kb-p']]/@id")
            yield identifier, (section, paragraphs[-1][1:] if paragraphs else "")


def _write_source_pages(
    corpus: Corpus, references: References, site: Site, folder: Path, places: Mapping[str, list[Place]]
) -> None:
    environment = Environment(
        loader=FileSystemLoader(corpus.root / "docs" / ".overrides"), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("source.html")
    access_dates = {style: access.access_date(style, references.cache_folder) for style in STYLES}
    for entry in corpus.bibliography.by_key.values():
        own = folder / source_url(entry.key)
        _write_files(own / "source", [entry], corpus.bibliography)
        text = template.render(
            entry=entry,
            reference=references.html(entry.key),
            facts=facts(entry) + seen(entry),
            styles=cite_panel.styles(forms_of_source(entry, references, access_dates)),
            places=places.get(entry.key, []),
            coins=exchange.coins(entry),
            site=site,
            address=source_url(entry.key),
        )
        (own / "index.html").write_text(text, encoding="utf-8")


def forms_of_source(
    entry: Entry, references: References, access_dates: Mapping[Style, AccessDate | None]
) -> dict[Style, Form]:
    """Return a source in each style, with a gap for the day of access, which is the reader's and not ours."""
    ours = date.fromisoformat(entry.get("consulteddate"))
    found = {}
    for style, one in references.in_styles(entry.key).items():
        written = access_dates[style]
        reference, in_text = (
            text.replace(written.written(ours), access.GAP) if written else text
            for text in (one.reference, one.in_text)
        )
        found[style] = Form(reference, in_text, written)
    return found


def _write_list_of_pages(corpus: Corpus, folder: Path) -> None:
    listed = json.dumps(page_citations.list_of_pages(corpus), ensure_ascii=False, indent=0)
    (folder / "pages.json").write_text(listed, encoding="utf-8")
