"""Checks of the entries in references.bib."""

import re
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from itertools import pairwise
from urllib.parse import urlsplit

from kb.bibliography import Bibliography, Entry
from kb.corpus import Corpus
from kb.dates import in_figures
from kb.diagnostics import Diagnostic, Fix, Severity, at
from kb.isbn import isbn_as_13_digits
from kb.schema import NATIONS
from kb.spelling import meant

CONSULTED = ("full text", "extract", "abstract", "record", "secondary")
EVIDENCE = (
    "legislation", "case law", "statutory guidance", "inquiry", "systematic review", "study",
    "textbook", "official report", "policy", "commentary", "teaching material",
)  # fmt: skip

# Fields an entry of each type must have; "a|b" asks for one of the two.
REQUIRED = {
    "article": ("author", "title", "journal", "year"),
    "book": ("author|editor", "title", "publisher", "year"),
    "collection": ("editor", "title", "publisher", "year"),
    "incollection": ("author", "title", "booktitle", "publisher", "year"),
    "report": ("author|editor", "title", "type", "institution", "year"),
    "thesis": ("author", "title", "type", "institution", "year"),
    "online": ("author", "title", "url"),
    "legislation": ("title", "chapter|number", "year", "jurisdiction", "url"),
    "jurisdiction": ("title", "number", "institution", "year", "jurisdiction"),
}
_OF_EVERY_ENTRY = ("consulted", "consulteddate", "evidence", "nation", "annotation")
_OPTIONAL = (
    "volume", "number", "pages", "date", "doi", "isbn", "issn", "url", "note", "address", "edition",
    "series", "editor", "publisher", "subtitle", "booktitle", "chapter", "type", "institution",
    "consultedvia", "consultednote", "langid", "keywords",
)  # fmt: skip
_FIELDS = frozenset(
    {name for names in REQUIRED.values() for alternatives in names for name in alternatives.split("|")}
    | {*_OF_EVERY_ENTRY, *_OPTIONAL}
)
_INSTEAD_OF = {
    "misc": "@online for a web page, @report for a paper with a number",
    "techreport": "@report with type and number",
    "inbook": "@incollection",
    "proceedings": "@collection",
    "inproceedings": "@incollection",
    "phdthesis": "@thesis with type = {PhD thesis}",
    "www": "@online",
    "electronic": "@online",
}


def duplicate_key(corpus: Corpus) -> Iterator[Diagnostic]:
    """Two entries have the same key, or keys that differ only in capitals.

    Why: a citation could mean either.

    Mend: if the two are one source, delete one of them; if not, give one another key, here and in
    the pages that cite it.

    Wrong:
    @book{hudson2002, title = {Partnership}, …}

    @article{Hudson2002, title = {Interprofessionality}, …}
    Right:
    @book{hudson2002partnership, title = {Partnership}, …}

    @article{hudson2002interprofessionality, title = {Interprofessionality}, …}
    """
    library = corpus.bibliography
    first: dict[str, Entry] = {}
    for entry in library.entries:
        if earlier := first.get(entry.key.lower()):
            yield _about_key(
                library, entry, "duplicate-key", f'the key "{entry.key}" is already taken',
                f"The other entry: {_place(library, earlier)}",
            )  # fmt: skip
        first.setdefault(entry.key.lower(), entry)


def duplicate_work(corpus: Corpus) -> Iterator[Diagnostic]:
    """Two entries describe the same work: the same DOI, or the same title and year.

    Why: readers would take one source for two, and one of the two entries will go stale.

    Mend: keep the better entry of the two, delete the other, and cite the one that is left.

    Wrong:
    @article{lewis2001older, doi = {10.1111/1467-9515.00235}, …}

    @article{lewis2001, doi = {10.1111/1467-9515.00235}, …}
    Right:
    @article{lewis2001older, doi = {10.1111/1467-9515.00235}, …}
    """
    library = corpus.bibliography
    first: dict[tuple[str, ...], Entry] = {}
    for entry in library.entries:
        title = re.sub(r"\W+", "", entry.get("title").lower())
        # Undated web pages of one title, such as "About us", are told apart by their author.
        identities = {
            "DOI": ("doi", entry.get("doi").lower()),
            "title and year": ("title", title, entry.get("year") or entry.get("author").lower()),
        }
        for what, identity in identities.items():
            earlier = first.setdefault(identity, entry)
            if identity[1] and earlier is not entry and earlier.key != entry.key:
                yield _about_key(
                    library, entry, "duplicate-work", f'"{entry.key}" has the {what} of "{earlier.key}"',
                    f"Keep one of the two and cite it: {_place(library, earlier)}",
                )  # fmt: skip
                break


