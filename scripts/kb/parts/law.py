"""Tables of the law, made from the front matter of the Act pages."""

from collections.abc import Iterator
from html import escape
from typing import Any

from kb.corpus import Corpus
from kb.pages import Page
from kb.parts.part import link, table
from kb.referencing import References
from kb.referencing.words import day_in_words


def acts(corpus: Corpus, _: References, here: str, __: str) -> str:
    """Return the Acts in order of their year: whom they bind, where they are law, how they stand."""
    rows = [
        (
            link(page, here),
            escape(_text(page, "chapter")),
            _joined(page, "nations"),
            _joined(page, "extent"),
            escape(_text(page, "status")),
            day_in_words(_text(page, "as_at")) or "no date on the copy read",
        )
        for page in _acts(corpus)
    ]
    headings = ("Act", "Year and chapter", "Binds bodies in", "Is law in", "Status", "Text as at")
    return table("Acts on this site", headings, rows, filters=("Status",), filters_of_lists=("Binds bodies in",))


def duties(corpus: Corpus, _: References, here: str, __: str) -> str:
    """Return every duty and power: nation, who, how strong, what, and where it stands."""
    rows = [
        (
            escape(nation),
            escape(str(duty["on"])),
            escape(str(duty["strength"])),
            escape(str(duty["duty"])),
            f"{link(page, here)}, {escape(str(duty['provision']))}",
        )
        for page, duty in _duties(corpus)
        for nation in _nations(duty)
    ]
    headings = ("Nation", "Who", "Strength", "What", "Where")
    caption = "Duties and powers of partnership working, by nation"
    return table(caption, headings, sorted(rows), filters=("Nation", "Strength", "Who"))


def lineage(corpus: Corpus, _: References, here: str, __: str) -> str:
    """Return older provisions and where each stands today."""
    rows = [
        (
            escape(str(duty["formerly"])),
            f"{link(page, here)}, {escape(str(duty['provision']))}",
            escape(str(duty["duty"])),
        )
        for page, duty in _duties(corpus)
        if duty.get("formerly")
    ]
    return table("Older provisions and where they stand now", ("Formerly", "Now", "What it is about"), sorted(rows))


def _acts(corpus: Corpus) -> list[Page]:
    return sorted((page for page in corpus.pages if page.kind == "act"), key=_chronological)


def _chronological(page: Page) -> tuple[str, int, str]:
    year, _, number = _text(page, "chapter").partition(" ")
    digits = "".join(character for character in number if character.isdigit())
    return (year, int(digits or 0), page.title)


def _duties(corpus: Corpus) -> Iterator[tuple[Page, dict[str, Any]]]:
    for page in _acts(corpus):
        for duty in page.front_matter.values.get("duties") or ():
            yield page, duty


def _nations(duty: dict[str, Any]) -> list[str]:
    nation = duty["nation"]
    return nation if isinstance(nation, list) else [nation]


def _text(page: Page, key: str) -> str:
    return str(page.front_matter.values.get(key, ""))


def _joined(page: Page, key: str) -> str:
    return escape(", ".join(page.front_matter.values.get(key) or ()))
