"""What is wrong, where, and how to mend it: the record every check reports."""

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Severity(StrEnum):
    """How much a diagnostic matters.

    An error stops the build. A warning is printed and does not. Information is counted,
    and listed on request: it describes the collection rather than a mistake in it.
    """

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, order=True)
class Position:
    """A place in a text: line and column, both counted from 1, in characters."""

    line: int
    column: int


class SourceText:
    """A text that knows its path and turns character offsets into positions."""

    def __init__(self, path: str, text: str) -> None:
        """Take the path to show to people (relative, with forward slashes) and the text."""
        self.path = path
        self.text = text

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(line_break.end() for line_break in re.finditer("\n", self.text))]

    def position(self, offset: int) -> Position:
        """Return the position of a character offset (counted from 0)."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Return the text of a line (counted from 1), without its line break."""
        start = self._line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end != -1 else len(self.text)]


@dataclass(frozen=True)
class Fix:
    """The one safe mend of a fault: put ``replacement`` where the diagnostic's span is."""

    replacement: str


@dataclass(frozen=True)
class Diagnostic:
    """One fault, at one place."""

    path: str
    start: Position
    end: Position  # the first position after the fault
    name: str  # slug of the check, which states the fault
    severity: Severity
    message: str
    hint: str = ""
    fix: Fix | None = None
    excerpt: str = ""  # the line on which the fault begins

    @property
    def explanation(self) -> str:
        """What is wrong, and below it how to mend it."""
        return f"{self.message}\n{self.hint}".strip()

    @property
    def sort_key(self) -> tuple[str, Position, str, str]:
        """Order of the reading: by file, then place, then name."""
        return (self.path, self.start, self.name, self.message)


def at(
    source: SourceText,
    start: int,
    end: int,
    name: str,
    message: str,
    hint: str = "",
    *,
    severity: Severity = Severity.ERROR,
    fix: Fix | None = None,
) -> Diagnostic:
    """Make a diagnostic for the characters from ``start`` up to ``end`` of a source text."""
    place = source.position(start)
    excerpt = source.line(place.line)
    return Diagnostic(source.path, place, source.position(end), name, severity, message, hint, fix, excerpt)


def as_text(diagnostics: Iterable[Diagnostic]) -> str:
    """Write diagnostics for people: ``path:line:column name message``, the source line, the hint."""
    lines = []
    for found in diagnostics:
        label = "" if found.severity is Severity.ERROR else f"{found.severity}: "
        lines.append(f"{found.path}:{found.start.line}:{found.start.column} {found.name} {label}{found.message}")
        lines.extend(_marked(found))
        lines.extend(f"    {line}" for line in found.hint.splitlines())
    return "\n".join(_printable(line) for line in lines)


_BEFORE, _WIDTH = 40, 90  # characters shown before a fault in a long line, and in all


def _marked(found: Diagnostic) -> Iterator[str]:
    """Yield the source line, cut to a readable length, and below it carets under the fault."""
    if not found.excerpt.strip():
        return
    column = found.start.column - 1
    first = max(0, column - _BEFORE) if len(found.excerpt) > _WIDTH else 0
    shown = found.excerpt[first : first + _WIDTH]
    end = found.end.column - 1 if found.end.line == found.start.line else len(found.excerpt)
    carets = max(1, min(end, first + len(shown)) - column)
    more, still_more = "… " if first else "", " …" if len(found.excerpt) > first + _WIDTH else ""
    margin = f"{found.start.line:>6} | "
    yield f"{margin}{more}{shown}{still_more}"
    yield " " * (len(margin) - 2) + "| " + " " * (len(more) + column - first) + "^" * carets


def _printable(line: str) -> str:
    """Put a sign for what a terminal would obey rather than show: tabs, escapes, marks of direction."""
    return line if line.isprintable() else "".join(sign if sign.isprintable() else "·" for sign in line)


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Write diagnostics for programs: a list of objects, one fault each."""
    return json.dumps(
        [
            {
                "path": found.path,
                "line": found.start.line,
                "column": found.start.column,
                "end_line": found.end.line,
                "end_column": found.end.column,
                "name": found.name,
                "severity": found.severity,
                "message": found.message,
                "hint": found.hint,
                "fix": found.fix.replacement if found.fix else None,
            }
            for found in diagnostics
        ],
        indent=2,
        ensure_ascii=False,
    )


def counts(diagnostics: Iterable[Diagnostic]) -> Counter[Severity]:
    """Count diagnostics by severity."""
    return Counter(found.severity for found in diagnostics)
