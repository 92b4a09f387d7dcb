"""Which provisions a locator names, and whether the Act's page treats them."""

import pytest

from conftest import ACT, MakeSite, page, places
from kb.provisions import written

NAMED = [
    ("s 6", {"s 6"}),
    ("ss 5-7", {"s 5", "s 6", "s 7"}),
    ("s 117(2)", {"s 117"}),
    ("ss 16E-16H", {"s 16E", "s 16H"}),
    ("ss 6(1), 7 and Sch 2 para 1", {"s 6", "s 7", "Sch 2"}),
    ("s 14Z42", {"s 14Z42"}),
    ("Sch 1B", {"Sch 1B"}),
    ("s 195(3)-(4)", {"s 195"}),
    ("Pt 1", set()),
    ("abstract", set()),
]


@pytest.mark.parametrize(("text", "named"), NAMED)
def test_provisions_named(text: str, named: set[str]) -> None:
    assert written(text) == named


def test_a_section_the_acts_page_does_not_treat(make_site: MakeSite) -> None:
    pages = {
        "legislation/care-act.md": ACT + "Boards [@careact2014, s 43].",
        "index.md": page("One [@careact2014, s 7]. Two [@careact2014, s 43(1)]. Three [@careact2014, ss 6, 99]."),
    }
    assert places(make_site(pages)) == ["docs/index.md:9:62 unknown-provision"]
    pages["legislation/care-act.md"] += " Also [@careact2014, s 99]."
    assert places(make_site(pages)) == []
