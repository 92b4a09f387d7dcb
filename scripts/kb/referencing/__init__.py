"""References as readers see them: notes in Harvard (Cite Them Right, 12th edition), every source in every style."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from kb.bibliography import Bibliography, Entry
from kb.locators import page_ranges
from kb.referencing import csl, law, processor
from kb.referencing.processor import Formatted
from kb.referencing.styles import APA, HARVARD, STYLES, Style, System


@dataclass(frozen=True)
class References:
    """The formatted references of a library."""

    library: Bibliography
    formatted: dict[str, Formatted]  # in Harvard, by key, for all but law
    cache_folder: Path

    def html(self, key: str, locator: str = "") -> str:
        """Return the reference of an entry in Harvard as HTML, naming the place in the source.

        ``locator`` is text as readers see it (``pp. 3–5``). Raises KeyError for a key that
        is not in the library.
        """
        entry = self.library.by_key[key]
        if law.is_law(entry):
            return law.reference(entry, locator)
        reference = self.formatted[key].reference
        return f"{reference.removesuffix('.')}, {escape(locator)}." if locator else reference

    def in_styles(self, key: str) -> dict[Style, Formatted]:
        """Return an entry in each style, as its published style writes it.

        Law is given to the styles by its whole name, and in the styles of footnotes has the form of OSCOLA.
        Raises KeyError for a key that is not in the library.
        """
        entry = self.library.by_key[key]
        shown = {style: formatted[key] for style, formatted in self._in_other_styles.items()}
        shown[HARVARD] = Formatted(self.html(key), law.in_text(entry)) if law.is_law(entry) else self.formatted[key]
        if entry.type in law.TYPES:
            shown = {style: _law_in(style, one.reference, entry) for style, one in shown.items()}
        return {style: replace(shown[style], in_text=_standing_alone(shown[style].in_text, style)) for style in STYLES}

    @cached_property
    def _in_other_styles(self) -> dict[Style, dict[str, Formatted]]:
        """The whole library in every style but Harvard; formatted only where it is asked for."""
        entries = self.library.by_key.values()
        return {
            style: processor.format_items([_item_for(entry, style) for entry in entries], style.csl, self.cache_folder)
            for style in STYLES
            if style is not HARVARD
        }


def _law_in(style: Style, reference: str, entry: Entry) -> Formatted:
    if style.system is System.NOTE:
        # MHRA sends writers to OSCOLA for law.
        return Formatted(law.oscola(entry), f"{law.oscola(entry)}.")
    # APA's word for a text without a date; that of an Act is in its name.
    return Formatted(reference.replace("Retrieved <a", "<a"), law.in_text(entry))


def _standing_alone(in_text: str, style: Style) -> str:
    """Return a number as that of the first source: which it is depends on the reader's own list."""
    return "(1)" if style.system is System.NUMBER else in_text


def _item_for(entry: Entry, style: Style) -> dict[str, Any]:
    if entry.type not in law.TYPES:
        return csl.item(entry)
    # APA gives no day of access for a text that a reader can always find in one state.
    return csl.law_item(entry, law.name(entry), accessed=style is not APA)


def load(library: Bibliography, cache_folder: Path) -> References:
    """Format every entry of a library. Raises ProcessorError if the processor fails."""
    entries = [entry for entry in library.by_key.values() if not law.is_law(entry)]
    formatted = processor.format_items([csl.harvard_item(entry) for entry in entries], HARVARD.csl, cache_folder)
    corrected = {
        entry.key: replace(formatted[entry.key], reference=_correct(formatted[entry.key].reference, entry))
        for entry in entries
    }
    return References(library, corrected, cache_folder)


def _correct(reference: str, entry: Entry) -> str:
    """Mend what the published style gets wrong for Cite Them Right."""
    # BibTeX's "and others": the names that follow were not seen, or are left out.
    reference = re.sub(r"(?:,| and) others(?= \()", " <em>et al.</em>", reference, count=1)
    if entry.type == "article":
        # The style takes every article without volume and pages for a preprint.
        reference = reference.replace(" [Preprint]", "")
        # A single number is the number of an article published online, not a page of it.
        pages = entry.get("pages")
        if pages and not any(first < last for first, last in page_ranges(pages)):
            reference = re.sub(rf", pp?\. (?={re.escape(escape(pages))})", ", ", reference)
    if entry.type == "incollection":
        # No comma before the last of several editors; "in" also where no editor is named.
        reference = re.sub(r"(’, in [^<]*), and ([^<]*\(eds\))", r"\1 and \2", reference)
        if "editor" not in entry.names:
            reference = reference.replace("’, <em>", "’, in <em>", 1)
    return reference
