"""Generated parts change when what they are made from changes."""

from pathlib import Path
from urllib.parse import parse_qsl

from lxml import html

from conftest import ACT, FRONT_MATTER, MakeSite, page
from kb import corpus, parts, referencing

ANSWERS = FRONT_MATTER.replace("nations: [UK]\n", "nations: [UK]\nanswers: [unit5-1.1]\n")


def part(root: Path, name: str, argument: str = "", here: str = "reference/bibliography/") -> html.HtmlElement:
    sources = corpus.load(root)
    references = referencing.load(sources.bibliography, root / ".cache")
    return html.fragment_fromstring(parts.html(name, argument, sources, references, here), create_parent="div")


def test_a_source_says_where_it_is_cited(make_site: MakeSite) -> None:
    pages = {
        "reference/bibliography.md": page("<!-- generate: sources -->"),
        "concepts/trust.md": page("One [@carr2004, p. 3]. Two [@carr2004, p. 4]. Three.[^n]\n\n[^n]: See [@carr2004]."),
    }
    (item,) = part(make_site(pages), "sources").xpath('.//li[@id="source-carr2004"]')
    assert [link.get("href") for cited in item.find_class("kb-cited") for link in cited.iter("a")] == [
        "../sources/carr2004/",
        "../../concepts/trust/",
        "../sources/carr2004/#cited-on",
    ]
    assert "A page (3)" in item.text_content()
    (coins,) = item.find_class("Z3988")
    assert ("rft.btitle", "Has service user participation made a difference to social care services?") in parse_qsl(
        coins.get("title")
    )
    assert "Report · Consulted: extract, 21 November 2026 · Evidence: " in item.text_content()
    pages["concepts/trust.md"] = page("Nothing.")
    (item,) = part(make_site(pages), "sources").xpath('.//li[@id="source-carr2004"]')
    assert "not cited on a page yet" in item.text_content()


def test_law_has_a_list_of_its_own(make_site: MakeSite) -> None:
    root = make_site()
    assert [item.get("id") for item in part(root, "law-and-parliament").xpath(".//li")] == ["source-careact2014"]
    works = [item.get("id") for item in part(root, "sources").xpath(".//li")]
    assert works == [
        "source-arnstein1969",
        "source-carr2004",
        "source-glendinning2002",
        "source-scie:co-production/2022",
    ]


def test_a_criterion_lists_the_pages_that_answer_it(make_site: MakeSite) -> None:
    pages = {"a.md": ANSWERS + "Text.", "b.md": page("Text."), "coursework/criteria.md": page("Text.")}
    root = make_site(pages)
    links = part(root, "pages-that-answer", "unit5-1.1", "coursework/criteria/").xpath(".//a")
    assert [link.get("href") for link in links] == ["../../a/"]
    assert "No page yet" in part(root, "pages-that-answer", "unit5-9.9", "coursework/criteria/").text_content()


def test_a_source_in_the_styles_of_uk_courses(make_site: MakeSite) -> None:
    root = make_site()
    act = part(root, "in-styles", "careact2014")
    shown = dict(zip((dt.text for dt in act.iter("dt")), (dd.text_content() for dd in act.iter("dd")), strict=True))
    address = "https://www.legislation.gov.uk/ukpga/2014/23"
    assert shown == {
        "Harvard (Cite Them Right)": f"Care Act 2014, c. 23. Available at: {address} (Accessed: 21 November 2026).",
        "APA 7": f"Care Act 2014, c. 23. {address}",
        "MHRA": "Care Act 2014",
        "OSCOLA": "Care Act 2014",
        "Chicago (author-date)": f"Care Act 2014, c. 23. Accessed 21 November 2026. {address}.",
        "MLA 9": f"Care Act 2014, c. 23. {address}. Accessed 21 Nov. 2026.",
        "Vancouver": f"Care Act 2014, c. 23. [accessed 21 Nov 2026] Available from: {address}",
    }
    report = part(root, "in-styles", "carr2004").text_content()
    assert "Carr, S. (2004). Has service user participation" in report
    assert "Carr S. Has service user participation" in report


CASE = """---
title: A case
description: A case
kind: case-study
reviewed: 2026-11-21
changed: 2026-11-21
nations: [Scotland]
years: 2010
place: Here
concepts: {trust: absent, respect: mixed}
models: [referral]
outcome: failure
timeline:
  - {year: 2010, event: The review, kind: inquiry}
---
Text.
"""


def cells(root: Path, name: str) -> list[list[str]]:
    (table,) = part(root, name, "", "legislation/").xpath(".//table")
    return [[cell.text_content() for cell in row] for row in table.iter("tr")]


def test_tables_of_the_law_follow_the_front_matter(make_site: MakeSite) -> None:
    pages = {"legislation/care-act.md": ACT}
    root = make_site(pages)
    assert cells(root, "acts")[1:] == [
        ["Care Act 2014", "2014 c. 23", "England", "England, Wales", "amended", "1 April 2026"]
    ]
    assert cells(root, "duties")[1:] == [
        ["England", "a council", "must", "co-operate in general", "Care Act 2014, s 6"],
        ["England", "a partner", "must unless", "ask for help", "Care Act 2014, s 7"],
        ["Wales", "a council", "must", "co-operate in general", "Care Act 2014, s 6"],
    ]
    assert cells(root, "lineage")[1:] == [["Older Act 1999 s 1", "Care Act 2014, s 6", "co-operate in general"]]
    changed = ACT.replace("strength: must unless", "strength: may").replace("status: amended", "status: repealed")
    root = make_site({"legislation/care-act.md": changed})
    assert cells(root, "duties")[2][2] == "may"
    assert cells(root, "acts")[1][4] == "repealed"


def test_the_matrix_of_cases_follows_the_front_matter(make_site: MakeSite) -> None:
    pages = {"case-studies/a.md": CASE, "models/referral.md": page("Text.")}
    assert cells(make_site(pages), "case-matrix") == [
        ["Case", "Nation", "Outcome", "Model", "Shown", "Mixed", "Absent"],
        ["A case", "Scotland", "failure", "A page", "", "respect", "trust"],
    ]
    pages["case-studies/a.md"] = CASE.replace("trust: absent", "trust: mixed")
    assert cells(make_site(pages), "case-matrix")[1][-2:] == ["respect, trust", ""]


def test_the_timeline_says_the_same_in_picture_and_table(make_site: MakeSite) -> None:
    root = make_site({"legislation/care-act.md": ACT, "case-studies/a.md": CASE})
    drawn = part(root, "timeline", "", "legislation/timeline/")
    assert [mark.text for mark in drawn.iter("title")] == ["2010: The review", "2014: Care Act 2014"]
    assert [a.get("href") for a in drawn.iter("a")] == ["../../case-studies/a/", "../care-act/"]
    assert cells(root, "timeline")[1:] == [["2010", "inquiry", "The review"], ["2014", "law", "Care Act 2014"]]


def test_text_in_front_matter_is_escaped(make_site: MakeSite) -> None:
    root = make_site({"legislation/care-act.md": ACT.replace("on: a council", 'on: "<script>x</script>"')})
    assert part(root, "duties").xpath(".//script") == []
    assert cells(root, "duties")[1][1] == "<script>x</script>"
