"""Read references.bib: the one description of every source.

pybtex reads the syntax. Around it stands what an editor needs: every entry and field with
its place, every syntax error in one pass, and no bad entry that hides a good one.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import latexcodec  # noqa: F401  registers the codec "ulatex"
from pybtex.bibtex.utils import split_name_list
from pybtex.database import Person
from pybtex.database.input.bibtex import LowLevelParser, UndefinedMacro, month_names
from pybtex.scanner import PrematureEOF, PybtexSyntaxError

from kb.citations import Span
from kb.diagnostics import Diagnostic, SourceText, at

# An entry begins on a line of its own. BibTeX does not ask for this; we do, because it lets
# the reader find the next entry after one whose braces do not match.
_ENTRY_START = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
_LOST_AT = re.compile(r"^[ \t]*[A-Za-z]+[ \t]*\{[^\s{},=]+,", re.MULTILINE)
_COMMENT_LINE = re.compile(r"^%[^\n]*", re.MULTILINE)
_LATEX = re.compile(r"[\\~`']|--")
# Fields in which ~ and -- are themselves, as in biblatex.
_VERBATIM = {"url", "doi", "isbn", "consultedvia"}


@dataclass(frozen=True)
class Name:
    """One author or editor: a person, or an organisation in ``literal``."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def short(self) -> str:
        """The name as it stands in running text: family name, or the organisation."""
        return self.literal or " ".join(part for part in (self.particle, self.family) if part)


@dataclass(frozen=True, eq=False)
class Entry:
    """One source. Field values are plain text; field names are in lower case."""

    key: str
    type: str
    fields: dict[str, str]
    span: Span
    key_span: Span
    field_spans: dict[str, Span]  # of the field's name
    names: dict[str, tuple[Name, ...]]  # author, editor
    complete: bool = True  # False where a syntax error may have cost fields

    def get(self, name: str) -> str:
        """Return a field's text, or the empty string."""
        return self.fields.get(name, "")

    @cached_property
    def summary(self) -> str:
        """Return who, when and what, for a hint: ``Glendinning 2002, Policy & Politics``."""
        names = self.names.get("author") or self.names.get("editor") or ()
        who = names[0].short + (" and others" if len(names) > 2 else "") if names else ""
        if len(names) == 2:
            who = f"{names[0].short} and {names[1].short}"
        when = self.get("year")
        title = self.get("journal") or self.get("title")
        head = " ".join(part for part in (who, when) if part)
        # The short title of an Act already has its year.
        return title if self.type == "legislation" else ", ".join(part for part in (head, title) if part)


@dataclass(frozen=True)
class Bibliography:
    """The entries of a BibTeX file, in its order, and what is wrong with its syntax."""

    source: SourceText
    entries: tuple[Entry, ...]
    diagnostics: tuple[Diagnostic, ...]

    @cached_property
    def by_key(self) -> dict[str, Entry]:
        """The entries by cite key; the first of two with one key."""
        found: dict[str, Entry] = {}
        for entry in self.entries:
            found.setdefault(entry.key, entry)
        return found


def load(source: SourceText) -> Bibliography:
    """Read BibTeX. Never raises on bad text: every fault is a ``bib-syntax`` diagnostic."""
    text = _COMMENT_LINE.sub(lambda comment: " " * len(comment[0]), source.text)
    macros = dict(month_names)
    entries: list[Entry] = []
    diagnostics: list[Diagnostic] = []
    starts = [match.start() for match in _ENTRY_START.finditer(text)]
    diagnostics.extend(_stray_text(source, text, 0, starts[0] if starts else len(text)))
    for start, end in pairwise([*starts, len(text)]):
        parser = _EntryParser(text[start:end], macros)
        for command in parser:
            if (entry := _entry(command, parser, start)) is not None:
                entries.append(entry)
                diagnostics.extend(_duplicate_fields(source, parser, start, entry))
        for error, offset in parser.errors:
            diagnostics.append(_syntax_error(source, error, start, offset, end))
        if parser.errors:
            diagnostics.extend(_entries_without_at(source, text, start, end))
        else:
            diagnostics.extend(_stray_text(source, text, start + parser.last_end, end))
    return Bibliography(source, tuple(entries), tuple(diagnostics))


class _EntryParser(LowLevelParser):  # type: ignore[misc]  # pybtex has no types
    """pybtex's parser, which also remembers where fields stand and collects its errors."""

    def __init__(self, text: str, macros: dict[str, str]) -> None:
        super().__init__(text, macros=macros)
        self.errors: list[tuple[PybtexSyntaxError, int]] = []
        self.field_spans: list[tuple[str, Span]] = []
        self.last_end = 0

    def handle_error(self, error: PybtexSyntaxError) -> None:
        self.errors.append((error, self.pos))

    def parse_command(self) -> tuple[object, ...]:
        self.field_spans = []
        result = super().parse_command()
        self.last_end = self.pos
        return result  # type: ignore[no-any-return]

    def parse_field(self) -> None:
        self.eat_whitespace()
        start = self.pos
        super().parse_field()
        if self.current_field_name:
            name = self.current_field_name
            self.field_spans.append((name.lower(), Span(start, start + len(name))))


