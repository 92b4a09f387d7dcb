"""What browsers and other sites show of this one: its mark in a tab, its colour, a picture beside a link to it."""

import re
import struct
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

PAGES = ["", "concepts/trust/", "nothing/is/here/"]


def size_of_png(content: bytes) -> tuple[int, int]:
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


@pytest.mark.parametrize("where", PAGES)
def test_a_page_has_its_marks_and_a_picture_for_previews(page: Page, where: str) -> None:
    page.goto(where)
    links = {link.get_attribute("rel"): link.evaluate("link => link.href") for link in page.locator("head link").all()}
    icons = page.locator('link[rel="icon"]').evaluate_all("links => links.map(link => link.href)")
    drawing, small = (page.request.get(icon) for icon in icons)
    assert drawing.headers["content-type"] == "image/svg+xml"
    assert "prefers-color-scheme: dark" in drawing.text()
    assert small.body().startswith(b"\0\0\1\0")
    assert size_of_png(page.request.get(links["apple-touch-icon"]).body()) == (180, 180)
    assert links["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert page.request.get(links["alternate"]).text().startswith("<?xml")

    told = page.locator("meta[property]").evaluate_all(
        "all => Object.fromEntries(all.map(m => [m.getAttribute('property'), m.content]))"
    )
    assert told["og:image"] == "https://partnership-working.example/assets/identity/social.png"
    assert "Partnership Working" in told["og:image:alt"]
    picture = page.request.get(urlsplit(told["og:image"]).path).body()
    assert size_of_png(picture) == (int(told["og:image:width"]), int(told["og:image:height"])) == (1200, 630)
    assert len(picture) < 60_000
    assert page.locator('meta[name="twitter:card"]').get_attribute("content") == "summary_large_image"


def test_the_foot_of_a_page_leads_to_the_feed(page: Page) -> None:
    page.goto("concepts/trust/")
    address = page.get_by_role("link", name="Changes, as a feed").evaluate("link => link.href")
    assert "<title>Trust</title>" in page.request.get(address).text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_frame_of_the_browser_takes_the_colour_of_the_header(browser: Browser, address: str, scheme: str) -> None:
    context = browser.new_context(base_url=address, color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
    page = context.new_page()
    page.goto("concepts/trust/")
    expect(page.locator("meta[name=theme-color]")).to_have_attribute("content", re.compile("."))
    told = page.locator('meta[name="theme-color"]').get_attribute("content") or ""
    red, green, blue = (int(told[index : index + 2], 16) for index in (1, 3, 5))
    header = page.locator(".md-header").evaluate("header => getComputedStyle(header).backgroundColor")
    assert header == f"rgb({red}, {green}, {blue})"
    context.close()
