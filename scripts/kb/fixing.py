"""Apply the mends of diagnostics to the files they are about."""

import codecs
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path

from kb.diagnostics import Diagnostic, Position

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


def fixed(root: Path, found: Iterable[Diagnostic], already: dict[str, bytes]) -> dict[str, bytes]:
    """Return the new content of every file that a fix changes.

    ``already`` is what earlier fixes made of files; the others are read from disk.
    """
    by_path: dict[str, list[Diagnostic]] = defaultdict(list)
    for diagnostic in found:
        if diagnostic.fix:
            by_path[diagnostic.path].append(diagnostic)
    changed = {}
    for path, diagnostics in by_path.items():
        content = already[path] if path in already else (root / path).read_bytes()
        new = _apply(content, diagnostics)
        if new != content:
            changed[path] = new
    return changed


def _apply(content: bytes, diagnostics: Iterable[Diagnostic]) -> bytes:
    """Put each replacement where its diagnostic points; line breaks and all else stay as they are."""
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    try:
        text = content[len(mark) :].decode()
    except UnicodeDecodeError:
        return content  # writing it again would lose what cannot be read
    breaks = list(_LINE_BREAK.finditer(text))
    starts = [0, *(each.end() for each in breaks)]
    line_break = breaks[0][0] if breaks else "\n"

    def offset(position: Position) -> int:
        return starts[position.line - 1] + position.column - 1

    pieces, end = [], 0
    for diagnostic in sorted(diagnostics, key=lambda each: each.start):
        start = offset(diagnostic.start)
        if diagnostic.fix and start >= end:  # one that overlaps the fix before it waits for the next round
            pieces += [text[end:start], diagnostic.fix.replacement.replace("\n", line_break)]
            end = offset(diagnostic.end)
    return mark + ("".join(pieces) + text[end:]).encode()


def difference(root: Path, changed: dict[str, bytes]) -> Iterator[str]:
    """Yield the lines of a unified diff between the files on disk and their new content."""
    for path, content in sorted(changed.items()):
        before = (root / path).read_bytes().decode(errors="replace").splitlines()
        after = content.decode(errors="replace").splitlines()
        yield from unified_diff(before, after, f"a/{path}", f"b/{path}", lineterm="")


def write(root: Path, changed: dict[str, bytes]) -> None:
    """Write the new content of files, each whole or not at all."""
    for path, content in changed.items():
        target = (root / path).resolve()
        new = target.with_name(f".{target.name}.new")
        new.write_bytes(content)
        new.chmod(target.stat().st_mode)
        new.replace(target)
