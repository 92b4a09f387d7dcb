"""Locators: what an author writes after a key, and what a reader sees."""

import pytest

from kb.locators import Locator, page_ranges, split_locator

READ = [
    # written, shown, words left over
    (", p. 8", "p. 8", ""),
    (", pp. 1-2", "pp. 1–2", ""),
    (" pp 3, 5--7", "pp. 3, 5–7", ""),
    (", page xii", "p. xii", ""),
    (", para 2.3", "para. 2.3", ""),
    (", paras 4-6, my emphasis", "paras. 4–6", "my emphasis"),
    (", s 75", "s. 75", ""),
    (", ss 5-6", "ss. 5–6", ""),
    (", s 117(2)", "s. 117(2)", ""),
    (", ss 6(1), 6(7)", "ss. 6(1), 6(7)", ""),
    (", s 195(3)-(4)", "ss. 195(3)–(4)", ""),
    (", s 14Z42", "s. 14Z42", ""),
    (", section 13N", "s. 13N", ""),
    (", Sch 2 para 1", "Sch. 2, para. 1", ""),
    (", Sch A1", "Sch. A1", ""),
    (", reg 3", "reg. 3", ""),
    (", art 8", "art. 8", ""),
    (", r 4", "r. 4", ""),
    (", Pt 9", "Pt. 9", ""),
    (", ch 3", "ch. 3", ""),
    (", n 4", "n. 4", ""),
    (", table 2", "table 2", ""),
    (", cc 1256-75", "cc. 1256–75", ""),
    (", abstract", "abstract", ""),
    (", executive summary and p. 4", "executive summary, p. 4", ""),
    (", key findings", "key findings", ""),
    (', {under "Definitions"}', "under “Definitions”", ""),
    (", {p. 3 of the copy}, emphasis added", "p. 3 of the copy", "emphasis added"),
]


@pytest.mark.parametrize(("written", "shown", "rest"), READ)
def test_a_locator_is_read(written: str, shown: str, rest: str) -> None:
    locator, words = split_locator(written)
    assert locator is not None
    assert (locator.text, words) == (shown, rest)


@pytest.mark.parametrize(
    "words", ["", ", quoted in a later work", ", part of a series", ", summarily", ", pages", ", {}"]
)
def test_other_words_are_no_locator(words: str) -> None:
    assert split_locator(words)[0] is None


def test_pages_are_kept_as_numbers() -> None:
    assert split_locator(", pp. 353-9")[0] == Locator("pp. 353–9", ((353, 359),))


@pytest.mark.parametrize(
    ("written", "ranges"),
    [("780--795", [(780, 795)]), ("780–95, 801", [(780, 795), (801, 801)]), ("e12", []), ("n1430", []), ("", [])],
)
def test_page_ranges(written: str, ranges: list[tuple[int, int]]) -> None:
    assert page_ranges(written) == ranges
