"""The styles that UK courses ask for, and the published CSL style that writes each."""

from dataclasses import dataclass
from enum import StrEnum


class System(StrEnum):
    """How a text points to its references."""

    AUTHOR = "author"  # by name in brackets
    NOTE = "note"  # by a footnote that holds the reference
    NUMBER = "number"  # by a number that leads to the list


@dataclass(frozen=True)
class Style:
    """One style of referencing."""

    label: str  # as readers know it
    csl: str  # name of the published CSL style
    system: System

    @property
    def slug(self) -> str:
        """The label as it stands in addresses and attributes: ``apa-7``."""
        return self.label.partition(" (")[0].casefold().replace(" ", "-")


# Vancouver has no single authority: this is the form a British university asks for.
STYLES = (
    Style("Harvard (Cite Them Right)", "harvard-cite-them-right", System.AUTHOR),
    Style("APA 7", "apa", System.AUTHOR),
    Style("Vancouver", "cardiff-university-vancouver", System.NUMBER),
    Style("MHRA", "mhra-notes", System.NOTE),
    Style("OSCOLA", "oscola", System.NOTE),
    Style("Chicago (author-date)", "chicago-author-date", System.AUTHOR),
    Style("MLA 9", "modern-language-association", System.AUTHOR),
)
HARVARD, APA, VANCOUVER, MHRA, OSCOLA, CHICAGO, MLA = STYLES
