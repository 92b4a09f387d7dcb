"""Which known word a misspelt one was meant to be: only where there can be no doubt. Words without accents."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

_DIGITS = re.compile(r"\d+")


def meant(word: str, known: Iterable[str]) -> str | None:
    """Return the one known word from which a word differs by a slip of typing, else None.

    Numbers must be the same: another year or another section is another thing, not a slip.
    """
    close = get_close_matches(word, set(known), n=2, cutoff=0.8)
    if len(close) != 1 or _DIGITS.findall(close[0]) != _DIGITS.findall(word):
        return None
    return close[0]


def without_accents(text: str) -> str:
    """Return a text in small letters without accents: Åhgren and ahgren are spelt alike."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
