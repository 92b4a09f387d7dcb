"""From a page to its file in the repository's web editor, and to a report of a problem."""

from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, Route

from conftest import REPOSITORY
from kb import page_actions
from kb.page_actions import Repository

TRUST = "concepts/trust/"


def fields(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.mark.parametrize(
    ("repository", "edit", "report"),
    [
        (Repository(), None, None),
        (Repository(f"{REPOSITORY}/"), f"{REPOSITORY}/edit/main/docs/guides/index.md", f"{REPOSITORY}/issues/new"),
        (Repository("", "https://code.example/e/docs/"), "https://code.example/e/docs/guides/index.md", None),
        (Repository(REPOSITORY, "https://e.example/"), "https://e.example/guides/index.md", f"{REPOSITORY}/issues/new"),
    ],
    ids=["nothing set", "the repository", "only the editor", "both"],
)
def test_the_links_follow_the_configuration(repository: Repository, edit: str | None, report: str | None) -> None:
    markup = page_actions.html(repository, "guides/index.md", 'Text & "more"', "2026.1")
    assert bool(markup) == bool(edit or report)
    shown = {link.text: str(link.get("href")) for link in html.fromstring(f"<div>{markup}</div>").iter("a")}
    assert shown.get("Suggest an edit") == edit
    address = shown.get("Report a problem", "")
    assert (address.partition("?")[0] or None) == report
    if report:
        assert fields(address) == {
            "template": "mistake.yml",
            "title": 'Problem on: Text & "more"',
            "page": "guides/",
            "edition": "2026.1",
        }


def chosen_report(page: Page) -> dict[str, str]:
    """Click "Report a problem" and return what the form is filled with."""
    opened: list[str] = []

    def stop(route: Route) -> None:
        opened.append(route.request.url)
        route.fulfill(body="the form")

    page.route(f"{REPOSITORY}/**", stop)
    page.get_by_role("link", name="Report a problem").last.click()
    page.wait_for_url(f"{REPOSITORY}/**")
    return fields(opened[0])


def test_a_report_takes_the_selected_words_and_their_paragraph_along(page: Page, address: str) -> None:
    page.goto(TRUST)
    words = page.locator("#p9").evaluate("""paragraph => {
        const text = [...paragraph.childNodes].find(node => node.nodeType === Node.TEXT_NODE && node.data.length > 12)
        const range = document.createRange()
        range.setStart(text, 0)
        range.setEnd(text, 12)
        getSelection().removeAllRanges()
        getSelection().addRange(range)
        return getSelection().toString().trim()
    }""")
    sent = chosen_report(page)
    assert (sent["quoted"], sent["paragraph"]) == (words, "9")
    assert len(words) > 5
    assert sent["page"] == f"{address}{TRUST}#p9"


def test_a_report_takes_the_paragraph_of_the_address_along(page: Page) -> None:
    page.goto(f"{TRUST}#p12")
    assert chosen_report(page).items() >= {"paragraph": "12"}.items()


def test_without_scripts_the_report_has_the_page(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(TRUST)
    assert fields(page.get_by_role("link", name="Report a problem").first.get_attribute("href") or "") == {
        "template": "mistake.yml",
        "title": "Problem on: Trust",
        "page": "concepts/trust/",
    }
    context.close()
