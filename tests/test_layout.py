"""How pages look at the sizes people read them at, in a real browser."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page, ViewportSize, expect

NARROW = ViewportSize(width=320, height=800)


def test_the_home_page_says_what_it_is_and_shows_four_doors_first(page: Page) -> None:
    page.goto("")
    doors = page.locator("h2#where-to-start + ul > li")
    assert [door.get_by_role("link").first.inner_text() for door in doors.all()] == [
        "Concepts",
        "Models",
        "Law",
        "Cases",
    ]
    for door in doors.all():
        expect(door).to_be_in_viewport(ratio=1)
    expect(page.locator("h1 + p")).to_contain_text("students, practitioners and lecturers")


def test_the_title_stands_between_kind_and_dates(page: Page) -> None:
    page.goto("legislation/health-act-1999/")
    parts = [".kb-kicker", "h1", ".kb-stamp", ".kb-banner", "#in-brief"]
    tops = [page.locator(part).evaluate("part => part.getBoundingClientRect().top") for part in parts]
    assert tops == sorted(tops)
    expect(page.locator(".kb-banner")).to_contain_text("Partly repealed.")


@pytest.mark.parametrize("where", ["models/", "case-studies/", "legislation/", "legislation/timeline/", "policy/"])
def test_tables_are_read_without_scrolling_sideways_at_320(page: Page, where: str) -> None:
    page.set_viewport_size(NARROW)
    page.goto(where)
    tables = page.locator(".kb-table")
    assert tables.count() > 0
    wider = "holders => holders.filter(holder => holder.scrollWidth > holder.clientWidth + 1).length"
    assert tables.evaluate_all(wider) == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    cell = page.locator(".kb-rows td[data-label]:not([data-label='']):not(:first-child):not(:empty)").first
    label = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert cell.get_attribute("data-label") in label


def test_what_is_wider_than_the_screen_is_reached_and_scrolled_with_the_keyboard(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.goto("legislation/timeline/")
    timeline = page.get_by_role("group", name="Timeline", exact=True)
    timeline.focus()
    expect(timeline).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(timeline).not_to_have_js_property("scrollLeft", 0)


def test_the_pointer_can_move_onto_the_preview_of_a_note(page: Page) -> None:
    page.goto("concepts/trust/")
    number = page.locator("a.footnote-ref").first
    number.hover()
    preview = page.get_by_role("dialog", name="Preview of a note")
    expect(preview).to_be_visible()
    preview.hover()
    page.wait_for_timeout(500)  # longer than the preview waits when it is left
    expect(preview).to_be_visible()


@pytest.mark.parametrize("where", ["concepts/trust/", "case-studies/adult-a/"])
def test_in_brief_is_set_apart_as_one_box(page: Page, where: str) -> None:
    page.goto(where)
    brief = page.locator("article > .kb-brief")
    boxes = [box for each in brief.all() if (box := each.bounding_box())]
    assert len(boxes) >= 2
    assert len({(box["x"], box["width"]) for box in boxes}) == 1
    assert all(one["y"] + one["height"] == pytest.approx(other["y"], abs=1) for one, other in pairwise(boxes))
