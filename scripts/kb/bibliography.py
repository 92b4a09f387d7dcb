"""The bibliography: the one description of every source, read from references.bib."""

from dataclasses import dataclass
from functools import cached_property

from kb.citations import Span
from kb.diagnostics import Diagnostic, SourceText


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
    value_spans: dict[str, Span]  # of the field's value, with its braces
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
    from kb import bibtex  # its parser is loaded only where something is to be parsed

    return bibtex.read(source)
