"""Drafts of entries for references.bib, from the records that catalogues and reference managers give.

Three forms are read: BibTeX, RIS (https://en.wikipedia.org/wiki/RIS_(file_format)), and CSL-JSON.
A draft never says more than its record did: it is ``consulted = {record}``, and what the record
does not tell is left empty for the editor.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pybtex.database import Person

from kb import bibtex
from kb.bibliography import Bibliography, Entry, Name
from kb.bibtex import VERBATIM
from kb.checks.sources import FIELD_ORDER, REQUIRED
from kb.citations import KEY
from kb.diagnostics import SourceText, as_text
from kb.isbn import isbn_as_13_digits
from kb.spelling import without_accents

# What others call the types used here: biblatex and BibTeX, CSL and Crossref, RIS.
_TYPES = {
    "article": "article article-journal journal-article article-magazine JOUR EJOUR MGZN",
    "book": "book monograph reference-book BOOK EBOOK",
    "collection": "collection proceedings edited-book EDBOOK",
    "incollection": "incollection inbook inproceedings conference chapter book-chapter paper-conference "
    "CHAP ECHAP CPAPER CONF",
    "report": "report techreport posted-content RPRT GOVDOC",
    "thesis": "thesis phdthesis mastersthesis dissertation THES",
    "online": "online www electronic webpage post-weblog ELEC WEB BLOG",
    "legislation": "legislation STAT",
    "jurisdiction": "jurisdiction legal_case CASE",
}
_TYPE_OF = {theirs: ours for ours, names in _TYPES.items() for theirs in names.split()}
_FIELD_OF = {
    # biblatex
    "journaltitle": "journal", "location": "address", "school": "institution", "organization": "institution",
    # CSL
    "container-title": "journal", "issue": "number", "page": "pages", "DOI": "doi", "URL": "url", "ISBN": "isbn",
    "publisher-place": "address", "genre": "type", "collection-title": "series",
    # RIS; of several, the first that a record has
    "TI": "title", "T1": "title", "T2": "journal", "JF": "journal", "JO": "journal", "BT": "journal", "JA": "journal",
    "VL": "volume", "IS": "number", "M1": "number", "PB": "publisher", "CY": "address", "ET": "edition", "M3": "type",
    "DO": "doi", "SN": "isbn", "UR": "url",
}  # fmt: skip
_RIS_LINE = re.compile(r"^([A-Z][A-Z0-9])  ?- ?(.*)$", re.MULTILINE)
_LEFT_EMPTY = ("evidence", "nation", "annotation")
_ALSO_USEFUL = {
    "year", "volume", "number", "pages", "doi", "isbn", "address", "edition", "series", "url", "subtitle", "chapter",
}  # fmt: skip
# Parts of records that say nothing about a source, or that are read on their own.
_NOISE = {
    "TY", "ID", "AU", "A1", "A2", "ED", "SP", "EP", "PY", "Y1", "DA", "id", "type", "date", "author", "editor",
}  # fmt: skip
_SMALL_WORDS = {"a", "an", "the", "of", "on", "in", "to", "for", "and", "from", "with", "by", "at"}
_SPECIAL = re.compile(r"[&%$#_]")
DOI = r"10\.\d{4,9}/[^\s\"<>]+"


class DraftError(Exception):
    """No entry can be made of this; the message says why, for people."""


@dataclass(frozen=True)
class Draft:
    """An entry that is not yet in references.bib. Field values are text as a reader sees it."""

    type: str
    fields: Mapping[str, str]
    names: Mapping[str, tuple[Name, ...]]
    left_out: tuple[str, ...] = ()  # fields of the record that have no place here

    def get(self, name: str) -> str:
        """Return a field's text, or the empty string."""
        return self.fields.get(name, "")

    @property
    def to_fill_in(self) -> list[str]:
        """The fields the editor still has to write."""
        wanted = [alternatives.split("|") for alternatives in REQUIRED[self.type]]
        missing = [names[0] for names in wanted if not any(self.get(name) or self.names.get(name) for name in names)]
        return missing + [name for name in _LEFT_EMPTY if not self.get(name)]


def from_text(text: str, kind: str = "") -> list[Draft]:
    """Read BibTeX or RIS; ``kind`` takes the place of the type the text gives. Raises DraftError."""
    if re.search(r"^\s*TY  ?- ", text, re.MULTILINE):
        return [
            _from_ris(record, kind) for record in re.split(r"^ER  ?-.*$", text, flags=re.MULTILINE) if record.strip()
        ]
    if "@" not in text:
        raise DraftError("This is neither BibTeX (@book{…}) nor RIS (lines such as TY  - BOOK).")
    library = bibtex.read(SourceText("your text", text))
    if library.diagnostics or not library.entries:
        raise DraftError(f"The BibTeX cannot be read:\n{as_text(library.diagnostics)}")
    return [_from_bibtex(entry, kind) for entry in library.entries]


