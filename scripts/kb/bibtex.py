"""Read BibTeX: every entry and field with its place, and every syntax error in one pass.

pybtex reads the syntax. Around it stands what an editor needs: no bad entry hides a good one.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import pairwise

from pybtex.bibtex.utils import split_name_list
from pybtex.database import Person
from pybtex.database.input.bibtex import LowLevelParser, UndefinedMacro, month_names
from pybtex.scanner import PrematureEOF, PybtexSyntaxError

from kb.bibliography import Bibliography, Entry, Name
from kb.citations import Span
from kb.diagnostics import Diagnostic, SourceText, at

# An entry begins on a line of its own. BibTeX does not ask for this; we do, because it lets
# the reader find the next entry after one whose braces do not match.
_ENTRY_START = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
_LOST_AT = re.compile(r"^[ \t]*[A-Za-z]+[ \t]*\{[^\s{},=]+,", re.MULTILINE)
_COMMENT_LINE = re.compile(r"^%[^\n]*", re.MULTILINE)
# What TeX reads as another character, where no command stands; in this order.
_TEX_SIGNS = {"~": " ", "---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "'": "’"}
_PER_CENT = re.compile(r"(?<!\\)%")
# Fields in which ~ and -- are themselves, as in biblatex.
VERBATIM = {"url", "doi", "isbn", "consultedvia"}


def read(source: SourceText) -> Bibliography:
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
        self.field_spans: list[tuple[str, Span, Span]] = []  # name, where it stands, where its value stands
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
            name_end = start + len(name)
            value = self.text[name_end : self.pos].lstrip("= \t\r\n").rstrip()
            value_start = self.text.index(value, name_end)
            spans = Span(start, name_end), Span(value_start, value_start + len(value))
            self.field_spans.append((name.lower(), *spans))


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
        fields[lower] = value.strip("{}") if lower in VERBATIM else plain_text(value)
        if lower in {"author", "editor"}:
            names[lower] = tuple(_names(value))
    command_start = start + parser.command_start
    key_start = parser.text.index(key, parser.command_start + 1 + len(str(name))) + start
    field_spans: dict[str, Span] = {}
    value_spans: dict[str, Span] = {}
    for field_name, span, value_span in parser.field_spans:
        field_spans.setdefault(field_name, Span(span.start + start, span.end + start))
        value_spans.setdefault(field_name, Span(value_span.start + start, value_span.end + start))
    return Entry(
        key=key,
        type=str(name).lower(),
        fields=fields,
        span=Span(command_start, start + parser.pos),
        key_span=Span(key_start, key_start + len(key)),
        field_spans=field_spans,
        value_spans=value_spans,
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
    if "\\" in value:
        import latexcodec  # noqa: F401  registers the codec "ulatex"

        # What latexcodec cannot read stays as it was written, visible to the next reader.
        # For TeX a bare % begins a comment; here it is a per cent sign.
        with suppress(ValueError):
            value = str(codecs.getdecoder("ulatex")(_PER_CENT.sub(r"\%", value))[0])  # type: ignore[arg-type]
    for written, meant in _TEX_SIGNS.items():
        value = value.replace(written, meant)
    value = value.replace("{", "").replace("}", "")
    return unicodedata.normalize("NFC", " ".join(value.split()))


def _duplicate_fields(source: SourceText, parser: _EntryParser, start: int, entry: Entry) -> Iterator[Diagnostic]:
    seen = set()
    for name, span, _ in parser.field_spans:
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
        message = "the entry cannot be read from here on"
        hint = "Most often a comma is missing at the end of the line above, or a brace is one too many"
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
