"""What a reader sees, in a real browser: Debian's Chromium, driven by Playwright."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

TRUST = "concepts/partnership/"


def test_a_reader_follows_a_note_and_comes_back(page: Page) -> None:
    page.goto(TRUST)
    reference = page.locator("a.footnote-ref").nth(2)
    note = "#" + (reference.get_attribute("href") or "").split("#")[1]  # the theme makes addresses absolute
    place = reference.locator("xpath=..").get_attribute("id") or ""
    reference.click()
    expect(page).to_have_url(re.compile(re.escape(note) + "$"))
    item = page.locator(f'li[id="{note[1:]}"]')
    expect(item).to_be_in_viewport()
    item.locator(f'a[href$="#{place}"]').click()
    expect(page).to_have_url(re.compile(re.escape(f"#{place}") + "$"))
    expect(reference).to_be_in_viewport()


def test_a_note_is_previewed_under_a_name_and_escape_closes_it(page: Page) -> None:
    page.goto(TRUST)
    page.locator("a.footnote-ref").first.focus()
    preview = page.get_by_role("dialog", name="Preview of a note")
    expect(preview).to_be_visible()
    expect(preview).to_contain_text("Available at")
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()


def test_the_bibliography_leads_to_the_places_that_cite(page: Page) -> None:
    page.goto("reference/bibliography/")
    entry = page.locator('li[id="source-careact2014"]')
    entry.get_by_role("link", name="Care Act 2014, place 1", exact=True).click()
    expect(page).to_have_url(re.compile(r"legislation/care-act-2014/#fnref:\d+$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Care Act 2014")


def test_search_finds_a_page_and_leaves_the_notes_out(page: Page) -> None:
    page.goto("")
    page.keyboard.press("/")
    page.get_by_role("textbox", name="Search").fill("consortium")
    expect(page.locator(".md-search-result__link").first).to_contain_text("Consortium")
    documents = page.request.get("search/search_index.json").json()["docs"]
    assert [document["location"] for document in documents if document["location"].endswith("#notes")] == []
    assert [document["location"] for document in documents if "↩" in document["text"]] == []


@pytest.mark.parametrize("where", ["", TRUST, "legislation/care-act-2014/", "case-studies/adult-a/", "models/"])
def test_a_page_asks_no_other_host_and_fits_a_phone(page: Page, address: str, where: str) -> None:
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(where)
    page.wait_for_load_state("networkidle")
    assert [url for url in requested if not url.startswith((address, "data:", "blob:"))] == []
    assert requested
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0


def test_without_scripts_the_page_is_whole(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(TRUST)
    page.locator("a.footnote-ref").first.click()
    expect(page.locator('li[id="fn:1"]')).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Notes and sources")).to_be_visible()
    context.close()


def test_a_table_is_filtered_and_whole_without_scripts(page: Page, browser: Browser, address: str) -> None:
    page.goto("legislation/")
    duties = page.locator(".kb-table", has_text="Duties and powers of partnership working")
    everything = duties.locator("tbody tr").count()
    duties.get_by_label("Strength").select_option("may")
    shown = duties.locator("tbody tr:visible")
    assert 0 < shown.count() < everything
    assert set(shown.locator("td:nth-child(3)").all_text_contents()) == {"may"}
    context = browser.new_context(base_url=address, java_script_enabled=False)
    plain = context.new_page()
    plain.goto("legislation/")
    assert plain.locator(".kb-table", has_text="Duties and powers").locator("tbody tr").count() == everything
    context.close()
