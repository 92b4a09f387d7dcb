"""Pictures stand in their pages, say in words what they show, and can be read on a phone."""

from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Page, ViewportSize, expect

from conftest import ROOT, MakeSite, page, places
from kb import corpus, parts, pictures, referencing

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}<circle r="3"/><text>Trust</text></svg>'
WORDS = "<title>Trust</title><desc>A circle.</desc>"
ASKS = page("Trust.\n\n<!-- generate: picture a -->", "guide")
SHOWN = {
    "four-models": "models/",
    "continuum": "models/wider-frameworks/",
    "concepts": "concepts/",
    "ladder": "concepts/participation-and-co-production/",
    "safeguarding-enquiry": "legislation/care-act-2014/",
    "integrated-care-boards": "legislation/health-and-care-act-2022/",
    "four-nations": "legislation/",
}


def with_picture(make_site: MakeSite, drawing: str, text: str = ASKS) -> Path:
    root = make_site({"index.md": text})
    folder = root / pictures.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.svg").write_text(drawing, encoding="utf-8")
    return root


def test_a_picture_has_a_caption_and_is_described(make_site: MakeSite) -> None:
    sources = corpus.load(with_picture(make_site, SVG.format(WORDS)))
    references = referencing.load(sources.bibliography, sources.root / ".cache")
    markup = parts.html("picture", "a", sources, references, "")
    figure = html.fragment_fromstring(markup)
    drawing = figure.find("svg")
    assert drawing.get("role") == "img"
    assert figure.get_element_by_id(drawing.get("aria-labelledby")).text == "Trust"
    assert figure.get_element_by_id(drawing.get("aria-describedby")).text == "A circle."
    assert "viewBox" in markup  # as HTML parsers want it
    assert drawing.find("title") is None


@pytest.mark.parametrize(
    ("drawing", "text", "found"),
    [
        (SVG.format(WORDS), ASKS, []),
        (SVG.format(WORDS), ASKS.replace("picture a", "picture b"), ["docs/index.md:11:1 unknown-part"]),
        (SVG.format(""), ASKS, ["docs/assets/pictures/a.svg:1:1 picture-without-words"]),
        (SVG.format("<title>Trust</title>"), ASKS, ["docs/assets/pictures/a.svg:1:1 picture-without-words"]),
        ("<svg><g></svg>", ASKS, ["docs/assets/pictures/a.svg:1:1 picture-without-words"]),
        ("", ASKS, ["docs/assets/pictures/a.svg:1:1 picture-without-words"]),
        (SVG.format(WORDS), ASKS.replace("Trust.", "Power."), ["docs/assets/pictures/a.svg:1:122 picture-beyond-its-page"]),
        (SVG.format(WORDS).replace("Trust</text>", "Trusting</text>"), ASKS, []),
        (SVG.format(WORDS).replace("Trust</text>", "s 42</text>"), ASKS, ["docs/assets/pictures/a.svg:1:124 picture-beyond-its-page"]),
    ],
    ids=["good", "unknown", "no-title", "no-description", "not-closed", "empty", "not-on-the-page", "other-form", "number"],
)  # fmt: skip
def test_a_fault_of_a_picture_is_reported(make_site: MakeSite, drawing: str, text: str, found: list[str]) -> None:
    assert places(with_picture(make_site, drawing, text)) == found


def test_every_picture_is_shown() -> None:
    assert sorted(SHOWN) == pictures.names(ROOT)


# Faults of layout, in the units of the drawing: text outside the drawing, on other text, or over the edge of a box.
MEASURE = """drawing => {
  const boxOf = element => element.getBBox(), view = drawing.viewBox.baseVal, faults = []
  const texts = [...drawing.querySelectorAll("text")], boxes = texts.map(boxOf)
  const rects = [...drawing.querySelectorAll("rect")].map(boxOf)
  boxes.forEach((a, index) => {
    const right = a.x + a.width, bottom = a.y + a.height, name = texts[index].textContent
    if (a.x < view.x || right > view.x + view.width || bottom > view.y + view.height) faults.push("outside: " + name)
    for (const b of boxes.slice(index + 1))
      if (a.x < b.x + b.width && b.x < right && a.y + 2 < b.y + b.height && b.y + 2 < bottom) faults.push("overlap: " + name)
    for (const box of rects)
      if (a.x >= box.x && a.x < box.x + box.width && a.y >= box.y && a.y < box.y + box.height)
        if (right > box.x + box.width || bottom > box.y + box.height + 1) faults.push("over the edge: " + name)
  })
  return faults
}"""
SMALLEST = """drawing => Math.min(...[...drawing.querySelectorAll("text")].map(text =>
  parseFloat(getComputedStyle(text).fontSize) * drawing.getScreenCTM().a))"""


@pytest.mark.parametrize(("name", "where"), SHOWN.items(), ids=SHOWN)
def test_a_picture_can_be_read_on_a_phone(page: Page, name: str, where: str) -> None:
    for width in (1280, 375, 320):
        page.set_viewport_size(ViewportSize(width=width, height=800))
        page.goto(where)
        drawing = page.locator(f'svg[aria-labelledby="{name}-caption"]')
        expect(drawing).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert drawing.evaluate(MEASURE) == []
        assert drawing.evaluate(SMALLEST) >= (12 if width > 320 else 10)
