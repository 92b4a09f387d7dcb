"""Find a source in the bibliography by a few words, however they are spelt."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache

from kb.bibliography import Bibliography, Entry
from kb.checks.citing import READ
from kb.spelling import without_accents

# Who and when say most about a source, what it is good for least.
_WEIGHTS = {"key": 3, "author": 3, "editor": 3, "year": 3, "title": 2, "journal": 1, "annotation": 1}
_ALIKE = 0.8  # as much of two words as must be the same
_WORD = re.compile(r"\w+")


def find(library: Bibliography, words: str) -> list[Entry]:
    """Return the entries that have all the words, the best first; if none has all, those with the most."""
    sought = list(dict.fromkeys(_words(words)))
    likeness = cache(_likeness)
    found: list[tuple[int, float, Entry]] = []
    for entry in library.by_key.values():
        there = list(_weighed_words(entry))
        best = [max((weight * likeness(word, other) for other, weight in there), default=0) for word in sought]
        found.append((sum(score > 0 for score in best), sum(best), entry))
    most = max((number for number, _, _ in found), default=0)
    kept = [each for each in found if most and each[0] == most]
    return [entry for _, _, entry in sorted(kept, key=lambda each: (-each[1], each[2].key))]


def shown(entry: Entry) -> str:
    """Return an entry as a result: the citation to paste, what it is, how far it was read, what it is good for."""
    consulted = entry.get("consulted")
    citation = f"[@{entry.key}, abstract]" if consulted == "abstract" else f"[@{entry.key}]"
    use = {"abstract": "only its abstract was read"}.get(consulted, "add the place where you saw the claim")
    if consulted not in READ:
        use = "carries no claim: for See also only"
    title = entry.get("title") if entry.get("title") not in entry.summary else ""
    what = ": ".join(part for part in (entry.summary, title) if part)
    facts = " · ".join(part for part in (f"read: {consulted}", entry.get("evidence"), entry.get("nation")) if part)
    return "\n    ".join(line for line in (citation, what, f"{facts} ({use})", entry.get("annotation")) if line)


def _weighed_words(entry: Entry) -> Iterator[tuple[str, int]]:
    for name, weight in _WEIGHTS.items():
        for word in _words(entry.key if name == "key" else entry.get(name)):
            yield word, weight


def _words(text: str) -> list[str]:
    """Return the words of a text in small letters without accents."""
    return _WORD.findall(without_accents(text))


def _likeness(sought: str, other: str) -> float:
    """Return how much a word is the one sought: 1 the same, 0 another."""
    if sought == other:
        return 1
    if sought.isdigit() or min(len(sought), len(other)) < 4:  # a year one digit off is another year
        return 0
    if other.startswith(sought):
        return 0.9
    matcher = SequenceMatcher(None, sought, other)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0
    ratio = matcher.ratio()
    return ratio if ratio >= _ALIKE else 0
