"""The provisions of an Act that a text names: ``ss. 6–7, Sch. 2`` is sections 6 and 7 and Schedule 2."""

import re
from functools import lru_cache

from kb.locators import split_locator

_NAMED = re.compile(r"\b(?P<kind>ss?|Schs?)\. (?P<numbers>[\w().–]+(?:(?:, | and | to | & )[\w().–]*\d[\w().–]*)*)")
_NUMBER = re.compile(r"(?P<first>[A-Z]?\d+\w*)(?:\([^)]*\))*(?:–(?P<last>\d+\w*))?")


@lru_cache(maxsize=4096)  # the same few locators stand on every page
def provisions(shown: str) -> frozenset[str]:
    """Return the sections and Schedules named in a locator as readers see it.

    Subsections and paragraphs are left out: ``s. 6(1)`` names ``s 6``. A range of plain
    numbers names every one of them; of a range such as 16E–16H the ends are named.
    """
    found = set()
    for named in _NAMED.finditer(shown):
        kind = "Sch" if named["kind"].startswith("Sch") else "s"
        for number in re.split(r", | and | to | & ", named["numbers"]):
            if match := _NUMBER.match(number):
                first, last = match["first"], match["last"]
                if last and first.isdigit() and last.isdigit():
                    found |= {f"{kind} {each}" for each in range(int(first), int(last) + 1)}
                else:
                    found |= {f"{kind} {each}" for each in (first, last) if each}
    return frozenset(found)


def written(text: str) -> frozenset[str]:
    """Return the provisions named in an author's words: ``ss 6-7``."""
    locator, _ = split_locator(f", {text}")
    return provisions(locator.text) if locator else frozenset()
