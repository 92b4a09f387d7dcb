"""Start a page: its front matter, the headings of its kind, and its place in the navigation."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kb.schema import validate

FOLDERS = {
    "concept": "concepts",
    "model": "models",
    "act": "legislation",
    "policy": "policy",
    "case-study": "case-studies",
    "practice": "practice",
    "coursework": "coursework",
    "guide": "contribute",
    "index": "",
}

_ARGUED = {
    "What the evidence says": "Reviews before single studies; design, setting, size; findings of no effect too.",
    "Limits and disagreement": "Who disagrees, what nobody knows, where the evidence stops.",
    "In practice": "Links to cases.",
    "For coursework": "Which criterion this answers, and how to use it.",
    "See also": "Links. A source that nobody has read may stand here and nowhere else.",
}
_IN_BRIEF = {"In brief": "Three to five sentences or bullets that can be read alone."}
# For each kind its headings, and what belongs under each.
HEADINGS: dict[str, dict[str, str]] = {
    "concept": {**_IN_BRIEF, "What it means": "Definitions, each with its source, and neighbouring terms.", **_ARGUED},
    "model": {**_IN_BRIEF, "What it is": "How it works, who does what, where it is used.", **_ARGUED},
    "policy": {
        **_IN_BRIEF,
        "What it said": "What kind of document, who issued it, when, for which nation.",
        "What became of it": "What was done, dropped or replaced, and when.",
        **{heading: what for heading, what in _ARGUED.items() if heading != "In practice"},
    },
    "practice": {**_IN_BRIEF, "What happens": "What people do, and what gets in the way.", **_ARGUED},
    "act": {
        **_IN_BRIEF,
        "What it requires": "Duty by duty: section, strength of the verb, in your own words.",
        "Who owes the duty": "Which bodies. List each duty in the front matter too: the tables are made from there.",
        "Where it applies": "Extent (where it is law) and application (whose bodies it binds).",
        "Status": "In force, amended or repealed, as at which date.",
        "How to cite it": "Short title, year, chapter, section.",
        "Commonly got wrong": "What essays write, and what is right.",
        "See also": _ARGUED["See also"],
    },
    "case-study": {
        **_IN_BRIEF,
        "What happened": "Dated facts in order, each with its source.",
        "What partnership was expected": "By law, guidance or agreement at the time.",
        "What was found": "Court, coroner, inquiry and review kept apart, and named.",
        "What changed": "Law, guidance and practice afterwards.",
        "Contested points": "Both sides.",
        "Reading it through the concepts": 'Ours, so in a block: !!! analysis "Our analysis".',
        "See also": _ARGUED["See also"],
    },
    "coursework": {**_IN_BRIEF, "What to do": "Step by step.", "See also": _ARGUED["See also"]},
    "guide": {**_IN_BRIEF, "What to do": "Step by step.", "See also": _ARGUED["See also"]},
    "index": {"How to use these pages": "Which page answers which question."},
}
# What the front matter of a kind needs besides that of every page, where there is an honest start.
_BEGINNINGS: dict[str, dict[str, Any]] = {
    "act": {"duties": []},
    "case-study": {
        "years": "to be written",
        "place": "to be written",
        "concepts": {},
        "models": [],
        "outcome": "not judged",
    },
}
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
# How the text of each United Kingdom legislature is addressed by the publisher of the law.
_SERIES = {"c.": "ukpga", "asp": "asp", "anaw": "anaw", "asc": "asc", "nawm": "mwa", "(N.I.)": "nia"}


class NewPageError(Exception):
    """No page was made; the message says why, for people."""


def start(root: Path, kind: str, slug: str, given: Mapping[str, Any], today: date) -> str:
    """Write a page of a kind and its navigation entry; return its path within docs/.

    ``slug`` is the last part of its address, or folder and last part. ``given`` is front matter
    that is known already. Raises NewPageError, before anything is written.
    """
    name = _path(kind, slug)
    file = root / "docs" / name
    if file.exists():
        raise NewPageError(f"docs/{name} is there already. Nothing was changed.")
    if kind == "act" and not all(given.get(known) for known in ("chapter", "status", "extent")):
        example = '--title "Care Act 2014" --chapter "2014 c. 23" --status amended --extent England --extent Wales'
        raise NewPageError(f"What only the Act itself tells has to be given. For example: {example}")
    values = front_matter(kind, slug, given, today)
    if missing := [f"{fault.message}: {fault.hint}" for fault in validate(values)]:
        raise NewPageError("\n".join(["The page was not made:", *missing]))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text(kind, values), encoding="utf-8")
    settings = root / "mkdocs.yml"
    if settings.is_file():
        settings.write_text(with_entry(settings.read_text(encoding="utf-8"), name, values["title"]), encoding="utf-8")
    return name


def _path(kind: str, slug: str) -> str:
    if not re.fullmatch(rf"(?:{_SLUG}/)?{_SLUG}", slug):
        raise NewPageError(f'"{slug}" cannot be the address of a page: small letters and digits, joined by hyphens')
    if kind == "index":
        return f"{slug}/index.md"
    return f"{slug}.md" if "/" in slug else f"{FOLDERS[kind]}/{slug}.md"


def front_matter(kind: str, slug: str, given: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the front matter of a new page: what is given, and a beginning for the rest."""
    words = slug.rpartition("/")[2].replace("-", " ")
    title = given.get("title") or words[0].upper() + words[1:]
    values = {
        "title": title,
        "description": f"{title}: to be written",
        "kind": kind,
        "reviewed": today,
        "changed": today,
        "nations": ["UK"],
        **_BEGINNINGS.get(kind, {}),
        **({"short_title": title, "url": _address_of_act(str(given.get("chapter", "")))} if kind == "act" else {}),
    }
    return {**values, **{key: value for key, value in given.items() if value}}


