"""Locators: where in a source a claim was seen.

Pandoc's form (``[@key, pp. 3-5]``, https://pandoc.org/MANUAL.html#citation-syntax) with a
label table of our own, because the table of CSL lacks what United Kingdom law needs
(sections, Schedules, regulations) and the named parts of a work (abstract, foreword) that
are the honest locator when no page was seen.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

# label as shown for one and for several -> the forms an author may write, in lower case
_LABELS: dict[tuple[str, str], tuple[str, ...]] = {
    ("p.", "pp."): ("p", "pp", "page", "pages"),
    ("para.", "paras."): ("para", "paras", "paragraph", "paragraphs"),
    ("s.", "ss."): ("s", "ss", "section", "sections"),
    ("Sch.", "Schs."): ("sch", "schs", "sched", "schedule", "schedules"),
    ("Pt.", "Pts."): ("pt", "pts", "part", "parts"),
    ("reg.", "regs."): ("reg", "regs", "regulation", "regulations"),
    ("art.", "arts."): ("art", "arts", "article", "articles"),
    ("r.", "rr."): ("r", "rr", "rule", "rules"),
    ("ch.", "chs."): ("ch", "chs", "chap", "chapter", "chapters"),
    ("n.", "nn."): ("n", "nn", "note", "notes"),
    ("table", "tables"): ("table", "tables"),
    ("fig.", "figs."): ("fig", "figs", "figure", "figures"),
    ("box", "boxes"): ("box", "boxes"),
    ("rec.", "recs."): ("rec", "recs", "recommendation", "recommendations"),
    ("vol.", "vols."): ("vol", "vols", "volume", "volumes"),
    ("col.", "cols."): ("col", "cols", "column", "columns"),
    ("c.", "cc."): ("c", "cc"),
    ("l.", "ll."): ("line", "lines"),
    ("slide", "slides"): ("slide", "slides"),
    ("appendix", "appendices"): ("app", "appendix", "appendices"),
    ("annex", "annexes"): ("annex", "annexes"),
    ("principle", "principles"): ("principle", "principles"),
    ("standard", "standards"): ("standard", "standards"),
    ("question", "questions"): ("question", "questions"),
}
_SHOWN = {form: shown for shown, forms in _LABELS.items() for form in forms}

# Parts of a work that have a name instead of a number.
NAMED_PARTS = (
    "abstract", "acknowledgements", "afterword", "annex", "appendix", "background", "blurb",
    "conclusion", "conclusions", "contents", "cover", "discussion", "executive summary",
    "explanatory note", "extract", "findings", "foreword", "front matter", "glossary",
    "home page", "introduction", "key findings", "key messages", "key points", "long title",
    "methods", "opening", "overview", "preamble", "preface", "press release",
    "press summary", "recommendations", "results", "summary", "title page",
)  # fmt: skip

_LABEL = r"(?P<label>" + "|".join(sorted(_SHOWN, key=len, reverse=True)) + r")(?:\.|\b)"
# 12 · 2.3 · 117(2) · 14Z42 · 13N · A3 · xii · B
_NUMBER = r"(?:[A-Za-z]?\d+\w*(?:\.\d+\w*)*|[ivxlcdm]+\b|(?-i:[A-Z])\b)(?:\(\w+\))*"
# 5-6 · 195(3)-(4)
_RANGE = rf"{_NUMBER}(?:\s*[-–]{{1,2}}\s*(?:{_NUMBER}|(?:\(\w+\))+))?"
_NUMBERS = rf"{_RANGE}(?:(?:\s*,\s*|\s+(?:and|to)\s+|\s*&\s*){_RANGE})*"
_LABELLED = re.compile(rf"{_LABEL}\s*(?P<numbers>{_NUMBERS})(?![\w])", re.IGNORECASE)
_NAMED = re.compile(r"(?:" + "|".join(sorted(NAMED_PARTS, key=len, reverse=True)) + r")(?![\w-])", re.IGNORECASE)
_FORCED = re.compile(r"\{(?P<text>[^{}]*)\}")
_QUOTED = re.compile(r'"([^"]*)"')
_JOIN = re.compile(r"\s*(?:,|\band\b|&)?\s*")
_PAGES = re.compile(r"(\d+)(?:\s*[-–]{1,2}\s*(\d+))?")


@dataclass(frozen=True)
class Locator:
    """A place in a source, ready to show: ``pp. 3–5``, ``Sch. 2, para. 1``, ``abstract``."""

    text: str
    pages: tuple[tuple[int, int], ...] = ()  # first and last page of every page range named


@lru_cache(maxsize=4096)  # the same few locators stand on every page
def split_locator(suffix: str) -> tuple[Locator | None, str]:
    """Split what follows a cite key into its locator and the words after it.

    Takes the raw text after the key (``", pp. 3-5, my emphasis"``). Returns the locator, or
    None where the text does not begin with one, and the remaining words without leading
    punctuation (``"my emphasis"``).
    """
    position = _skip_separator(suffix, 0)
    parts: list[str] = []
    pages: list[tuple[int, int]] = []
    end = position
    while True:
        if forced := _FORCED.match(suffix, position):
            parts.append(_QUOTED.sub(r"“\1”", forced["text"].strip()))
            position = forced.end()
        elif labelled := _LABELLED.match(suffix, position):
            parts.append(_show(labelled["label"], labelled["numbers"]))
            if _SHOWN[labelled["label"].lower()][0] == "p.":
                pages.extend(page_ranges(labelled["numbers"]))
            position = labelled.end()
        elif named := _NAMED.match(suffix, position):
            parts.append(named[0])
            position = named.end()
        else:
            break
        end = position
        joined = _JOIN.match(suffix, position)
        position = joined.end() if joined else position
    if not any(parts):
        return None, suffix.strip(" ,\n\t")
    return Locator(", ".join(part for part in parts if part), tuple(pages)), suffix[end:].strip(" ,\n\t")


def page_ranges(numbers: str) -> list[tuple[int, int]]:
    """Read page numbers such as ``12``, ``780--95, 801`` as first and last pages.

    A shortened last page is completed (``780--95`` is 780 to 795). Roman numbers and
    article numbers with letters are left out: they cannot be compared with a range.
    """
    found = []
    for part in re.split(r"[,;&]|\band\b", numbers):
        if match := _PAGES.fullmatch(part.strip()):
            first, last = match[1], match[2] or match[1]
            if len(last) < len(first):
                last = first[: len(first) - len(last)] + last
            found.append((int(first), int(last)))
    return found


def _skip_separator(text: str, position: int) -> int:
    while position < len(text) and text[position] in ", \n\t":
        position += 1
    return position


def _show(label: str, numbers: str) -> str:
    one, several = _SHOWN[label.lower()]
    numbers = re.sub(r"\s*[-–]{1,2}\s*", "–", re.sub(r"\s+", " ", numbers))
    plural = bool(re.search(r"[–,&]|\b(?:and|to)\b", numbers))
    return f"{several if plural else one} {numbers}"
