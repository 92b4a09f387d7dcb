"""Addresses are kept: a page that moves leaves a sign, and where nothing is, a reader is helped on."""

import re
import shutil
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect

from conftest import MakeSite, faults, page, served
from kb.parts.editions import _listed
from test_build import build

MOVED = page("# Sharing power\n\nOne.\n\nTwo.\n").replace(
    "title: A page", "title: Sharing power\nmoved_from: [ideas/power/, concepts/power-sharing/]"
)


def test_a_reader_is_taken_from_an_old_address_to_the_place_it_names(site_folder: Path, browser: Browser) -> None:
    """Below a path, as on hosts that give each site a folder, with and without scripts; and the page for what is not there."""
    (site_folder / "docs/concepts").mkdir()
    (site_folder / "docs/concepts/shared-power.md").write_text(MOVED, encoding="utf-8")
    done = build(site_folder, KB_SITE_URL="https://site.example/reference/")
    assert done.returncode == 0, done.stderr
    host = site_folder / "host"
    shutil.copytree(site_folder / "site", host / "reference")
    shutil.copy(host / "reference/404.html", host)
    sign = html.parse(host / "reference/ideas/power/index.html")
    assert sign.xpath('//link[@rel="canonical"]/@href') == ["https://site.example/reference/concepts/shared-power/"]
    assert sign.xpath('//meta[@name="robots"]/@content') == ["noindex"]
    assert sign.xpath("//main//a/@href") == ["../../concepts/shared-power/"]
    with served(host) as address:
        for scripts, place in ((True, "#p2"), (False, "")):
            context = browser.new_context(java_script_enabled=scripts)
            for old in ("ideas/power/", "concepts/power-sharing/"):
                opened = context.new_page()
                opened.goto(f"{address}reference/{old}#p2")
                expect(opened).to_have_url(f"{address}reference/concepts/shared-power/{place}")
                expect(opened.get_by_role("heading", level=1)).to_contain_text("Sharing power")
            context.close()
        lost = browser.new_page()
        failed: list[str] = []
        lost.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
        lost.goto(f"{address}reference/some/where/deep/shared-pwoer")
        expect(lost.get_by_role("heading", name="This page is not there")).to_be_visible()
        lost.locator("[data-not-found]").get_by_role("link", name="Sharing power").click()
        expect(lost).to_have_url(f"{address}reference/concepts/shared-power/")
        assert failed == [f"{address}reference/some/where/deep/shared-pwoer"]
        lost.close()


def test_where_nothing_is_the_likely_pages_and_a_search_are_offered(page: Page) -> None:
    answer = page.goto("concept/partnerships.html")
    assert answer is not None
    assert answer.status == 404
    expect(page).to_have_title(re.compile("^Page not found"))
    offered = page.locator("[data-not-found] a")
    expect(offered.first).to_have_text("Partnership")
    assert page.locator("#sections + ul a").count() > 8
    offered.last.click()
    expect(page.get_by_role("textbox", name="Search")).to_have_value("partnerships")
    expect(page.locator(".md-search-result__link").first).to_be_visible()


def test_a_page_for_what_is_not_there_stands_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("a/b/c")
    page.locator("#sections + ul").get_by_role("link", name="Models").click()
    expect(page).to_have_url(f"{address}models/")
    context.close()


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("[b/]", []),
        ("[a/old-name/, b/]", []),
        ("[there/]", ['docs/here.md:2:14 taken-address "there/" belongs to docs/there.md']),
        ("[here/]", ['docs/here.md:2:14 taken-address "here/" belongs to docs/here.md']),
        ("[reference/sources/carr2004/]", ['docs/here.md:2:14 taken-address "reference/sources/carr2004/" belongs to references.bib']),
        ("[b/, b/]", ['docs/here.md:2:14 taken-address "b/" is given by docs/here.md too', 'docs/here.md:2:18 taken-address "b/" is given by docs/here.md too']),
        ("[gone/]", ['docs/here.md:2:14 taken-address "gone/" is given by docs/there.md too', 'docs/there.md:2:14 taken-address "gone/" is given by docs/here.md too']),
        ("[/b/]", ['docs/here.md:2:14 invalid-front-matter "moved_from › 1" does not have its form']),
        ("[../b/]", ['docs/here.md:2:14 invalid-front-matter "moved_from › 1" does not have its form']),
        ("[b.md]", ['docs/here.md:2:14 invalid-front-matter "moved_from › 1" does not have its form']),
        ("['https://x.example/']", ['docs/here.md:2:14 invalid-front-matter "moved_from › 1" does not have its form']),
        ("[2026.1/b/]", ['docs/here.md:2:14 invalid-front-matter "moved_from › 1" does not have its form']),
        ("b/", ['docs/here.md:2:13 invalid-front-matter "moved_from" is not a list']),
        ("[]", ['docs/here.md:2:13 invalid-front-matter "moved_from" is empty']),
    ],
)  # fmt: skip
def test_an_old_address_is_free_and_has_its_form(make_site: MakeSite, given: str, found: list[str]) -> None:
    pages = {
        "here.md": page("Text.").replace("---\n", f"---\nmoved_from: {given}\n", 1),
        "there.md": page("Text.").replace("---\n", "---\nmoved_from: [gone/]\n", 1),
    }
    said = [f"{d.path}:{d.start.line}:{d.start.column} {d.name} {d.message}" for d in faults(make_site(pages))]
    assert said == found


def test_a_link_to_where_a_page_was_is_told_where_it_is(make_site: MakeSite) -> None:
    root = make_site({"index.md": page("See [it](ideas/power.md)."), "concepts/shared-power.md": MOVED})
    assert [fault.hint for fault in faults(root)] == ["did you mean concepts/shared-power.md?"]


def test_an_edition_says_that_a_page_has_moved() -> None:
    old = {"ideas/power/": {"title": "Power", "changed": "2026-11-21"}}
    now = {"title": "Sharing power", "changed": "2026-11-30"}
    new = {"concepts/shared-power/": now, "ideas/power/": {**now, "moved_to": "concepts/shared-power/"}}
    assert list(_listed(old, new, "/")) == ['Moved: <a href="/concepts/shared-power/">Sharing power</a>']
