"""The pictures: SVG files in docs/assets/pictures/, drawn by hand, that are put into pages.

A picture stands in the page itself and not in a file of its own, so that it takes the page's
colours, in light, in dark and on paper. Its ``<title>`` becomes the caption; its ``<desc>`` says
in words what it shows.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from kb.diagnostics import SourceText

FOLDER = "docs/assets/pictures"
_REQUEST = re.compile(r"<!--\s*generate:\s*picture\s+(?P<name>\S+)\s*-->")
_NAMESPACE = re.compile(r"^\{[^}]*\}")


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture as it was read."""

    name: str
    source: SourceText

    @cached_property
    def svg(self) -> Element | None:
        """The drawing with plain names of elements; None where the file is not XML."""
        try:
            drawing = ElementTree.fromstring(self.source.text)  # noqa: S314  our own files
        except ElementTree.ParseError:
            return None
        for element in drawing.iter():
            element.tag = _NAMESPACE.sub("", str(element.tag))
        return drawing

    @property
    def title(self) -> str:
        """What the picture is, for its caption; empty where it says nothing."""
        return self._words_of("title")

    @property
    def description(self) -> str:
        """What the picture shows, for whoever does not see it; empty where it says nothing."""
        return self._words_of("desc")

    @property
    def labels(self) -> list[str]:
        """The texts that stand in the picture."""
        texts = self.svg.iter("text") if self.svg is not None else ()
        return [" ".join("".join(text.itertext()).split()) for text in texts]

    def _words_of(self, tag: str) -> str:
        return " ".join((self.svg.findtext(tag) or "").split()) if self.svg is not None else ""


def asked_for(comment: str) -> str:
    """Return the name of the picture that a comment asks for; empty where it asks for none."""
    match = _REQUEST.fullmatch(comment)
    return match["name"] if match else ""


def load(root: Path, name: str) -> Picture | None:
    """Read a picture below the root of the sources; None where there is none of this name."""
    path = root / FOLDER / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        return None
    return Picture(name, SourceText(f"{FOLDER}/{name}.svg", path.read_text(encoding="utf-8", errors="replace")))


def names(root: Path) -> list[str]:
    """Return the names of all pictures."""
    return sorted(path.stem for path in (root / FOLDER).glob("*.svg"))
