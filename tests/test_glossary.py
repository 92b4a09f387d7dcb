"""Terms are explained where they are used, once in each section, and lead to the glossary."""

from xml.etree.ElementTree import fromstring

import pytest

from kb import glossary

PAGE = """# Glossary

Introduction with a [link](x.md).

Safeguarding adults board (SAB)
:   In England, the board a council must set up [@careact2014, s 43]; see [the Act](../a.md). Its members are named.

Integrated care board (ICB)
:   In England, an NHS body. It began in 2022.

Integrated care
:   Care that is *joined up*.

Agency
:   An organisation.

Co-production
:   Making together.
"""

BOARD = "In England, the board a council must set up; see the Act."
CASES = [
    ("a term", "<p>A safeguarding adults board meets.</p>", {"safeguarding adults board": BOARD}),
    ("its acronym, and a plural", "<p>The SAB and other integrated care boards.</p>", {"SAB": BOARD, "integrated care boards": "In England, an NHS body."}),
    ("the longest term", "<p>An integrated care board gives integrated care.</p>", {"integrated care board": "In England, an NHS body.", "integrated care": "Care that is joined up."}),
    ("one word with a hyphen", "<p>Co-production works.</p>", {"Co-production": "Making together."}),
    ("not an everyday word", "<p>Each agency acts.</p>", {}),
    ("not inside another word", "<p>SABs and SABRE and co-productions-x.</p>", {}),
    ("once in a section", "<p>The SAB. The SAB.</p><p>SAB</p>", {"SAB": BOARD}),
    ("not in headings, links and code", "<h2>SAB</h2><p><a>SAB</a> <code>SAB</code></p>", {}),
    ("after an element", "<p><em>The</em> SAB acts.</p>", {"SAB": BOARD}),
]  # fmt: skip


@pytest.mark.parametrize(("content", "explained"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_terms_are_explained(content: str, explained: dict[str, str]) -> None:
    root = fromstring(f"<div>{content}</div>")
    text = "".join(root.itertext())
    glossary.explain(root, glossary.load(PAGE), "../reference/glossary.md")
    assert {term.text: term.get("title") for term in root.iter("a") if term.get("class") == "kb-term"} == explained
    assert "".join(root.itertext()) == text


@pytest.mark.parametrize("note", ["<sup>1</sup>", "@"])
def test_a_cell_with_only_a_term_is_left(note: str) -> None:
    row = fromstring(f"<table><tr><td>SAB{note}</td></tr></table>")
    cell = row[0][0]
    cell.text = (cell.text or "").replace("@", "\x02wzxhzdk:7\x03")  # as the renderer puts a note away
    glossary.explain(row, glossary.load(PAGE), "../reference/glossary.md")
    assert not list(row.iter("a"))


def test_each_section_explains_again() -> None:
    root = fromstring("<div><p>SAB</p><h2>Next</h2><p>SAB and <em>SAB</em> and SAB</p></div>")
    glossary.explain(root, glossary.load(PAGE), "../reference/glossary.md")
    assert len(list(root.iter("a"))) == 2
    term = root[2][0]
    assert (term.get("href"), term.text) == ("../reference/glossary.md#term-safeguarding-adults-board-sab", "SAB")


@pytest.mark.parametrize(
    ("rendered", "name"),
    [
        ("<dt>Integrated care board (ICB)</dt>", "term-integrated-care-board-icb"),
        ("<dt>Arnstein’s ladder</dt>", "term-arnsteins-ladder"),
        ("<dt><em>Ally</em></dt>", "term-ally"),
    ],
)
def test_a_term_has_a_place_that_links_can_lead_to(rendered: str, name: str) -> None:
    page = fromstring(f"<div><dl>{rendered}<dd>Meaning.</dd></dl></div>")
    glossary.name_terms(page)
    assert [term.get("id") for term in page.iter("dt")] == [name]
