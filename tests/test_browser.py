"""What a reader sees, in a real browser: Debian's Chromium, driven by Playwright."""

import json
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


def test_a_term_says_what_it_means_and_leads_to_the_glossary(page: Page) -> None:
    page.goto("legislation/care-act-2014/")
    term = page.locator("a.kb-term", has_text="safeguarding adults board").first
    term.focus()
    expect(page.get_by_role("tooltip")).to_contain_text("board that each council")
    expect(term).to_have_accessible_description(re.compile("board that each council"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/reference/glossary/#term-safeguarding-adults-board-sab$"))
    expect(page.locator("#term-safeguarding-adults-board-sab")).to_be_in_viewport()


def test_the_first_touch_shows_what_a_term_means(browser: Browser, address: str) -> None:
    with browser.new_context(
        base_url=address, has_touch=True, is_mobile=True, viewport={"width": 375, "height": 800}
    ) as phone:
        page = phone.new_page()
        page.goto("legislation/care-act-2014/")
        term = page.locator("a.kb-term").first
        term.tap()
        expect(page.get_by_role("tooltip")).to_be_visible()
        expect(page).to_have_url(re.compile(r"/legislation/care-act-2014/$"))
        term.tap()
        expect(page).to_have_url(re.compile(r"/reference/glossary/#term-"))


def test_the_bibliography_leads_to_the_places_that_cite(page: Page) -> None:
    page.goto("reference/bibliography/")
    entry = page.locator('li[id="source-careact2014"]')
    entry.get_by_text(re.compile(r"^Cited on \d+ pages")).click()
    entry.get_by_role("link", name="Every place").click()
    page.locator("#cited-on + ul > li", has_text="Care Act 2014").first.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"legislation/care-act-2014/#fnref:\d+$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Care Act 2014")


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


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus."""
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == name:
            return
    raise AssertionError(f"{name} is not reached")


def test_a_student_cites_a_page_with_the_keyboard_alone(page: Page) -> None:
    """Open a page, choose APA, copy, paste; point to paragraph 3; take the page's sources along."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(TRUST)
    way = page.get_by_role("link", name="Cite this page")
    way.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#cite-this-page$"))
    panel = page.get_by_role("region", name="Cite this page")
    expect(panel).to_be_in_viewport()

    expect(panel.get_by_label("Harvard (Cite Them Right)")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(panel.get_by_label("APA 7")).to_be_checked()
    reference = panel.locator('dl[data-style="apa-7"] [data-copied]').last
    expect(reference).to_be_visible()
    expect(panel.locator('dl[data-style="harvard"]')).to_be_hidden()

    page.keyboard.press("Tab")
    page.keyboard.type("3")
    tab_to(page, "Copy: In the text, for one paragraph")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("status")).to_have_text("Copied: in the text, for one paragraph, APA 7")
    assert page.evaluate("navigator.clipboard.readText()") == "(Partnership Working: the reference, 2026, para. 3)"
    tab_to(page, "Copy: In the list of references")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("status")).to_have_text("Copied: in the list of references, APA 7")
    pasted = page.evaluate("navigator.clipboard.readText()")
    assert pasted == reference.inner_text()
    assert re.fullmatch(r"Partnership Working: the reference\. \(2026, \w+ \d+\)\. Partnership\. https://\S+", pasted)

    tab_to(page, "All its sources: BibTeX")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert "@article{alderwick2021impacts," in download.value.path().read_text(encoding="utf-8")

    page.reload()  # the style is remembered
    expect(page.get_by_role("region", name="Cite this page").get_by_label("APA 7")).to_be_checked()


def test_the_panel_moves_nothing(page: Page) -> None:
    """What scripts put into the panel does not push about what a reader has come to by the link to it."""
    page.goto(f"{TRUST}#cite-this-page")
    page.wait_for_load_state("networkidle")
    shift = page.evaluate(
        """() => new Promise(resolve => new PerformanceObserver(list => resolve(
          list.getEntries().reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0)
        )).observe({ type: "layout-shift", buffered: true }) || setTimeout(() => resolve(0), 500))"""
    )
    assert shift < 0.001  # the full stop after the day of access moves with the length of its name


def test_the_day_of_access_is_today(page: Page) -> None:
    page.clock.set_fixed_time("2027-09-03T12:00:00")
    page.goto(TRUST)
    harvard = page.locator('.kb-cite dl[data-style="harvard"] [data-copied]').last
    expect(harvard).to_contain_text("(Accessed: 3 September 2027).")
    page.get_by_label("Vancouver").check()
    expect(page.locator('.kb-cite dl[data-style="vancouver"] [data-copied]').last).to_contain_text(
        "[accessed 3 Sept 2027]"
    )


