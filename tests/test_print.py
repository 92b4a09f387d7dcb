"""What comes out on paper: the article, its notes with their addresses, where it came from; nothing to click."""

import re

import pytest
from playwright.sync_api import Page, expect

TRUST = "concepts/trust/"
SITE = "https://partnership-working.example/"


@pytest.fixture(name="paper")
def on_paper(page: Page) -> Page:
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 628, "height": 972})  # the text of a sheet of A4, in the units of a browser
    return page


def test_the_article_is_there_and_says_where_it_came_from(paper: Page) -> None:
    paper.goto(TRUST)
    shown = paper.locator("body").inner_text()
    assert shown.lstrip().startswith(f"Partnership Working: the reference: {SITE}{TRUST}")
    for part in ("Trust", "Last changed|last changed", "In brief", "What the evidence says", "Notes and sources"):
        assert re.search(part, shown)
    assert re.search(
        rf"Cite this page\s+Partnership Working: the reference .*{SITE}{TRUST} .Accessed: \d+ \w+ 20", shown
    )
    notes = paper.locator(".footnote li").all_inner_texts()
    assert "https://doi.org/10.1177/0021886303039001001" in notes[0]
    assert not any(note.endswith(("Cite", "↩", " a", " b")) for note in notes)


@pytest.mark.parametrize(
    "where", ["", TRUST, "legislation/", "case-studies/", "reference/bibliography/", "reference/sources/careact2014/"]
)
def test_nothing_is_left_that_is_there_to_be_used(paper: Page, where: str) -> None:
    paper.goto(where)
    for control in (
        "header",
        "nav",
        "footer",
        "form",
        "button",
        "input",
        "select",
        ".kb-p",
        ".headerlink",
        ".kb-source",
    ):
        assert [each for each in paper.locator(control).all() if each.is_visible()] == [], control
    wide = paper.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_paper_is_white_though_the_screen_is_dark(paper: Page) -> None:
    for where in (TRUST, "reference/sources/careact2014/"):
        paper.goto(where)
        ink = paper.locator("h1").evaluate("element => getComputedStyle(element).color")
        assert max(int(part) for part in re.findall(r"\d+", ink)[:3]) < 100, ink


def test_a_table_is_whole_and_names_its_columns_on_every_sheet(paper: Page) -> None:
    paper.goto("legislation/")
    table = paper.locator(".kb-table", has_text="Duties and powers")
    assert table.evaluate("element => getComputedStyle(element).overflowX") == "visible"
    assert table.locator("thead").evaluate("element => getComputedStyle(element).display") == "table-header-group"
    rows = table.locator("tbody tr")
    assert rows.first.evaluate("element => getComputedStyle(element).breakInside") == "avoid"
    right = paper.evaluate(
        "Math.max(...[...document.querySelectorAll('td')].map(e => e.getBoundingClientRect().right))"
    )
    assert right <= 628


def test_the_number_of_a_note_is_not_cut_off(paper: Page) -> None:
    paper.goto(TRUST)
    assert (
        paper.locator(".footnote li").evaluate_all("all => Math.min(...all.map(e => e.getBoundingClientRect().left))")
        > 20
    )


def test_an_outside_link_is_written_out_and_an_inner_one_is_not(paper: Page) -> None:
    paper.goto("about/licence/")
    written = "link => getComputedStyle(link, '::after').content"
    outside = paper.get_by_role("link", name="Creative Commons Attribution 4.0 International")
    assert "https://creativecommons.org/licenses/by/4.0/" in outside.evaluate(f"link => link.href + ({written})(link)")
    assert outside.evaluate(written) != "none"
    paper.goto(TRUST)
    assert {each.evaluate(written) for each in paper.locator("article p a, article li a").all()} == {"none"}


def test_the_chosen_style_is_the_one_on_paper(paper: Page) -> None:
    paper.emulate_media(media="screen")
    paper.goto(TRUST)
    paper.get_by_label("MHRA").check()
    paper.emulate_media(media="print")
    expect(paper.locator('.kb-cite dl[data-style="mhra"] dd').last).to_be_visible()
    expect(paper.locator('.kb-cite dl[data-style="harvard"] dd').last).to_be_hidden()


def test_a_sheet_is_a4(paper: Page) -> None:
    paper.goto(TRUST)
    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper.pdf(prefer_css_page_size=True))
    assert len(sheets) > 3
    assert {(round(float(width)), round(float(height))) for width, height in sheets} == {(595, 842)}
