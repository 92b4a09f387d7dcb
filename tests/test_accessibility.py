"""WCAG 2.2 A and AA, as far as a program can tell: the rules of axe, the keyboard, reflow, motion, forced colours."""

import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from conftest import ROOT
from kb import corpus

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RUN = """async (rules) => {
    const options = rules
        ? { runOnly: { type: "rule", values: rules } }
        : { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
            rules: { "target-size": { enabled: true } } }
    const { violations } = await axe.run(document, { ...options, resultTypes: ["violations"] })
    return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}`))
}"""

PHONE = ViewportSize(width=320, height=800)
# One page of each kind, and those that have something of their own.
KINDS = [
    "",
    "404.html",
    "about/privacy/",
    "case-studies/adult-a/",
    "case-studies/",
    "concepts/trust/",
    "coursework/questions/",
    "legislation/care-act-2014/",
    "legislation/timeline/",
    "models/networking/",
    "policy/before-1997/",
    "practice/barriers/",
    "reference/sources/careact2014/",
]


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """Return what axe finds on a page as it stands: all rules, or some."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN, rules)
    return found


@pytest.mark.sweep
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(browser: Browser, address: str, scheme: Any) -> None:
    # So tall that the menu need not scroll: of what is half scrolled out of sight, axe sees only half.
    page = browser.new_page(base_url=address, color_scheme=scheme, viewport={"width": 1280, "height": 1600})
    # Dark differs from light in its colours only.
    rules = ["color-contrast"] if scheme == "dark" else None
    urls = [each.url for each in corpus.load(ROOT).pages]
    found = {}
    for url in [*urls, "404.html", "reference/sources/careact2014/"]:
        page.goto(url)
        found[url] = violations(page, rules)
    page.close()
    assert len(found) > 90
    assert {url: faults for url, faults in found.items() if faults} == {}


def search(page: Page) -> None:
    page.keyboard.press("/")
    page.get_by_role("textbox", name="Search").fill("trust")
    expect(page.locator(".md-search-result__link").first).to_be_visible()


def menu(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Menu", exact=True).press("Enter")
    expect(page.locator("#__drawer")).to_be_checked()


def note(page: Page) -> None:
    page.locator("a.footnote-ref").first.focus()
    expect(page.get_by_role("dialog", name="Preview of a note")).to_be_visible()


def term(page: Page) -> None:
    page.locator("a.kb-term").first.focus()
    expect(page.get_by_role("tooltip")).to_be_visible()


def filters(page: Page) -> None:
    page.goto("legislation/")
    page.get_by_label("Strength").first.select_option("may")


def citing(page: Page) -> None:
    page.get_by_role("link", name="Cite this page").click()
    page.get_by_label("APA 7").check()
    page.get_by_role("spinbutton", name="Paragraph").fill("3")


def target(page: Page) -> None:
    page.goto("concepts/trust/#fn:1")


OPENED: list[Callable[[Page], None]] = [search, menu, note, term, filters, citing, target]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("opened", OPENED, ids=lambda opened: str(opened.__name__))
def test_axe_finds_nothing_with_this_open(
    browser: Browser, address: str, opened: Callable[[Page], None], scheme: Any
) -> None:
    page = browser.new_page(base_url=address, color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page.emulate_media(reduced_motion="reduce")  # nothing is judged while it moves
    page.goto("concepts/trust/")
    opened(page)
    page.wait_for_timeout(400)
    assert violations(page) == []
    page.close()


FOCUSED = """() => {
    const element = document.activeElement
    if (!element || element === document.body) return null
    // A radio button of the theme is drawn as its label.
    const seen = element.matches(".md-option") ? element.nextElementSibling : element
    const box = seen.getBoundingClientRect()
    const style = getComputedStyle(seen)
    const inWindow = box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 &&
        box.left < innerWidth && box.top < innerHeight
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1)
    // Of a table that is taller than the window, the middle is seen.
    const y = box.height > innerHeight / 2 ? Math.max(box.top, 0) / 2 + Math.min(box.bottom, innerHeight) / 2
        : Math.min(Math.max(box.top + Math.min(box.height, 40) / 2, 1), innerHeight - 1)
    const above = document.elementFromPoint(x, y)
    const bare = inWindow && (seen.contains(above) || above?.contains(seen) || element.tagName === "A")
    const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1
    if (!element.dataset.reached) element.dataset.reached = ""
    return { name: `${element.tagName} ${element.className} ${(element.ariaLabel || element.textContent).trim().slice(0, 40)}`,
             fault: !inWindow ? "out of sight" : !bare ? `under ${above?.className}` : !marked ? "not marked" : "" }
}"""
MISSED = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, [tabindex='0']")]
    .filter((element) => !element.matches("[data-reached], :disabled, [tabindex='-1'], [type=hidden]"))
    .filter((element) => element.type !== "radio" || element.checked)
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length)
    .filter((element) => !element.closest(".md-search__inner, .kb-preview"))
    .map((element) => element.outerHTML.slice(0, 100))"""