def _entry(command: tuple[object, ...], parser: _EntryParser, start: int) -> Entry | None:
    name, content = command
    if str(name).lower() in {"string", "preamble", "comment"}:
        return None
    key: str | None
    raw_fields: list[tuple[str, list[str]]]
    key, raw_fields = content  # type: ignore[misc]  # pybtex has no types
    if not key:
        return None
    fields: dict[str, str] = {}
    names: dict[str, tuple[Name, ...]] = {}
    for field_name, values in raw_fields:
        lower = field_name.lower()
        if lower in fields:
            continue
        value = " ".join("".join(values).split())
        fields[lower] = value.strip("{}") if lower in _VERBATIM else plain_text(value)
        if lower in {"author", "editor"}:
            names[lower] = tuple(_names(value))
    command_start = start + parser.command_start
    key_start = parser.text.index(key, parser.command_start + 1 + len(str(name))) + start
    field_spans: dict[str, Span] = {}
    for field_name, span in parser.field_spans:
        field_spans.setdefault(field_name, Span(span.start + start, span.end + start))
    return Entry(
        key=key,
        type=str(name).lower(),
        fields=fields,
        span=Span(command_start, start + parser.pos),
        key_span=Span(key_start, key_start + len(key)),
        field_spans=field_spans,
        names=names,
        complete=not parser.errors,
    )


def _names(value: str) -> Iterator[Name]:
    for part in split_name_list(value):
        if part == "others":  # BibTeX's word for et al.
            yield Name(literal=part)
            continue
        if part.startswith("{") and part.endswith("}"):
            yield Name(literal=plain_text(part))
            continue
        try:
            person = Person(part)
        except Exception:  # pybtex raises several kinds on a name it cannot split
            yield Name(literal=plain_text(part))
            continue
        yield Name(
            family=plain_text(" ".join(person.last_names)),
            given=plain_text(" ".join([*person.first_names, *person.middle_names])),
            particle=plain_text(" ".join(person.prelast_names)),
            suffix=plain_text(" ".join(person.lineage_names)),
        )


@lru_cache(maxsize=4096)  # names of journals and publishers come again and again
def plain_text(value: str) -> str:
    r"""Turn a BibTeX value into the text a reader sees: ``{\AA}hgren`` becomes ``Åhgren``."""
    if _LATEX.search(value):
        # What latexcodec cannot read stays as it was written, visible to the next reader.
        with suppress(ValueError):
            value = str(codecs.getdecoder("ulatex")(value)[0])  # type: ignore[arg-type]  # text to text
            value = value.replace("`", "‘").replace("'", "’")
    value = value.replace("{", "").replace("}", "")
    return unicodedata.normalize("NFC", " ".join(value.split()))


def _duplicate_fields(source: SourceText, parser: _EntryParser, start: int, entry: Entry) -> Iterator[Diagnostic]:
    seen = set()
    for name, span in parser.field_spans:
        if name in seen:
            yield at(
                source,
                start + span.start,
                start + span.end,
                "bib-syntax",
                f'the entry "{entry.key}" has the field "{name}" twice; the first is used',
                "Keep one of the two",
            )
        seen.add(name)


def _syntax_error(source: SourceText, error: PybtexSyntaxError, start: int, offset: int, end: int) -> Diagnostic:
    text = source.text
    if isinstance(error, PrematureEOF):
        # The parser only notices at the end of the entry; the place to look is its beginning.
        line_end = text.find("\n", start, end)
        return at(
            source,
            start,
            line_end if line_end != -1 else end,
            "bib-syntax",
            "this entry does not end: a closing brace or quotation mark is missing",
            "Count the braces of the entry: each { needs its }, and the entry ends with a line }",
        )
    place = min(start + offset, len(text))
    expected = str(error.args[0])
    if isinstance(error, UndefinedMacro):
        message = f'the value "{expected}" has no braces around it'
        hint = f"Write {{{expected}}}"
    elif expected == "entry key expected":
        message = "the entry has no key"
        hint = "Write a key after the opening brace, with a comma: @book{name2020word,"
    else:
        message = f"the entry cannot be read from here: {expected}"
        hint = "Look for a missing comma at the end of the field before, or a brace too many"
    return at(source, place, min(place + 1, len(text)), "bib-syntax", message, hint)


def _entries_without_at(source: SourceText, text: str, start: int, end: int) -> Iterator[Diagnostic]:
    """Report what looks like an entry whose @ was lost, inside a stretch that has errors."""
    for lost in _LOST_AT.finditer(text, start, end):
        yield at(
            source,
            lost.start(),
            lost.end(),
            "bib-syntax",
            "this looks like an entry without its @",
            f"Write @{lost[0].strip()}",
        )


def _stray_text(source: SourceText, text: str, start: int, end: int) -> Iterator[Diagnostic]:
    """Report text outside every entry, which BibTeX would pass over in silence."""
    stray = re.compile(r"\S[^\n]*").search(text, start, end)
    if stray:
        yield at(
            source,
            stray.start(),
            stray.end(),
            "bib-syntax",
            "this text stands outside every entry",
            "An entry begins with @ and its type on a new line; a comment line begins with %",
        )
