"""Entries as CSL-JSON, the data format citation processors read.

The fields are those of the CSL 1.0.2 specification
(https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables). pandoc
is given CSL-JSON and not the .bib itself, because on reading BibTeX it changes the capitals
of titles.
"""

import re
from typing import Any

from kb.bibliography import Entry, Name

_TYPES = {
    "article": "article-journal",
    "book": "book",
    "collection": "book",
    "incollection": "chapter",
    "report": "report",
    "thesis": "thesis",
    "online": "webpage",
}
_FIELDS = {
    "title": "title",
    "volume": "volume",
    "doi": "DOI",
    "url": "URL",
    "edition": "edition",
    "series": "collection-title",
    "publisher": "publisher",
    "institution": "publisher",
    "address": "publisher-place",
    "journal": "container-title",
    "booktitle": "container-title",
    "pages": "page",
}
# Papers of Parliament and government are known by their number alone: (Cm 849), (HC 898).
_NUMBER_ALONE = re.compile(r"command paper|house of (?:commons|lords) paper", re.IGNORECASE)
_PARLIAMENTARY = re.compile(r"(?:C|Cd|Cmd|Cmnd|Cm|CP|HC|HL) \d")


def item(entry: Entry) -> dict[str, Any]:
    """Return one entry as a CSL-JSON item. Law is best given as ``law_item``."""
    data: dict[str, Any] = {"id": entry.key, "type": _TYPES.get(entry.type, "document")}
    for field, variable in _FIELDS.items():
        if value := entry.get(field):
            data[variable] = value
    for role in ("author", "editor"):
        if role in entry.names:
            data[role] = [_name(name) for name in entry.names[role]]
    if published := entry.get("date") or entry.get("year"):
        data["issued"] = {"date-parts": [_date_parts(published)]}
    if "URL" in data:
        data["accessed"] = _accessed(entry)
    if number := entry.get("number"):
        data["issue" if entry.type == "article" else "number"] = number
    if entry.type == "report" and number:
        data["genre"] = entry.get("type")
    return {key: value for key, value in data.items() if value}


def harvard_item(entry: Entry) -> dict[str, Any]:
    """Return an item for the Cite Them Right style, which has its own way with reports."""
    data = item(entry)
    if entry.type == "report":
        data.pop("number", None)
        data["genre"] = _report_number(entry)
        if "URL" in data or "DOI" in data:
            # The publisher of a report is named only where it is read on paper.
            data.pop("publisher", None)
            data.pop("publisher-place", None)
    return {key: value for key, value in data.items() if value}


def law_item(entry: Entry, name: str, *, accessed: bool) -> dict[str, Any]:
    """Return an item for law: its whole name as the title, which no style can take apart wrongly."""
    title = f'<span class="nocase">{name}</span>'  # the capitals of a name are its own
    data = {"id": entry.key, "type": "legislation", "title": title, "URL": entry.get("url")}
    return {**data, "accessed": _accessed(entry)} if accessed else data


def _accessed(entry: Entry) -> dict[str, Any]:
    consulted = entry.get("consulteddate")
    return {"date-parts": [_date_parts(consulted)]} if consulted else {}


def _report_number(entry: Entry) -> str:
    kind, number = entry.get("type"), entry.get("number")
    if not number:
        return ""
    says_what_it_is = _PARLIAMENTARY.match(number) or _NUMBER_ALONE.search(kind) or " " in number
    return f"({number})" if says_what_it_is else f"({kind} {number})"


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {key: value for key, value in parts.items() if value}


def _date_parts(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", text)][:3]