def tab_through(page: Page) -> Iterator[dict[str, str]]:
    """Press Tab until the focus has left the page; yield each element that had it."""
    for _ in range(1000):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            return
        yield focused


@pytest.mark.sweep
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("where", KINDS)
def test_the_keyboard_reaches_everything_and_the_focus_is_seen(page: Page, where: str, width: int) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(where)
    page.wait_for_load_state("networkidle")
    faults = [f"{focused['name']}: {focused['fault']}" for focused in tab_through(page) if focused["fault"]]
    assert faults == []
    assert page.evaluate(MISSED) == []


def test_the_first_link_leads_past_the_menus(page: Page) -> None:
    page.goto("concepts/trust/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


def test_the_menu_is_worked_with_the_keyboard_on_a_narrow_screen(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size(PHONE)
    page.goto("concepts/trust/")
    button = page.get_by_role("button", name="Menu", exact=True)
    expect(button).to_have_attribute("aria-expanded", "false")
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    menu = page.locator(".md-sidebar--primary")
    expect(menu.locator(":focus")).to_be_visible()
    expect(menu.get_by_role("link", name="Shared power")).to_be_visible()
    menu.get_by_role("button", name="Pages in: Concepts").first.press("Enter")  # back to the list of sections
    expect(menu.get_by_role("link", name="Policy", exact=True)).to_be_visible()
    expect(menu.get_by_role("link", name="Shared power")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(button).to_be_focused()


def test_escape_closes_the_search(page: Page) -> None:
    page.goto("concepts/trust/")
    search(page)
    page.keyboard.press("Escape")
    expect(page.locator(".md-search-result__link").first).to_be_hidden()


# 1280 pixels at 400 % are 320 pixels; so is a small phone.
@pytest.mark.sweep
def test_every_page_fits_320_pixels(page: Page) -> None:
    page.set_viewport_size(PHONE)
    wider = {}
    for url in [*(each.url for each in corpus.load(ROOT).pages), "404.html", "reference/sources/careact2014/"]:
        page.goto(url)
        wider[url] = page.evaluate("document.documentElement.scrollWidth")
    assert {url: width for url, width in wider.items() if width > 320} == {}


def test_text_can_be_spaced_out(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto("legislation/care-act-2014/")
    page.evaluate("""() => {
        for (const part of document.querySelectorAll("article *")) {
            part.style.letterSpacing = "0.12em"
            part.style.wordSpacing = "0.16em"
            part.style.lineHeight = "1.5"
        }
    }""")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_nothing_moves_for_a_reader_who_asked_for_that(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("concepts/trust/")
    moving = """() => [...document.querySelectorAll("*")].filter((element) => {
        const style = getComputedStyle(element)
        const lasts = `${style.transitionDuration}, ${style.animationDuration}`.split(", ")
        return lasts.some((time) => parseFloat(time) > 0) || style.scrollBehavior === "smooth"
    }).map((element) => element.className)"""
    assert page.evaluate(moving) == []


def test_icons_are_seen_in_forced_colours(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    page.set_viewport_size(PHONE)
    page.goto("concepts/trust/")
    menu(page)
    arrow = page.locator(".md-sidebar--primary .md-nav__icon:visible").first
    drawn, ground = arrow.evaluate("""(icon) => [
        getComputedStyle(icon, "::after").backgroundColor, getComputedStyle(document.body).backgroundColor]""")
    assert drawn != ground


def test_notes_tables_and_timeline_say_what_they_are(page: Page) -> None:
    page.goto("concepts/trust/")
    notes = page.locator('[role="doc-endnotes"]')
    expect(notes).to_have_accessible_name(re.compile("Notes and sources"))
    expect(page.locator('[role="doc-noteref"]').first).to_have_accessible_name("Note 1")
    expect(notes.locator('[role="doc-backlink"]').first).to_have_accessible_name(
        re.compile("^Back to the text, note 1")
    )
    page.goto("legislation/")
    table = page.get_by_role("table", name="Duties and powers of partnership working")
    assert table.get_by_role("columnheader").all_text_contents()[0]
    page.goto("legislation/timeline/")
    expect(page.get_by_role("group", name="Timeline", exact=True)).to_be_visible()
    same = page.get_by_role("table", name="The same events as a table")
    expect(same.get_by_role("link", name="Care Act 2014", exact=True)).to_be_visible()


def test_a_table_stays_one_where_its_rows_are_stacked(page: Page) -> None:
    """Style sheets can take away what a table means; so read what the browser tells a screen reader."""
    page.goto("legislation/care-act-2014/")
    tree = page.context.new_cdp_session(page)

    def told() -> list[str]:
        nodes = tree.send("Accessibility.getFullAXTree")["nodes"]
        roles = [node["role"]["value"] for node in nodes if not node["ignored"]]
        return [role for role in roles if role in {"table", "row", "columnheader", "cell"}]

    wide = told()
    assert {"table", "row", "columnheader", "cell"} == set(wide)
    page.set_viewport_size(PHONE)
    assert told() == wide
