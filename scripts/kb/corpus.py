"""Everything the checks look at: the bibliography and all pages, read once."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from errno import ENOENT
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from kb import bibliography, navigation, pages
from kb.bibliography import Bibliography
from kb.citations import Cite
from kb.diagnostics import Diagnostic, SourceText, at
from kb.kept import Kept
from kb.navigation import NavEntry
from kb.pages import Page

T = TypeVar("T")

# Characters that are never text: Python-Markdown uses two of them for its own marks.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL_BYTES = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32)) + b"\x7f"
_BIBLIOGRAPHY = "references.bib"
_SETTINGS = "mkdocs.yml"


@dataclass(frozen=True)
class Corpus:
    """The sources of the site."""

    root: Path
    bibliography: Bibliography
    pages: tuple[Page, ...]
    diagnostics: tuple[Diagnostic, ...]  # about files as such: their encoding
    settings: SourceText = field(default_factory=lambda: SourceText(_SETTINGS, ""))
    files: frozenset[str] = frozenset()  # everything else in docs/, such as pictures
    today: date = field(default_factory=date.today)
    asked: frozenset[str] | None = None  # paths of the pages whose faults are asked for; None means all

    @cached_property
    def asked_pages(self) -> tuple[Page, ...]:
        """The pages whose faults are asked for. Their links may lead to all the others."""
        return tuple(page for page in self.pages if self.asked is None or page.source.path in self.asked)

    @cached_property
    def nav(self) -> tuple[NavEntry, ...] | None:
        """What the navigation names, or None where there is none and MkDocs lists every page."""
        return navigation.read(self.settings)

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of every file, by its path."""
        sources = (self.settings, self.bibliography.source, *(page.source for page in self.pages))
        return {source.path: source.text for source in sources}

    @cached_property
    def by_name(self) -> dict[str, Page]:
        """The pages by their path within docs/."""
        return {page.name: page for page in self.pages}

    @cached_property
    def cites(self) -> tuple[tuple[Page, Cite], ...]:
        """Every cite of every page, in the order of the pages."""
        return tuple(
            (page, cite) for page in self.pages for citation in page.found.citations for cite in citation.cites
        )


def load(root: Path, kept: Kept | None = None) -> Corpus:
    """Read ``references.bib`` and ``docs/**/*.md`` below a directory; parse what is not ``kept``.

    Folders and files whose name begins with a dot are left out, as MkDocs leaves them out.
    Raises OSError if a file cannot be opened; what stands in a file never raises.
    """
    parsed = kept.parsed if kept else _parse
    paths = list(_paths(root))
    content = {path: (root / path).read_bytes() for path in (_BIBLIOGRAPHY, *filter(is_page, paths))}
    settings = (root / _SETTINGS).read_bytes() if (root / _SETTINGS).exists() else b""
    sources = {path: _decode(path, content[path]) for path in content}
    library = parsed(sources.pop(_BIBLIOGRAPHY), bibliography.load)
    loaded = [parsed(source, _page) for source in sources.values()]
    diagnostics = [fault for path, each in content.items() for fault in _faults(path, each)]
    return Corpus(
        root,
        library,
        tuple(sorted(loaded, key=_folders_first)),
        tuple(diagnostics),
        _decode(_SETTINGS, settings),
        frozenset(path.removeprefix("docs/") for path in paths if not is_page(path)),
    )


def with_files(corpus: Corpus, files: Mapping[str, bytes | None]) -> Corpus:
    """Return a corpus in which some files have other content, by path; None for one that is not there."""
    content = {path: each for path, each in files.items() if each is not None}
    settings = _decode(_SETTINGS, content.pop(_SETTINGS, b"")) if _SETTINGS in files else corpus.settings
    library = corpus.bibliography
    if _BIBLIOGRAPHY in files:
        library = bibliography.load(_decode(_BIBLIOGRAPHY, content.pop(_BIBLIOGRAPHY, b"")))
    loaded = [page for page in corpus.pages if page.source.path not in files]
    loaded += [_page(_decode(path, each)) for path, each in content.items() if is_page(path)]
    diagnostics = [fault for fault in corpus.diagnostics if fault.path not in files]
    diagnostics += [fault for path, each in content.items() if is_page(path) for fault in _faults(path, each)]
    others = {path.removeprefix("docs/") for path in content if not is_page(path)}
    others |= {name for name in corpus.files if f"docs/{name}" not in files}
    pages = tuple(sorted(loaded, key=_folders_first))
    return Corpus(corpus.root, library, pages, tuple(diagnostics), settings, frozenset(others), corpus.today)


def is_source(path: str) -> bool:
    """Tell whether a file, by its path relative to the root, is a part of a corpus."""
    return path in (_BIBLIOGRAPHY, _SETTINGS) or (path.startswith("docs/") and "/." not in path)


def is_page(path: str) -> bool:
    """Tell whether a file in docs/ is a page."""
    return path.endswith(".md")


def _parse(source: SourceText, parse: Callable[[SourceText], T]) -> T:
    return parse(source)


def _page(source: SourceText) -> Page:
    return pages.load(source, source.path.removeprefix("docs/"))


def _folders_first(page: Page) -> list[str]:
    return page.name.split("/")


def _paths(root: Path) -> Iterator[str]:
    """Yield the paths of the files in docs/, relative to the root."""
    docs = root / "docs"
    if not docs.is_dir():
        raise FileNotFoundError(ENOENT, "there is no such folder", str(docs))
    for folder, subfolders, names in os.walk(docs):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        within = Path(folder).relative_to(root).as_posix()
        yield from (f"{within}/{name}" for name in names if not name.startswith("."))


def _decode(path: str, content: bytes) -> SourceText:
    # Undecodable bytes become a replacement character each, so that positions stay usable.
    text = content.decode("utf-8-sig", errors="replace")
    return SourceText(path, text.replace("\r\n", "\n").replace("\r", "\n"))


def _faults(path: str, content: bytes) -> Iterator[Diagnostic]:
    if not _is_utf8(content):
        source = _decode(path, content)
        place = max(source.text.find("\ufffd"), 0)
        hint = "Save the file again with the encoding UTF-8"
        yield at(source, place, place + 1, "bad-encoding", "the file is not UTF-8 text", hint)
    if len(content.translate(None, _CONTROL_BYTES)) != len(content):  # a much faster look than the search
        source = _decode(path, content)
        for control in _CONTROL.finditer(source.text):
            message = f"an invisible control character (U+{ord(control[0]):04X}) stands here"
            hint = "Delete it: it often comes along when text is copied from a PDF or a word processor"
            yield at(source, control.start(), control.end(), "control-character", message, hint)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True
