"""Entries in the formats that reference managers read: BibTeX, RIS, CSL-JSON.

The day on which we read a source is ours, so it is left out: the reader has another. So are
the fields by which this project keeps its books (``consulted``, ``evidence``, ``annotation`` …).
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from kb.bibliography import Bibliography, Entry
from kb.locators import page_ranges
from kb.referencing import csl

# Fields of biblatex. "chapter" is here the number of an Act, for which biblatex has "number".
_BIBTEX_FIELDS = {
    name: name
    for name in (
        "author", "editor", "title", "booktitle", "journal", "series", "edition", "volume", "number", "pages", "year",
        "date", "type", "institution", "publisher", "address", "doi", "isbn", "url",
    )
} | {"chapter": "number"}  # fmt: skip
# Types of RIS (https://en.wikipedia.org/wiki/RIS_(file_format)) by the type of an entry.
_RIS_TYPES = {
    "article": "JOUR",
    "book": "BOOK",
    "collection": "EDBOOK",
    "incollection": "CHAP",
    "report": "RPRT",
    "online": "ELEC",
    "legislation": "STAT",
    "jurisdiction": "CASE",
}


def bibtex(entries: Iterable[Entry], library: Bibliography) -> str:
    """Return entries as BibTeX with the types of biblatex: the text of the library, less our own fields."""
    return "\n".join(f"{_without_own_fields(entry, library.source.text)}\n" for entry in entries)


def _without_own_fields(entry: Entry, text: str) -> str:
    starts = sorted((span.start, name) for name, span in entry.field_spans.items())
    ends = [start for start, _ in starts[1:]] + [entry.span.end - 1]
    fields = []
    for (start, name), end in zip(starts, ends, strict=True):
        if name in _BIBTEX_FIELDS:
            value = text[start + len(name) : end].strip(" \n\t,=")
            fields.append(f"  {_BIBTEX_FIELDS[name]} = {value},")
    return f"@{entry.type}{{{entry.key},\n" + "\n".join(fields) + "\n}"


def csl_json(entries: Iterable[Entry]) -> str:
    """Return entries as CSL-JSON."""
    return json.dumps([_item(entry) for entry in entries], ensure_ascii=False, indent=1) + "\n"


def _item(entry: Entry) -> dict[str, Any]:
    item = csl.item(entry)
    item.pop("accessed", None)
    if entry.type == "legislation":
        item |= {"type": "legislation", "number": entry.get("chapter") or entry.get("number")}
    elif entry.type == "jurisdiction":
        item |= {"type": "legal_case", "authority": item.pop("publisher", "")}
    if isbn := entry.get("isbn"):
        item["ISBN"] = isbn
    return {key: value for key, value in item.items() if value}


def ris(entries: Iterable[Entry]) -> str:
    """Return entries as RIS. Lines end as the format asks, with a carriage return."""
    return "".join(f"{tag}  - {value}\r\n" for entry in entries for tag, value in (*_ris(entry), ("ER", "")))


def _ris(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "TY", _RIS_TYPES.get(entry.type, "GEN")
    yield "ID", entry.key
    # In RIS the editors of an edited book (EDBOOK) stand where its authors would.
    for role, tag in (("author", "AU"), ("editor", "AU" if entry.type == "collection" else "A2")):
        for name in entry.names.get(role, ()):
            personal = ", ".join(part for part in (name.short, name.given, name.suffix) if part)
            yield tag, name.literal or personal
    first, last = next(iter(page_ranges(entry.get("pages"))), ("", ""))
    values = {
        "TI": entry.get("title"),
        "T2": entry.get("journal") or entry.get("booktitle"),
        "T3": entry.get("series"),
        "PY": entry.get("year"),
        "DA": entry.get("date").replace("-", "/"),
        "VL": entry.get("volume"),
        "IS": entry.get("number") if entry.type == "article" else "",
        "M1": "" if entry.type == "article" else entry.get("chapter") or entry.get("number"),
        "M3": entry.get("type"),
        "ET": entry.get("edition"),
        "SP": str(first or entry.get("pages")),
        "EP": str(last) if last != first else "",
        "PB": entry.get("publisher") or entry.get("institution"),
        "CY": entry.get("address"),
        "DO": entry.get("doi"),
        "SN": entry.get("isbn"),
        "UR": entry.get("url"),
    }
    yield from ((tag, value) for tag, value in values.items() if value)


def coins(entry: Entry) -> str:
    """Return an entry as the text of a COinS span, by which Zotero offers it from a page.

    The keys are those of the OpenURL context objects for journals and books and, for what is
    neither, of Dublin Core (https://www.zotero.org/support/dev/exposing_metadata/coins).
    """
    kind = {"article": "journal", "incollection": "book", "book": "book", "collection": "book", "report": "book"}
    form = kind.get(entry.type, "dc")
    first, last = next(iter(page_ranges(entry.get("pages"))), ("", ""))
    pairs = [("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{form}")]
    names = [f"{name.given} {name.short}".strip() for name in entry.names.get("author", ())]
    if form == "dc":
        pairs += [("rft.type", "document" if entry.type != "online" else "webpage"), ("rft.title", entry.get("title"))]
        pairs += [("rft.creator", name) for name in names]
        pairs += [("rft.date", entry.get("date") or entry.get("year")), ("rft.identifier", entry.get("url"))]
    else:
        genre = {"article": "article", "incollection": "bookitem", "report": "report"}.get(entry.type, "book")
        whole = entry.get("journal") or entry.get("booktitle")
        pairs += [("rft.genre", genre), ("rft.atitle" if whole else "rft.btitle", entry.get("title"))]
        pairs += [("rft.jtitle" if form == "journal" else "rft.btitle", whole)]
        pairs += [("rft.au", name) for name in names]
        pairs += [("rft.date", entry.get("year")), ("rft.volume", entry.get("volume"))]
        pairs += [("rft.issue", entry.get("number") if form == "journal" else "")]
        pairs += [("rft.spage", str(first)), ("rft.epage", str(last)), ("rft.isbn", entry.get("isbn"))]
        pairs += [("rft.pub", entry.get("publisher") or entry.get("institution")), ("rft.place", entry.get("address"))]
        pairs += [("rft_id", f"info:doi/{entry.get('doi')}" if entry.get("doi") else entry.get("url"))]
    return urlencode([(key, value) for key, value in pairs if value])
