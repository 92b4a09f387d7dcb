"""Everything the checks look at: the bibliography and all pages, read once."""

import os
import re
from dataclasses import dataclass, field
from datetime import date
from errno import ENOENT
from functools import cached_property
from pathlib import Path

from kb import bibliography, pages
from kb.bibliography import Bibliography
from kb.citations import Cite
from kb.diagnostics import Diagnostic, SourceText, at
from kb.pages import Page

# Characters that are never text: Python-Markdown uses two of them for its own marks.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Corpus:
    """The sources of the site."""

    root: Path
    bibliography: Bibliography
    pages: tuple[Page, ...]
    diagnostics: tuple[Diagnostic, ...]  # about files as such: their encoding
    today: date = field(default_factory=date.today)

    @cached_property
    def cites(self) -> tuple[tuple[Page, Cite], ...]:
        """Every cite of every page, in the order of the pages."""
        return tuple(
            (page, cite) for page in self.pages for citation in page.found.citations for cite in citation.cites
        )


def load(root: Path) -> Corpus:
    """Read ``references.bib`` and ``docs/**/*.md`` below a directory.

    Folders and files whose name begins with a dot are left out, as MkDocs leaves them out.
    Raises OSError if a file cannot be opened; what stands in a file never raises.
    """
    diagnostics: list[Diagnostic] = []
    source = _read(root, root / "references.bib", diagnostics)
    library = bibliography.load(source)
    loaded = tuple(
        pages.load(_read(root, path, diagnostics), path.relative_to(root / "docs").as_posix())
        for path in _markdown_files(root / "docs")
    )
    return Corpus(root, library, loaded, tuple(diagnostics))


def _markdown_files(docs: Path) -> list[Path]:
    if not docs.is_dir():
        raise FileNotFoundError(ENOENT, "there is no such folder", str(docs))
    found: list[Path] = []
    for folder, subfolders, names in os.walk(docs):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        found.extend(Path(folder, name) for name in sorted(names) if name.endswith(".md") and not name.startswith("."))
    return sorted(found)


def _read(root: Path, path: Path, diagnostics: list[Diagnostic]) -> SourceText:
    content = path.read_bytes()
    name = path.relative_to(root).as_posix()
    # Undecodable bytes become a replacement character each, so that positions stay usable.
    text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    source = SourceText(name, text)
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        place = max(text.find("\ufffd"), 0)
        diagnostics.append(
            at(
                source,
                place,
                place + 1,
                "bad-encoding",
                "the file is not UTF-8 text",
                "Save the file again with the encoding UTF-8",
            )
        )
    for control in _CONTROL.finditer(text):
        diagnostics.append(
            at(
                source,
                control.start(),
                control.end(),
                "control-character",
                f"an invisible control character (U+{ord(control[0]):04X}) stands here",
                "Delete it: it often comes along when text is copied from a PDF or a word processor",
            )
        )
    return source
