"""The renderer: what was found is what is shown, and every note leads there and back."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import html
from markdown import Markdown

from conftest import CASES, ROOT
from kb import bibliography, corpus, notes
from kb.audit import audit
from kb.citations import find
from kb.diagnostics import SourceText
from kb.markdown_extension import CannotRender
from kb.rendering import resolve
from test_finder import FRAGMENTS

EXTENSIONS = ["admonition", "attr_list", "def_list", "smarty", "tables", "toc", "kb"]
Render = Callable[..., html.HtmlElement]


@pytest.fixture(scope="module")
def library_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("library")
    shutil.copy(CASES / "library.bib", root / "references.bib")
    text = (CASES / "library.bib").read_text(encoding="utf-8")
    # Short keys for generated pages.
    (root / "references.bib").write_text(
        text.replace("{glendinning2002,", "{a,").replace("{carr2004,", "{b,"), encoding="utf-8"
    )
    return root


def render(root: Path, text: str, unresolved: str = "fail") -> html.HtmlElement:
    converter = Markdown(extensions=EXTENSIONS, extension_configs={"kb": {"root": str(root), "unresolved": unresolved}})
    return html.fragment_fromstring(converter.convert(text), create_parent="article")


def visible_text(element: html.HtmlElement) -> str:
    for hidden in element.xpath(".//code | .//pre | .//script | .//style | .//textarea | .//kbd | .//samp"):
        hidden.drop_tree()
    for marked in [*element.find_class("kb-literal"), *element.find_class("kb-unresolved")]:
        marked.drop_tree()
    for link in element.xpath('.//a[starts-with(., "@")]'):  # the name of an account, with its address
        link.drop_tree()
    return str(element.text_content())


def note_texts(page: html.HtmlElement) -> list[str]:
    return [" ".join(item.text_content().split()) for item in page.xpath('//*[@role="doc-endnotes"]/ol/li')]


def test_notes_are_numbered_in_reading_order_and_shared(library_root: Path) -> None:
    page = render(library_root, "One [@b, p. 3]. Two [@a, abstract]. Three [@b, p. 3]. Four [@b, p. 4].")
    assert [a.text for a in page.find_class("footnote-ref")] == ["1", "2", "1", "3"]
    first, second, third = note_texts(page)
    assert "Carr, S. (2004)" in first
    assert ", p. 3. Consulted: extract." in first
    assert "Glendinning, C. (2002)" in second
    assert ", p. 4." in third


def test_return_links_are_named_one_by_one(library_root: Path) -> None:
    page = render(library_root, "One [@b]. Two [@b]. Three [@a].")
    returns = [(a.get("href"), a.get("aria-label")) for a in page.xpath('//a[@role="doc-backlink"]')]
    assert returns == [
        ("#fnref:1", "Back to the text, note 1, place a"),
        ("#fnref:1:2", "Back to the text, note 1, place b"),
        ("#fnref:2", "Back to the text, note 2"),
    ]
    assert page.xpath('//*[@role="doc-endnotes"]/h2')[0].text == "Notes and sources"


ADJACENT = ["One [@a; @b].", "One [@a] [@b].", "One [@a][@b].", "One [@a][^n].\n\n[^n]: Note."]


@pytest.mark.parametrize("text", ADJACENT)
def test_adjacent_notes_are_visibly_separate(library_root: Path, text: str) -> None:
    (paragraph,) = render(library_root, text).xpath("p")
    assert re.sub(r"\s", "", paragraph.text_content()) in {"One.1,2", "One1,2."}


PUNCTUATION = [
    ("Vague [@a].", "Vague.1"),
    ("Vague [@a], clear [@b].", "Vague,1 clear.2"),
    ("Vague [@a]; clear.", "Vague;1 clear."),
    ("Vague\n[@a].", "Vague.1"),
    ("*Vague* [@a].", "Vague.1"),
    ("Vague [@a] indeed.", "Vague1 indeed."),
    ("Is it [@a]? Yes.", "Is it1? Yes."),
    ("[@a] says so.", "1 says so."),
]


@pytest.mark.parametrize(("text", "shown"), PUNCTUATION)
def test_a_note_number_follows_the_punctuation(library_root: Path, text: str, shown: str) -> None:
    (paragraph,) = render(library_root, text).xpath("p")
    assert paragraph.text_content() == shown


@pytest.mark.parametrize(("text", "tag"), [("- [@a] says.", "ul/li"), ("| [@a] | b |\n|---|---|\n| c | d |", ".//th")])
def test_a_citation_may_begin_a_block(library_root: Path, text: str, tag: str) -> None:
    page = render(library_root, text)
    assert page.xpath(tag)[0].text_content().startswith("1")


def test_an_explanatory_note_may_cite(library_root: Path) -> None:
    page = render(library_root, "One [@b].[^n]\n\n[^n]: See [@a, abstract] and `[@code]`.\n\n    More *words*.")
    assert len(note_texts(page)) == 2
    note = page.get_element_by_id("fn:2")
    assert "See Glendinning, C. (2002)" in note.text_content()
    assert note.xpath(".//code")[0].text == "[@code]"
    assert note.xpath("p")[1].xpath("em")[0].text == "words"
    assert note.xpath('.//a[@role="doc-backlink"]')[0].get("href") == "#fnref:2"


def test_prefix_and_suffix_are_shown(library_root: Path) -> None:
    (note,) = note_texts(render(library_root, "One [see also @b, p. 3, on monitoring]."))
    assert note.startswith("See also Carr, S.")
    assert ", p. 3. On monitoring. Consulted" in note


def test_text_from_the_library_is_escaped(tmp_path: Path) -> None:
    entry = (
        "@online{x, author = {{<b>Org</b>}}, title = {A <script>alert(1)</script> & more}, "
        'url = {https://example.org/?a="><i>}, year = {2020}, consulted = {<u>abstract</u>}}'
        '@legislation{y, title = {<b>Act</b> 2020}, chapter = {<i>c. 1</i>}, url = {https://example.org/"><i>}}'
    )
    (tmp_path / "references.bib").write_text(entry, encoding="utf-8")
    page = render(tmp_path, "X [@x, {<b>here</b>}]. Y [@y].")
    assert page.xpath("//script | //b | //i | //u") == []
    assert "<script>alert(1)</script>" in page.text_content()
    assert "<b>here</b>" in page.text_content()


UNRESOLVED = [
    ("Vague [@nobody2002].", 'page:1:9 unknown-key no entry "nobody2002" in references.bib'),
    ("Vague.[^n]", 'page:1:7 undefined-footnote there is no note "n" on this page'),
    ("Vague [@a; ].", "page:1:7 malformed-citation a place for a source is empty"),
    ("Text.\n\n[^n]: Note.", 'page:3:1 unused-footnote nothing on this page refers to the note "n"'),
    (
        "One.[^n]\n\n[^n]: Note.\n\n[^n]: Other.",
        'page:5:1 duplicate-footnote the note "n" is already written on line 3',
    ),
]


@pytest.mark.parametrize(("text", "message"), UNRESOLVED)
def test_what_does_not_resolve_is_not_rendered(library_root: Path, text: str, message: str) -> None:
    with pytest.raises(CannotRender) as raised:
        render(library_root, text)
    assert message in raised.value.message


@pytest.mark.parametrize("text", [case[0] for case in UNRESOLVED[:3]])
def test_a_preview_shows_what_does_not_resolve(library_root: Path, text: str) -> None:
    (mark,) = render(library_root, text, unresolved="show").find_class("kb-unresolved")
    assert mark.text_content().endswith("needs mending")


def normalised(text: str) -> str:
    """Apply what Python-Markdown does to white space before our extension sees the text."""
    text = text.replace("\u0002", "").replace("\u0003", "") + "\n\n"
    return re.sub(r"(?<=\n) +\n", "\n", text.expandtabs(4))


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=FRAGMENTS)
def test_generated_pages_show_what_the_finder_found(library_root: Path, text: str) -> None:
    page = render(library_root, text, unresolved="show")
    found = find(normalised(text))
    found, _ = resolve(found, bibliography.load(SourceText("b", (library_root / "references.bib").read_text("utf-8"))))
    numbering = notes.number(found)
    markers = sum(len(markers) for markers in numbering.markers.values())
    assert len(page.find_class("footnote-ref")) == markers
    assert len(note_texts(page)) == len(numbering.notes)
    shown = visible_text(page)
    if not found.bare_keys:  # reported by the check: a key outside brackets
        assert "[@" not in shown
    assert "[^" not in shown
    assert "wzxhzdk" not in shown
    assert "klzzwxh" not in shown


def test_the_name_of_an_account_is_a_link(library_root: Path) -> None:
    page = render(library_root, "![[@a]()")
    assert [link.text for link in page.iter("a")] == ["@a"]
    assert note_texts(page) == []


def test_every_page_of_the_reference_shows_what_the_finder_found(tmp_path: Path) -> None:
    sources = corpus.load(ROOT)
    (tmp_path / "site").mkdir()
    expected = {}
    for page in sources.pages:
        body = page.source.text[page.front_matter.body_start :]
        document = render(ROOT, body)
        numbering = notes.number(page.found)
        expected[page.name] = len(numbering.notes)
        assert len(note_texts(document)) == len(numbering.notes), page.name
        markers = sum(len(markers) for markers in numbering.markers.values())
        assert len(document.find_class("footnote-ref")) == markers, page.name
        assert "[@" not in visible_text(document), page.name
        assert "[^" not in visible_text(document), page.name
    assert sum(expected.values()) > 500
    assert audit(tmp_path / "site", "", {}) == []