def from_csl(item: Mapping[str, Any], kind: str = "") -> Draft:
    """Make a draft of a CSL-JSON item. Raises DraftError."""
    fields = {key: _plain(_first(value)) for key, value in item.items() if isinstance(value, str | int | list)}
    names = {role: tuple(_csl_name(each) for each in item.get(role) or ()) for role in ("author", "editor")}
    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    fields["year"] = str(parts[0][0]) if parts[0] and parts[0][0] else ""
    return _draft(kind or str(item.get("type")), fields, names)


def _from_bibtex(entry: Entry, kind: str) -> Draft:
    known_thesis = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis"}.get(entry.type, "")
    fields = {"type": known_thesis, **entry.fields}
    fields["year"] = fields.get("year") or fields.get("date", "")[:4]
    theirs = "online" if entry.type == "misc" and fields.get("url") else entry.type
    return _draft(kind or theirs, fields, entry.names)


def _from_ris(record: str, kind: str) -> Draft:
    lines = [(tag, value.strip()) for tag, value in _RIS_LINE.findall(record) if value.strip()]
    fields: dict[str, str] = {}
    for tag, value in lines:
        fields.setdefault(tag, value)
    names = {
        "author": tuple(_name(value) for tag, value in lines if tag in ("AU", "A1")),
        "editor": tuple(_name(value) for tag, value in lines if tag in ("A2", "ED")),
    }
    ends = [fields[tag] for tag in ("SP", "EP") if tag in fields]
    fields["pages"] = "--".join(dict.fromkeys(ends))
    fields["year"] = next((fields[tag][:4] for tag in ("PY", "Y1", "DA") if tag in fields), "")
    return _draft(kind or fields.get("TY", ""), fields, names)


def _draft(theirs: str, given: Mapping[str, str], names: Mapping[str, tuple[Name, ...]]) -> Draft:
    kind = _TYPE_OF.get(theirs)
    if kind is None:
        title = given.get("title") or given.get("TI") or given.get("T1") or "this"
        message = f'The record of "{title}" does not say what kind of source it is ("{theirs}").'
        raise DraftError(f"{message} Add --type, with one of: {', '.join(REQUIRED)}")
    if kind == "book" and names.get("editor") and not names.get("author"):
        kind = "collection"
    fields: dict[str, str] = {}
    for name in sorted(given, key=lambda name: list(_FIELD_OF).index(name) if name in _FIELD_OF else -1):
        if given[name]:
            fields.setdefault(_FIELD_OF.get(name, name), given[name])
    _settle(kind, fields)
    asked = {name for alternatives in REQUIRED[kind] for name in alternatives.split("|")}
    useful = asked | _ALSO_USEFUL
    kept = {name: value for name, value in fields.items() if name in useful}
    left_out = sorted(fields.keys() - useful - _NOISE)
    return Draft(kind, kept, {role: each for role, each in names.items() if each}, tuple(left_out))


def _settle(kind: str, fields: dict[str, str]) -> None:
    """Put what a record tells into the fields and forms used here."""
    if kind == "incollection" and "booktitle" not in fields:
        fields["booktitle"] = fields.pop("journal", "")
    if kind in ("report", "thesis") and "institution" not in fields:
        fields["institution"] = fields.pop("publisher", "")
    if kind in ("article", "online", "legislation", "jurisdiction"):
        fields.pop("publisher", None)
    if kind not in ("report", "thesis") or fields.get("type") in _TYPE_OF:
        fields.pop("type", None)
    if doi := re.search(DOI, fields.get("doi", "")):
        fields["doi"] = doi[0]
        if "doi.org/" in fields.get("url", ""):
            fields.pop("url")
    if not isbn_as_13_digits(fields.get("isbn", "")):
        fields.pop("isbn", None)
    if edition := re.match(r"\d+", fields.get("edition", "")):
        fields["edition"] = edition[0]
    fields["pages"] = re.sub(r"\s*[-‐–]+\s*", "--", fields.get("pages", ""))
    for name in [name for name, value in fields.items() if not value]:
        del fields[name]


def _plain(value: Any) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", " ".join(str(value).split())))


def _first(value: Any) -> Any:
    return (value[0] if value else "") if isinstance(value, list) else value


def _csl_name(name: Mapping[str, str]) -> Name:
    if literal := name.get("literal") or name.get("name"):
        return Name(literal=literal)
    particle = name.get("non-dropping-particle") or name.get("dropping-particle") or ""
    return Name(name.get("family", ""), name.get("given", ""), particle, name.get("suffix", ""))