def _address_of_act(chapter: str) -> str:
    """Return the official address of an Act from its chapter: ``2014 c. 23`` is ukpga/2014/23."""
    number = re.fullmatch(r"(\d{4}) (c\.|[a-z]+) (\d+)(?: (\(N\.I\.\)))?", chapter)
    series = _SERIES.get(number[4] or number[2], "") if number else ""
    return f"https://www.legislation.gov.uk/{series}/{number[1]}/{number[3]}" if number and series else ""


def text(kind: str, values: Mapping[str, Any]) -> str:
    """Return a page with its headings; what belongs under each stands there as a comment, which no reader sees."""
    top = yaml.safe_dump(dict(values), sort_keys=False, allow_unicode=True, default_flow_style=None, width=1000)
    sections = [f"## {heading}\n\n<!-- {what} -->\n" for heading, what in HEADINGS[kind].items()]
    return "\n".join([f"---\n{top}---\n# {values['title']}\n", *sections])


def with_entry(settings: str, name: str, title: str) -> str:
    """Return the text of mkdocs.yml with a page in its navigation: after the last page of its folder.

    A folder that has no pages yet gets a section of its own at the end. All else stays as it is.
    """
    folder = name.rpartition("/")[0]
    beginning = re.search(r"^nav:.*\n", settings, re.MULTILINE)
    if beginning is None:
        return settings
    nav = re.compile(r"(?:(?:[ \t-].*)?\n|#.*\n)*").match(settings, beginning.end())
    assert nav is not None  # the pattern matches the empty text too
    listed = list(
        re.finditer(rf"^(?P<indent> *)- (?:[^\n#]*: *)?{re.escape(folder)}/[^\s/]+\.md.*\n", nav[0], re.MULTILINE)
    )
    if listed:
        place, entry = listed[-1].end(), f"{listed[-1]['indent']}- {name}\n"
    else:
        quoted = yaml.safe_dump({title: None}, allow_unicode=True).rpartition(":")[0]
        place, entry = len(nav[0].rstrip()) + 1, f"  - {quoted}:\n      - {name}\n"
    place += nav.start()
    before = settings[:place]
    return f"{before}{entry}{settings[place:]}" if before.endswith("\n") else f"{before}\n{entry}{settings[place:]}"
