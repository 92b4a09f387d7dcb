"""Citing a page, a paragraph and a source: what readers copy is what the processor writes."""

import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import html

from conftest import ACT, CASES, MakeSite, page
from kb import bibliography, cite_panel, corpus, exports, page_citations, referencing
from kb.corpus import Corpus
from kb.diagnostics import SourceText
from kb.page_citations import PARAGRAPH_GAP, Form
from kb.referencing import access, csl, law, processor
from kb.referencing.styles import HARVARD, STYLES, Style
from kb.site import Edition, Site

CITED: list[dict[str, Any]] = yaml.safe_load((CASES / "styles.yaml").read_text(encoding="utf-8"))
PAGES = [case for case in CITED if "page" in case]
SOURCES = [case for case in CITED if "source" in case]
READ_ON = date(2026, 12, 1)
EDITION = Site(
    "Partnership Working: the reference", "Partnership Working: the reference", "https://site.example/2026.1/", "2026.1"
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def pages(make_site: MakeSite) -> Corpus:
    def written(title: str) -> str:
        return (
            page("Text.")
            .replace("title: A page", f"title: {title}")
            .replace("changed: 2026-11-21", "changed: 2026-11-24")
        )

    return corpus.load(make_site({case["page"]: written(case["title"]) for case in PAGES}))


def as_text(markup: str) -> str:
    """Return a form as text, with italics between asterisks."""
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"</?em>", "*", markup)))


def filled(text: str, form: Form, paragraph: str = "3") -> str:
    """Do what the browser does: put in the day and the number."""
    day = form.access_date.written(READ_ON) if form.access_date else ""
    return as_text(text.replace(access.GAP, day).replace(PARAGRAPH_GAP, paragraph))


@pytest.mark.parametrize("case", PAGES, ids=[case["page"] for case in PAGES])
def test_a_page_in_every_style(pages: Corpus, cache: Path, case: dict[str, Any]) -> None:
    forms = page_citations.forms(pages, EDITION, cache)[case["page"]]
    shown = {
        style.slug: [filled(form.reference, form), filled(form.in_text_of_paragraph, form)]
        for style, form in forms.items()
    }
    assert shown == {style.slug: case[style.slug] for style in STYLES}


@pytest.mark.parametrize("style", STYLES, ids=[style.slug for style in STYLES])
def test_a_page_is_cited_as_the_processor_writes_it(pages: Corpus, cache: Path, style: Style) -> None:
    """The gaps, filled in, give what the processor writes for that day and that paragraph."""
    visited = [page_citations.item(one, EDITION) | {"accessed": access.parts(READ_ON)} for one in pages.pages]
    plain = processor.format_items(visited, style.csl, cache)
    placed = processor.format_items(visited, style.csl, cache, "para. 3")
    for name, forms in page_citations.forms(pages, EDITION, cache).items():
        form = forms[style]
        assert filled(form.reference, form) == as_text(plain[name].reference)
        # The number of a source in Vancouver is its place in the reader's list: here the first.
        assert filled(form.in_text, form) == re.sub(r"^\(\d+", "(1", as_text(plain[name].in_text))
        assert filled(form.in_text_of_paragraph, form) == re.sub(r"^\(\d+", "(1", as_text(placed[name].in_text))


@pytest.mark.parametrize("style", STYLES, ids=[style.slug for style in STYLES])
@pytest.mark.parametrize("month", range(1, 13))
def test_the_day_of_access_is_written_as_the_style_writes_it(cache: Path, style: Style, month: int) -> None:
    day = date(2027, month, 3)
    item = {"id": "a", "type": "webpage", "title": "T", "URL": "https://site.example/", "accessed": access.parts(day)}
    reference = processor.format_items([item | {"issued": {"date-parts": [[2001]]}}], style.csl, cache)["a"].reference
    written = access.access_date(style, cache)
    assert (written.written(day) in reference) if written else ("2027" not in reference)


@pytest.fixture(scope="module")
def references(cache: Path) -> referencing.References:
    text = (CASES / "references.bib").read_text(encoding="utf-8")
    return referencing.load(bibliography.load(SourceText("references.bib", text)), cache)


@pytest.mark.parametrize("case", SOURCES, ids=[case["source"] for case in SOURCES])
def test_a_source_in_every_style(references: referencing.References, case: dict[str, Any]) -> None:
    shown = {
        style.slug: [as_text(form.reference), as_text(form.in_text)]
        for style, form in references.in_styles(case["source"]).items()
    }
    assert shown == {style.slug: case[style.slug] for style in STYLES}


def test_a_source_is_cited_as_the_processor_writes_it(references: referencing.References, cache: Path) -> None:
    entries = [entry for entry in references.library.by_key.values() if not law.is_law(entry)]
    for style in STYLES:
        if style is HARVARD:
            continue  # has corrections of its own, with cases of their own
        raw = processor.format_items([csl.item(entry) for entry in entries], style.csl, cache)
        assert entries
        for entry in entries:
            assert references.in_styles(entry.key)[style].reference == raw[entry.key].reference


def test_a_source_leaves_the_day_of_access_to_the_reader(references: referencing.References) -> None:
    written = {style: access.access_date(style, references.cache_folder) for style in STYLES}
    form = exports.forms_of_source(references.library.by_key["carr2004has"], references, written)[HARVARD]
    assert form.reference.endswith(f"(Accessed: {access.GAP}).")
    assert "2026" not in form.reference


def test_a_page_is_cited_at_the_edition_that_holds_it() -> None:
    last = Edition("2026.1", "2026-11-30", {"concepts/trust/": {"title": "Trust", "changed": "2026-11-24"}})
    rolling = Site("S", "S", "https://site.example/", editions=(last,))
    assert rolling.permanent_url("concepts/trust/", "2026-11-24") == "https://site.example/2026.1/concepts/trust/"
    assert rolling.permanent_url("concepts/trust/", "2026-12-05") == "https://site.example/concepts/trust/"
    assert rolling.permanent_url("concepts/new/", "2026-11-24") == "https://site.example/concepts/new/"
    assert EDITION.permanent_url("concepts/trust/", "2026-12-05") == "https://site.example/2026.1/concepts/trust/"
    assert EDITION.rolling_url == "https://site.example/"


def test_the_panel_is_whole_without_scripts(pages: Corpus, cache: Path) -> None:
    forms = page_citations.forms(pages, EDITION, cache)[PAGES[0]["page"]]
    (cited,) = (one for one in pages.pages if one.name == PAGES[0]["page"])
    markup = cite_panel.page_panel(cited, forms, EDITION, 7, "./", "../../coursework/citing-this-site/")
    panel = html.fragment_fromstring(markup)
    assert [choice.get("value") for choice in panel.xpath('.//input[@type="radio"]')] == [
        style.slug for style in STYLES
    ]
    harvard = panel.xpath('.//dl[@data-style="harvard"]')[0].text_content()
    assert "(Accessed: [the day you read it])" in harvard
    assert "This is edition 2026.1, which does not change." in panel.text_content()
    assert [link.get("href") for link in panel.xpath(".//a[@download]")] == [
        f"./{name}.{ending}" for name in ("cite", "sources") for ending in ("bib", "ris", "json")
    ]
    assert len(markup) < 25_000


def test_only_pages_with_content_are_offered_for_citing(make_site: MakeSite) -> None:
    loaded = corpus.load(
        make_site({"a.md": page("A."), "b.md": page("B.", "index"), "c.md": ACT, "d.md": "No front matter."})
    )
    assert [one.name for one in loaded.pages if page_citations.is_citable(one)] == ["a.md", "c.md"]
