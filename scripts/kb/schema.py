"""The front matter a page may have: a closed schema, so that a misspelt key is an error.

Generated tables and the page header read only these values.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from kb.dates import in_figures
from kb.pages import KeyPath
from kb.spelling import meant

NATIONS = ("England", "Wales", "Scotland", "Northern Ireland", "UK", "international")
KINDS = (
    "concept", "model", "act", "policy", "case-study", "practice", "coursework", "guide", "index",
)  # fmt: skip
CONCEPTS = (
    "partnership", "respect", "empowerment", "shared-power", "independence",
    "joint-decision-making", "trust", "participation-and-co-production",
    "organisational-culture", "client-professional-partnership", "multi-agency-partnership",
    "interprofessional-and-inter-organisational",
)  # fmt: skip
MODELS = ("networking", "referral", "consortium", "multi-agency-working")
# The headings that every page of a kind has, in their order.
_ARGUED = ("In brief", "What the evidence says", "Limits and disagreement", "In practice", "For coursework", "See also")
HEADINGS = {
    "concept": _ARGUED,
    "model": _ARGUED,
    "practice": _ARGUED,
    "policy": (
        "In brief", "What became of it", "What the evidence says", "Limits and disagreement", "For coursework",
        "See also",
    ),
    "act": (
        "In brief", "What it requires", "Who owes the duty", "Where it applies", "Status", "How to cite it",
        "Commonly got wrong", "See also",
    ),
    "case-study": (
        "In brief", "What happened", "What partnership was expected", "What was found", "What changed",
        "Contested points", "Reading it through the concepts", "See also",
    ),
    "coursework": ("In brief", "See also"),
}  # fmt: skip
STATUSES = ("in force", "partly in force", "amended", "partly repealed", "repealed")
LABELS = ("shown", "mixed", "absent")  # of a concept in a case
EVENT_KINDS = ("law", "policy", "inquiry", "institution")
STRENGTHS = ("must", "must unless", "must where it considers", "must have regard", "may")


@dataclass(frozen=True)
class Fault:
    """One thing wrong in the front matter, at the path of a key or value."""

    path: KeyPath
    name: str
    message: str
    hint: str
    replacement: str | None = None  # for the value, or for the name of an unknown key


# What XML cannot hold; escapes within quotation marks can write it.
_NEVER_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# A rule takes the path and the value and yields what is wrong with it.
Rule = Callable[[KeyPath, Any], Iterator[Fault]]


def _invalid(path: KeyPath, message: str, hint: str, replacement: str | None = None) -> Fault:
    return Fault(path, "invalid-front-matter", message, hint, replacement)


def _shown(path: KeyPath) -> str:
    return " › ".join(str(part + 1) if isinstance(part, int) else part for part in path)


def _text(limit: int = 300) -> Rule:
    def rule(path: KeyPath, value: Any) -> Iterator[Fault]:
        if not isinstance(value, str) or not value.strip():
            yield _invalid(path, f'"{_shown(path)}" is not text', f"Write words after {path[-1]}:")
        elif len(value) > limit:
            message = f'"{_shown(path)}" has {len(value)} characters; at most {limit} fit'
            yield _invalid(path, message, f"Make it shorter by {len(value) - limit} or more")
        elif control := _NEVER_TEXT.search(value):
            message = f'"{_shown(path)}" contains an invisible control character (U+{ord(control[0]):04X})'
            yield _invalid(path, message, "Take out the sign \\ and what it stands with")

    return rule


def _matching(pattern: str, example: str) -> Rule:
    def rule(path: KeyPath, value: Any) -> Iterator[Fault]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield _invalid(path, f'"{_shown(path)}" does not have its form', f"Write it like this: {example}")

    return rule


def _day(path: KeyPath, value: Any) -> Iterator[Fault]:
    # A date with a time is a datetime, which is a kind of date; it is refused.
    if type(value) is not date:
        day = in_figures(value) if isinstance(value, str) else None
        hint = f"Write it as {day}" if day else "Write a day as year-month-day: 5 June 2026 is 2026-06-05"
        yield _invalid(path, f'"{_shown(path)}" is not a date: "{value}"', hint, day)


def _year(path: KeyPath, value: Any) -> Iterator[Fault]:
    if type(value) is not int or not 1900 <= value <= 2100:
        yield _invalid(path, f'"{_shown(path)}" is not a year', "Write four digits: 1998")


def _one_of(*choices: str) -> Rule:
    def rule(path: KeyPath, value: Any) -> Iterator[Fault]:
        if value not in choices:
            close = get_close_matches(str(value), choices, n=1)
            hint = f'Did you mean "{close[0]}"?' if close else f"Use one of: {', '.join(choices)}"
            message = f'"{value}" is not a value "{_shown(path)}" can have'
            yield _invalid(path, message, hint, meant(str(value), choices))

    return rule


def _list_of(item: Rule, least: int = 0) -> Rule:
    def rule(path: KeyPath, value: Any) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield _invalid(path, f'"{_shown(path)}" is not a list', "Put the values in brackets: [one, two]")
        elif len(value) < least:
            yield _invalid(path, f'"{_shown(path)}" is empty', "Give at least one value")
        else:
            for index, part in enumerate(value):
                yield from item((*path, index), part)

    return rule


def _one_or_list_of(item: Rule) -> Rule:
    def rule(path: KeyPath, value: Any) -> Iterator[Fault]:
        yield from (_list_of(item, least=1) if isinstance(value, list) else item)(path, value)

    return rule


def _mapping(keys: Rule, values: Rule) -> Rule:
    def rule(path: KeyPath, value: Any) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield _invalid(path, f'"{_shown(path)}" is not a list of pairs', "Write it like this: {respect: absent}")
            return
        for key, part in value.items():
            yield from keys((*path, str(key)), key)
            yield from values((*path, str(key)), part)

    return rule


def _record(required: Mapping[str, Rule], optional: Mapping[str, Rule]) -> Rule:
    def rule(path: KeyPath, value: Any) -> Iterator[Fault]:
        if not isinstance(value, dict):
            hint = f"Give each its keys: {', '.join(required)}"
            yield _invalid(path, f'"{_shown(path) or "the front matter"}" has no keys', hint)
            return
        rules = {**required, **optional}
        for key in value:
            if key not in rules:
                close = get_close_matches(str(key), rules, n=1)
                hint = f'Did you mean "{close[0]}"?' if close else f"Keys here: {', '.join(rules)}"
                message = f'"{_shown((*path, str(key)))}" is not a key this page can have'
                slip = meant(str(key), rules.keys() - value.keys())
                yield Fault((*path, str(key)), "unknown-front-matter-key", message, hint, slip)
        for key in required:
            if key not in value:
                message = f'the key "{_shown((*path, key))}" is missing'
                yield _invalid(path, message, f"Add a line {key}: with its value")
        for key, inner in rules.items():
            if key in value:
                yield from inner((*path, key), value[key])

    return rule


_NATION = _one_of(*NATIONS)
_DUTY = _record(
    required={
        "duty": _text(),
        "provision": _text(),
        "on": _text(),
        "strength": _one_of(*STRENGTHS),
        "nation": _one_or_list_of(_NATION),
    },
    optional={"formerly": _text()},  # the older provision that this one continues
)
_EVENT = _record(
    required={"year": _year, "event": _text(100), "kind": _one_of(*EVENT_KINDS)},
    optional={},
)
_EVERY_PAGE: dict[str, Rule] = {
    "title": _text(100),
    "description": _text(160),
    "kind": _one_of(*KINDS),
    "reviewed": _day,
    "changed": _day,
    "nations": _list_of(_NATION, least=1),
}
_ANY_PAGE: dict[str, Rule] = {
    "answers": _list_of(_matching(r"[a-z0-9]+-[0-9.]+", "unit5-1.1")),
    # Addresses the page had before, the oldest first; the build writes a page there that leads here.
    "moved_from": _list_of(_matching(r"(?:[a-z0-9-]+/)+", "concepts/power-sharing/"), least=1),
    "tags": _list_of(_matching(r"[a-z0-9][a-z0-9 -]*", "shared power")),
    "also_called": _list_of(_text(100), least=1),  # read by the search: scripts/kb/search_index.py
    "timeline": _list_of(_EVENT),
    "hide": _list_of(_one_of("navigation", "toc", "path", "feedback")),
}
_REQUIRED_BY_KIND: dict[str, dict[str, Rule]] = {
    "act": {
        "short_title": _text(),
        "chapter": _matching(r"\d{4} (?:c\. \d+(?: \(N\.I\.\))?|asp \d+|anaw \d+|asc \d+|nawm \d+)", "2014 c. 23"),
        "status": _one_of(*STATUSES),
        "extent": _list_of(_one_of("England", "Wales", "Scotland", "Northern Ireland"), least=1),
        "url": _matching(r"https://www\.legislation\.gov\.uk/\S+", "https://www.legislation.gov.uk/ukpga/2014/23"),
        "duties": _list_of(_DUTY),
    },
    "case-study": {
        "years": _text(),
        "place": _text(),
        "concepts": _mapping(_one_of(*CONCEPTS), _one_of(*LABELS)),
        "models": _list_of(_one_of(*MODELS)),
        "outcome": _one_of("failure", "success", "mixed", "not judged"),
    },
}
_OPTIONAL_BY_KIND: dict[str, dict[str, Rule]] = {
    # as_at is the date of the text that was read; a copy without a date has none.
    "act": {"assent": _day, "as_at": _day},
    # A page about what is not law yet; its header says so.
    "guide": {"status": _one_of("pending")},
}


def validate(values: dict[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the front matter of a page, judged by its ``kind``."""
    kind = str(values.get("kind"))
    rule = _record(
        required={**_EVERY_PAGE, **_REQUIRED_BY_KIND.get(kind, {})},
        optional={**_ANY_PAGE, **_OPTIONAL_BY_KIND.get(kind, {})},
    )
    yield from rule((), values)