def unknown_entry_type(corpus: Corpus) -> Iterator[Diagnostic]:
    """An entry is of a type this bibliography does not use.

    Why: the type decides how the reference is written; ``misc`` decides nothing.

    Mend: take the type that the message suggests: ``@online`` for a web page, ``@report`` for a
    paper with a number, ``@legislation`` for an Act.

    Wrong: @misc{dh1997newnhs, …}
    Right: @report{dh1997newnhs, type = {Command paper}, number = {Cm 3807}, …}
    """
    library = corpus.bibliography
    for entry in library.entries:
        if entry.type not in REQUIRED:
            close = get_close_matches(entry.type, REQUIRED, n=1)
            hint = f"Use @{close[0]}" if close else f"Types: {', '.join('@' + name for name in REQUIRED)}"
            hint = f"Use {_INSTEAD_OF[entry.type]}" if entry.type in _INSTEAD_OF else hint
            yield at(
                library.source,
                entry.span.start,
                entry.key_span.end,
                "unknown-entry-type",
                f'"@{entry.type}" is not a type used here',
                hint,
            )


def unknown_field(corpus: Corpus) -> Iterator[Diagnostic]:
    """An entry has a field that nothing reads, most often one that is misspelt.

    Why: BibTeX passes over it in silence, and the reference lacks what it says.

    Mend: correct the name of the field, or move its text into ``note``.

    Wrong: journl = {Policy & Politics}
    Right: journal = {Policy & Politics}
    """
    library = corpus.bibliography
    for entry in library.entries:
        for name in entry.fields.keys() - _FIELDS:
            close = get_close_matches(name, _FIELDS, n=1)
            hint = f'Did you mean "{close[0]}"?' if close else "Take it out, or put its text into note = {…}"
            span = entry.field_spans[name]
            message = f'"{name}" is not a field an entry can have'
            slip = meant(name, _FIELDS - entry.fields.keys())
            fix = Fix(slip) if slip and [slip] == close else None
            yield at(library.source, span.start, span.end, "unknown-field", message, hint, fix=fix)


def missing_field(corpus: Corpus) -> Iterator[Diagnostic]:
    """An entry lacks a field that its type needs.

    Why: the reference would be incomplete, or would not say how far the source was read.

    Mend: add the field, from the source itself. A web page without a date needs no year.

    Wrong:
    @online{scie2007guide,
      author = {{Social Care Institute for Excellence}},
      title = {A guide to participation},
      consulted = {extract},
      consulteddate = {2026-11-21},
      evidence = {teaching material},
      nation = {UK},
      annotation = {Names barriers to taking part.}
    }
    Right:
    @online{scie2007guide,
      author = {{Social Care Institute for Excellence}},
      title = {A guide to participation},
      url = {https://www.scie.org.uk/publications/guides/guide17/},
      consulted = {extract},
      consulteddate = {2026-11-21},
      evidence = {teaching material},
      nation = {UK},
      annotation = {Names barriers to taking part.}
    }
    """
    library = corpus.bibliography
    for entry in library.entries:
        if not entry.complete:
            continue  # its syntax error was reported; the field may be in the unread part
        for wanted in (*REQUIRED.get(entry.type, ()), *_OF_EVERY_ENTRY):
            alternatives = wanted.split("|")
            if not any(entry.get(name) for name in alternatives):
                missing = " or ".join(f'"{name}"' for name in alternatives)
                yield _about_key(
                    library, entry, "missing-field", f'the entry "{entry.key}" has no {missing}',
                    f"Add a line {alternatives[0]} = {{…}}, to the entry",
                )  # fmt: skip


def bad_field_value(corpus: Corpus) -> Iterator[Diagnostic]:
    """``consulted``, ``evidence`` or ``nation`` has a value outside its list.

    Why: readers are told how far each source was read, in fixed words they can rely on.

    Mend: take one of the words that the message lists.

    Wrong: consulted = {skimmed}
    Right: consulted = {extract}
    """
    library = corpus.bibliography
    vocabularies = {"consulted": CONSULTED, "evidence": EVIDENCE, "nation": NATIONS}
    for entry in library.entries:
        for name, choices in vocabularies.items():
            given = entry.get(name).split(", ") if name == "nation" else [entry.get(name)]
            for value in given:
                if value and value not in choices:
                    close = get_close_matches(value, choices, n=1)
                    hint = f'Did you mean "{close[0]}"?' if close else f"Use one of: {', '.join(choices)}"
                    message = f'"{value}" is not a value "{name}" can have'
                    slip = meant(value, choices) if given == [value] else None
                    yield _about_field(library, entry, name, "bad-field-value", message, hint, slip)