def test_the_number_of_a_paragraph_leads_to_its_citation(page: Page) -> None:
    page.goto(TRUST)
    number = page.locator("#p4 > .kb-p")
    assert number.evaluate("element => getComputedStyle(element, '::before').content") == '"4"'
    assert page.locator("#p4").inner_text().lstrip()[:1].isalpha()  # the number is no text
    number.click()
    panel = page.get_by_role("region", name="Cite this page")
    expect(panel.get_by_label("Paragraph", exact=True)).to_have_value("4")
    expect(panel.get_by_label("Paragraph", exact=True)).to_be_focused()
    expect(panel).to_contain_text("para. 4)")


@pytest.mark.parametrize("width", [1280, 375, 320])
@pytest.mark.parametrize("place", ["legislation/care-act-2014/", "coursework/common-errors/"])
def test_no_digit_of_the_number_of_a_paragraph_is_cut_off(page: Page, place: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(place)
    lefts = page.locator(".kb-p").evaluate_all("marks => marks.map(mark => mark.getBoundingClientRect().left)")
    assert lefts
    assert min(lefts) >= 0


def test_a_source_is_cited_from_its_note(page: Page) -> None:
    page.goto("legislation/care-act-2014/")
    page.locator(".footnote li").first.get_by_role("link", name="Cite: Care Act 2014").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Care Act 2014")
    page.get_by_label("OSCOLA").check()
    expect(page.locator('dl[data-style="oscola"] [data-copied]').last).to_have_text("Care Act 2014")


def test_a_source_is_found_as_you_type(page: Page) -> None:
    page.goto("reference/bibliography/")
    works = page.get_by_role("search", name="Find in: Books, articles, reports and web pages")
    works.get_by_label("Find").fill("ahgren intersectoral")
    expect(page.locator(".kb-sources li:visible", has_text="Åhgren")).to_have_count(1)
    expect(works.get_by_role("status")).to_contain_text("1 of ")
    works.get_by_label("Find").fill("")
    works.get_by_label("Evidence").select_option("inquiry")
    shown = page.locator('.kb-sources li:visible[data-evidence]:not([data-evidence="legislation"])')
    assert set(shown.evaluate_all("items => items.map(item => item.dataset.evidence)")) >= {"inquiry"}
    assert works.locator("+ .kb-groups li:visible:not([data-evidence='inquiry'])").count() == 0


def test_sources_stand_in_groups(page: Page) -> None:
    page.goto("reference/bibliography/")
    law = page.get_by_role("navigation", name="Groups of: Law and Parliament")
    assert law.get_by_role("link").all_text_contents() == sorted(law.get_by_role("link").all_text_contents())
    page.get_by_role("navigation", name="Groups of: Books, articles").get_by_role("link", name="A", exact=True).click()
    initial = page.get_by_role("heading", name="A", exact=True)
    expect(initial).to_be_in_viewport()
    expect(initial.locator("xpath=..").get_by_role("listitem").first).to_contain_text("Åhgren")


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("place", ["books-articles-reports-and-web-pages", "sources-t", "source-careact2014"])
def test_a_link_into_the_bibliography_leads_there(page: Page, place: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"reference/bibliography/#{place}")
    page.wait_for_timeout(500)  # groups near it are drawn, and may need less room than was left for them
    top = page.locator(f"#{place}").bounding_box()
    assert top is not None
    assert 48 < top["y"] < 130  # right under the head of the page


def test_a_group_without_a_match_goes(page: Page) -> None:
    page.goto("reference/bibliography/")
    works = page.get_by_role("search", name="Find in: Books, articles, reports and web pages")
    works.get_by_label("Find").fill("ahgren intersectoral")
    expect(works.locator("+ .kb-groups h3:visible")).to_have_text("A")


def test_programs_read_what_a_page_is(page: Page) -> None:
    page.goto("legislation/care-act-2014/")
    metadata = {
        element.get_attribute("name"): element.get_attribute("content") for element in page.locator("meta[name]").all()
    }
    # Zotero takes a page for a journal article unless the type is given, and splits a name without a comma.
    assert metadata["z:itemType"] == "webpage"
    assert metadata["citation_author"] == "Partnership Working: the reference,"
    assert metadata["citation_title"] == metadata["DC.title"] == "Care Act 2014"
    assert re.fullmatch(r"\d{4}/\d\d/\d\d", metadata["citation_publication_date"] or "")
    assert metadata["citation_public_url"] == page.locator('link[rel="canonical"]').get_attribute("href")
    web_page, law = (
        json.loads(text) for text in page.locator('script[type="application/ld+json"]').all_text_contents()
    )
    assert (web_page["@type"], web_page["author"]["@type"], web_page["inLanguage"]) == (
        "WebPage",
        "Organization",
        "en-GB",
    )
    assert (law["@type"], law["url"]) == ("Legislation", "https://www.legislation.gov.uk/ukpga/2014/23")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", law["legislationDateVersion"])
    assert page.locator(".Z3988").count() == 0  # else Zotero would save the cited work instead of the page