def _name(text: str) -> Name:
    """Read a name of a RIS record: a person has a comma, an organisation has none."""
    if "," not in text:
        return Name(literal=text)
    person = Person(text)
    parts = (person.last_names, person.first_names + person.middle_names, person.prelast_names, person.lineage_names)
    return Name(*(" ".join(part) for part in parts))


def duplicates(draft: Draft, library: Bibliography, *, same_title: bool = False) -> Iterator[str]:
    """Yield, for people, which entries already describe the work: by DOI, ISBN or title."""
    isbn = isbn_as_13_digits(draft.get("isbn"))
    for entry in library.entries:
        same = [
            "DOI" if draft.get("doi") and draft.get("doi").lower() == entry.get("doi").lower() else "",
            "ISBN" if isbn and isbn == isbn_as_13_digits(entry.get("isbn")) else "",
            "title" if not same_title and _letters(draft.get("title")) == _letters(entry.get("title")) else "",
        ]
        if what := next(filter(None, same), ""):
            line = library.source.position(entry.span.start).line
            yield f"{entry.key} has this {what} ({library.source.path}:{line}, {entry.summary})"


def propose_key(draft: Draft, taken: Iterable[str]) -> str:
    """Return a key in the form of the others: carr2004has, careact2014; a letter more where it is taken."""
    names = draft.names.get("author") or draft.names.get("editor") or ()
    title = [word for word in re.findall(r"\w+", draft.get("title")) if word.lower() not in _SMALL_WORDS]
    if draft.type == "legislation":
        # A short title has its year; so has the key.
        key = _letters("".join(re.findall(r"\w+", draft.get("title"))))
    else:
        who = _letters(_short(names[0])) if names else ""
        key = f"{who}{draft.get('year')}{_letters(title[0]) if title else ''}"
    used = {each.lower() for each in taken}
    return next(
        each for each in (f"{key}{letter}" for letter in ["", *"bcdefghijklmnopqrstuvwxyz"]) if each not in used
    )


def _short(name: Name) -> str:
    """Return the part of a name that begins a key: a family name, a short organisation, or its initials."""
    words = re.findall(r"\w+", name.literal)
    initials = [word[0] for word in words if word.lower() not in _SMALL_WORDS]
    return (name.particle + name.family) or "".join(words if len(words) < 3 else initials)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", without_accents(text))


def as_bibtex(draft: Draft, key: str, today: date) -> str:
    """Return the entry as it stands in references.bib, with empty braces where the editor has to write."""
    fields = dict.fromkeys(draft.to_fill_in, "")
    fields |= {name: _safe(value, verbatim=name in VERBATIM) for name, value in draft.fields.items()}
    fields |= {role: " and ".join(_written(name) for name in names) for role, names in draft.names.items()}
    fields |= {"consulted": "record", "consulteddate": today.isoformat()}
    lines = [f"  {name} = {{{fields[name]}}}" for name in FIELD_ORDER if name in fields]
    return f"@{draft.type}{{{key},\n" + ",\n".join(lines) + "\n}"


def _safe(value: str, *, verbatim: bool = False) -> str:
    """Write a text as a BibTeX value: without what could end the value, and with its special signs marked."""
    plain = re.sub(r"[{}\\]", "", " ".join(value.split()))
    return plain if verbatim else _SPECIAL.sub(r"\\\g<0>", plain)


def _written(name: Name) -> str:
    if name.literal:
        return name.literal if name.literal == "others" else f"{{{_safe(name.literal)}}}"
    parts = (f"{name.particle} {name.family}".strip(), name.suffix, name.given)
    # What BibTeX would take for the end of a part, or of a name, is put into braces.
    return ", ".join(f"{{{_safe(part)}}}" if re.search(r",|\band\b", part) else _safe(part) for part in parts if part)


def with_entry(library: Bibliography, key: str, written: str) -> str:
    """Return the text of references.bib with an entry more: before the first whose key comes after its own."""
    if not re.fullmatch(KEY, key):
        raise DraftError(f'"{key}" cannot be a key. Use letters and digits: name2020word')
    text = library.source.text
    later = next((entry for entry in library.entries if entry.key.lower() > key.lower()), None)
    if later is None:
        return f"{text.rstrip()}\n\n{written}\n"
    return f"{text[: later.span.start]}{written}\n\n{text[later.span.start :]}"


def with_own_words(draft: Draft, given: Mapping[str, str]) -> Draft:
    """Return a draft with what its editor says of it: evidence, nation, annotation."""
    return replace(draft, fields={**draft.fields, **{name: value for name, value in given.items() if value}})
