"""Around the title: what a reader must know before reading on, from the front matter."""

from pathlib import Path

import pytest
from lxml import html

from conftest import ACT, FRONT_MATTER, MakeSite
from kb import corpus, page_header

CONCEPT = FRONT_MATTER.replace("kind: guide", "kind: concept").replace("changed: 2026-11-21", "changed: 2026-11-05")


def header(root: Path, words: int = 900) -> html.HtmlElement:
    (page,) = corpus.load(root).pages
    markup = page_header.above_title(page) + page_header.below_title(page, words, edition="")
    return html.fragment_fromstring(markup, create_parent="div")


def spans(element: html.HtmlElement) -> list[str]:
    return [span.text_content() for span in element.iter("span")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (CONCEPT, ["Concept", "UK", "Reviewed 21 November 2026", "Last changed 5 November 2026", "5 minutes to read"]),
        (FRONT_MATTER, ["Guide", "UK", "Reviewed and last changed 21 November 2026"]),
        (FRONT_MATTER.replace("kind: guide", "kind: index"), ["UK", "Reviewed and last changed 21 November 2026"]),
        (ACT, ["Act", "England", "Law as at 1 April 2026", "Amended", "Reviewed and last changed 21 November 2026", "5 minutes to read"]),
        (ACT.replace("as_at: 2026-04-01\n", ""), ["Act", "England", "Law as read in a copy without a date", "Amended", "Reviewed and last changed 21 November 2026", "5 minutes to read"]),
    ],
    ids=["concept", "guide", "index", "act", "act-without-a-date"],
)  # fmt: skip
def test_the_header_says_what_the_front_matter_says(make_site: MakeSite, text: str, shown: list[str]) -> None:
    assert spans(header(make_site({"concepts/trust.md": text}))) == shown


def test_the_home_page_has_no_header(make_site: MakeSite) -> None:
    assert len(header(make_site({"index.md": FRONT_MATTER}))) == 0


@pytest.mark.parametrize(
    ("text", "banner"),
    [
        (ACT, None),
        (ACT.replace("status: amended", "status: in force"), None),
        (ACT.replace("status: amended", "status: repealed"), "Repealed."),
        (ACT.replace("status: amended", "status: partly repealed"), "Partly repealed."),
        (ACT.replace("status: amended", "status: partly in force"), "Partly in force."),
        (FRONT_MATTER.replace("kind: guide", "kind: guide\nstatus: pending"), "Pending change."),
    ],
    ids=["amended", "in-force", "repealed", "partly-repealed", "partly-in-force", "pending"],
)
def test_a_banner_warns_of_what_is_not_law_in_force(make_site: MakeSite, text: str, banner: str | None) -> None:
    found = header(make_site({"legislation/a.md": text})).find_class("kb-banner")
    assert [each.findtext(".//strong") for each in found] == ([banner] if banner else [])


@pytest.mark.parametrize(
    ("nations", "ways"),
    [
        ("[England]", {"Wales": "../wales/", "Scotland": "../scotland/"}),
        ("[England, Wales]", {"Scotland": "../scotland/"}),
        ("[England, Wales, Scotland]", {}),  # there is no page about Northern Ireland here
        ("[UK]", {}),
    ],
)
def test_the_page_of_an_act_leads_to_the_law_elsewhere(make_site: MakeSite, nations: str, ways: dict[str, str]) -> None:
    act = ACT.replace("nations: [England]", f"nations: {nations}")
    of_nations = {f"legislation/{name}.md": FRONT_MATTER for name in ("wales", "scotland")}
    pages = corpus.load(make_site({"legislation/a.md": act, **of_nations})).by_name
    markup = page_header.elsewhere(pages["legislation/a.md"], pages, "legislation/a")
    found = html.fragment_fromstring(markup, create_parent="div").iter("a")
    assert {link.text_content(): link.get("href") for link in found} == ways


def test_only_the_page_of_an_act_leads_elsewhere(make_site: MakeSite) -> None:
    of_nations = {f"legislation/{name}.md": FRONT_MATTER for name in ("wales", "scotland")}
    pages = corpus.load(make_site(of_nations)).by_name
    assert page_header.elsewhere(pages["legislation/wales.md"], pages, "legislation/wales") == ""


def test_front_matter_is_escaped(make_site: MakeSite) -> None:
    text = FRONT_MATTER.replace("kind: guide", "kind: <script>").replace("nations: [UK]", 'nations: ["<script>"]')
    assert header(make_site({"a.md": text})).xpath(".//script") == []