def bad_doi(corpus: Corpus) -> Iterator[Diagnostic]:
    """A DOI does not have the form of a DOI (https://www.crossref.org/documentation/member-setup/constructing-your-dois/).

    Why: the link made from it would lead nowhere.

    Mend: write the DOI alone. It begins with 10. and has a slash.

    Wrong: doi = {https://doi.org/10.1332/030557302759636817}
    Right: doi = {10.1332/030557302759636817}
    """
    library = corpus.bibliography
    for entry in library.entries:
        doi = entry.get("doi")
        if doi and not re.fullmatch(r"10\.\d{4,9}/[^\s\"<>]+", doi):
            bare = re.search(r"10\.\d{4,9}/[^\s\"<>]+", doi)
            hint = f"Write only the DOI: {bare[0]}" if bare else "A DOI begins with 10. and has a slash: 10.1000/xyz"
            # Only the address of the resolver may be cut off; other words round a DOI may mean something.
            address = re.fullmatch(r"(?:https?://)?(?:dx\.)?doi\.org/(10\.\d{4,9}/[^\s\"<>]+)", doi)
            replacement = address[1] if address else None
            yield _about_field(library, entry, "doi", "bad-doi", f'"{doi}" is not a DOI', hint, replacement)


def bad_isbn(corpus: Corpus) -> Iterator[Diagnostic]:
    """An ISBN has a wrong length or a wrong check digit (ISO 2108).

    Why: one mistyped digit leads to another book.

    Mend: copy the number again, from the back of the title page.

    Wrong: isbn = {978-0-335-21437-5}
    Right: isbn = {978-0-335-21437-2}
    """
    library = corpus.bibliography
    for entry in library.entries:
        isbn = entry.get("isbn")
        if isbn and not isbn_as_13_digits(isbn):
            message = f'"{isbn}" is not a valid ISBN: its digits do not fit its check digit'
            hint = "Copy the ISBN again from the book; it has 10 or 13 digits"
            yield _about_field(library, entry, "isbn", "bad-isbn", message, hint)


def bad_url(corpus: Corpus) -> Iterator[Diagnostic]:
    """A web address is not complete.

    Why: the reader could not follow it.

    Mend: copy the address from the browser; it begins with https:// and has no spaces.

    Wrong: url = {www.scie.org.uk/publications}
    Right: url = {https://www.scie.org.uk/publications}
    """
    library = corpus.bibliography
    for entry in library.entries:
        for name in ("url", "consultedvia"):
            address = entry.get(name)
            if address and not _is_address(address):
                message = f'"{address}" is not a complete web address'
                hint = "Copy it from the browser: it begins with https:// and has no spaces"
                yield _about_field(library, entry, name, "bad-url", message, hint)


def bad_date(corpus: Corpus) -> Iterator[Diagnostic]:
    """A date or year is impossible, of another form than year-month-day, or contradicts another.

    Why: the year is part of every reference; the day a source was consulted tells how fresh it is.

    Mend: write year-month-day, with two digits for the month and for the day.

    Wrong: consulteddate = {21/11/2026}
    Right: consulteddate = {2026-11-21}
    """
    library = corpus.bibliography
    for entry in library.entries:
        year, published, consulted = (entry.get(name) for name in ("year", "date", "consulteddate"))
        if year and not re.fullmatch(r"1[5-9]\d\d|20\d\d", year):
            yield _about_field(library, entry, "year", "bad-date", f'"{year}" is not a year', "Write four digits: 2002")
        if published and not _is_date(published):
            message = f'"{published}" is not a date'
            hint = "Write year-month-day, year-month or year: 2002-11"
            yield _about_field(library, entry, "date", "bad-date", message, hint, in_figures(published))
        elif published and year and published[:4] != year:
            message = f"the date {published} is not in the year {year} of the entry"
            yield _about_field(library, entry, "date", "bad-date", message, "Correct the one that is wrong")
        if consulted and not (_is_date(consulted) and len(consulted) == 10):
            message = f'"{consulted}" is not a date'
            day = in_figures(consulted)
            hint = f"Write it as {day}" if day else "Write a day as year-month-day: 5 June 2026 is 2026-06-05"
            yield _about_field(library, entry, "consulteddate", "bad-date", message, hint, day)


