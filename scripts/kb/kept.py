"""Parsed files kept from one run to the next, so that a run parses only what has changed.

A file is known by its path and its whole text, and all is forgotten when the code that parses
changes: what is kept is what parsing again would give.
"""

import io
import os
import pickle  # only classes of our own are let in, see _Reader
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from kb.diagnostics import SourceText

T = TypeVar("T")

_CODE = Path(__file__).parent
_PARSED_BY = ("bibliography", "bibtex", "citations", "diagnostics", "locators", "pages")
# Dependencies are pinned there, and decide too what parsing gives.
_PINS = _CODE.parent.parent / "pyproject.toml"


class Kept:
    """What was parsed before, by the digest of a file's path and text."""

    def __init__(self, path: Path) -> None:
        """Read a file written by ``save``; one that is missing, old or damaged holds nothing."""
        self._path = path
        self._stamp = _stamp()
        self._before = _read(path, self._stamp)
        self._now: dict[bytes, Any] = {}
        self._characters = self._new_characters = 0

    def parsed(self, source: SourceText, parse: Callable[[SourceText], T]) -> T:
        """Return what parsing a text gives."""
        digest = blake2b(f"{source.path}\0{source.text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
        self._characters += len(source.text)
        if digest not in self._before:
            self._new_characters += len(source.text)
            self._before[digest] = parse(source)
        found: T = self._before[digest]
        self._now[digest] = found
        return found

    def save(self) -> None:
        """Write what this run used. Where little is new, parsing it again costs less than writing all."""
        if self._new_characters * 10 <= self._characters:
            return
        with suppress(OSError, RecursionError):  # then the next run parses again
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new = self._path.with_suffix(f".{os.getpid()}")
            new.write_bytes(self._stamp + pickle.dumps(self._now, pickle.HIGHEST_PROTOCOL))
            new.replace(self._path)


def unpickled(content: bytes) -> Any:
    """Return what was pickled, if it consists of records of the parsers; else raise UnpicklingError."""
    return _Reader(io.BytesIO(content)).load()


class _Reader(pickle.Unpickler):
    """A reader that makes nothing but records of the parsers, whoever wrote the file."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name)
        ours = module in {f"kb.{part}" for part in _PARSED_BY} and isinstance(found, type)
        if (ours and found.__module__ == module) or (module, name) == ("datetime", "date"):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no record of a parser")


def _stamp() -> bytes:
    stamp = blake2b(sys.version.encode(), digest_size=16)
    for path in (*(_CODE / f"{part}.py" for part in _PARSED_BY), _PINS):
        stamp.update(path.read_bytes() if path.exists() else b"")
    return stamp.digest()


def _read(path: Path, stamp: bytes) -> dict[bytes, Any]:
    try:
        content = path.read_bytes()
        if content.startswith(stamp):
            return dict(unpickled(content[len(stamp) :]))
    except Exception:  # noqa: S110  a damaged file raises nearly anything, and is as good as none
        pass
    return {}