# The order in which the fields of an entry stand: who, what, where, when, how to find it, how it was read.
FIELD_ORDER = (
    "author", "editor", "title", "subtitle", "journal", "booktitle", "series", "volume", "edition", "number", "chapter",
    "type", "pages", "institution", "publisher", "address", "year", "date", "doi", "jurisdiction", "isbn", "issn",
    "url", "note", "langid", "keywords", "consulted", "consulteddate", "consultedvia", "consultednote", "evidence",
    "nation", "annotation",
)  # fmt: skip


def misplaced_field(corpus: Corpus) -> Iterator[Diagnostic]:
    """The fields of an entry do not stand in the order of the other entries.

    This is information. The order is: who, what, where, when, how to find it, how it was read.

    Why: entries of one shape are read, and compared, at a glance.

    Mend: let ``kb check --fix`` put the fields in order; it changes nothing else.

    Wrong: @article{lewis2001older, title = {Older people}, author = {Lewis, Jane}, …}
    Right: @article{lewis2001older, author = {Lewis, Jane}, title = {Older people}, …}
    """
    library = corpus.bibliography
    for entry in library.entries:
        present = list(entry.field_spans)
        usual = sorted(present, key=lambda name: FIELD_ORDER.index(name) if name in FIELD_ORDER else len(FIELD_ORDER))
        if present == usual or not entry.complete:
            continue
        first = next(name for name, other in zip(present, usual, strict=True) if name != other)
        start, end = entry.field_spans[present[0]].start, entry.value_spans[present[-1]].end
        message = f'the fields of "{entry.key}" stand in an unusual order, from "{first}" on'
        hint = f"Usual here: {', '.join(usual)}\nkb check --fix puts them in this order"
        fix = _in_order(library.source.text, entry, present, usual)
        yield at(library.source, start, end, "misplaced-field", message, hint, severity=Severity.INFORMATION, fix=fix)


def _in_order(text: str, entry: Entry, present: list[str], usual: list[str]) -> Fix | None:
    """Return the fields in their usual order, with what stands between them left where it is."""
    written = {name: text[entry.field_spans[name].start : entry.value_spans[name].end] for name in present}
    between = [
        text[entry.value_spans[name].end : entry.field_spans[following].start] for name, following in pairwise(present)
    ]
    if any(each.strip() != "," for each in between):  # something else stands there, such as a field twice
        return None
    pieces = [piece for name, after in zip(usual, [*between, ""], strict=True) for piece in (written[name], after)]
    return Fix("".join(pieces))


def unused_entry(corpus: Corpus) -> Iterator[Diagnostic]:
    """No page cites an entry.

    This is information, not a fault: the bibliography lists such a source as further reading.

    Why: after an edit it may show that a citation was lost.

    Mend: cite the source, or leave it as further reading.

    Wrong: @book{barr2005effective, …}
    Right: Teams learn together [@barr2005effective, abstract].
    """
    if corpus.asked is not None:
        return  # only all pages together can tell
    cited = {cite.key for _, cite in corpus.cites}
    for entry in corpus.bibliography.entries:
        if entry.key not in cited:
            yield at(
                corpus.bibliography.source,
                entry.key_span.start,
                entry.key_span.end,
                "unused-entry",
                f'no page cites "{entry.key}"',
                "Cite it, leave it as further reading, or take it out",
                severity=Severity.INFORMATION,
            )


def _about_key(library: Bibliography, entry: Entry, name: str, message: str, hint: str) -> Diagnostic:
    return at(library.source, entry.key_span.start, entry.key_span.end, name, message, hint)


def _about_field(
    library: Bibliography, entry: Entry, field: str, name: str, message: str, hint: str, replacement: str | None = None
) -> Diagnostic:
    start, end = entry.value_spans[field]
    if library.source.text[start] in '{"' and end - start > 2:  # not the braces
        start, end = start + 1, end - 1
    return at(library.source, start, end, name, message, hint, fix=Fix(replacement) if replacement else None)


def _place(library: Bibliography, entry: Entry) -> str:
    return f"{entry.key} ({library.source.path}:{library.source.position(entry.span.start).line}, {entry.summary})"


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and "." in host and not re.search(r"\s", text)


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        return False
    try:
        date.fromisoformat(text + "-01" * ((10 - len(text)) // 3))
    except ValueError:
        return False
    return True
