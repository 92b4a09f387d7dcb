"""References as readers see them: Harvard in the form of Cite Them Right, 12th edition."""

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from kb.bibliography import Bibliography, Entry
from kb.locators import page_ranges
from kb.referencing import csl, law, processor

STYLE = "harvard-cite-them-right"
OTHER_STYLES = {"APA 7": "apa", "OSCOLA": "oscola", "Vancouver": "cardiff-university-vancouver"}


@dataclass(frozen=True)
class References:
    """The formatted references of a library."""

    library: Bibliography
    formatted: dict[str, str]  # HTML by key, for all but law
    cache_folder: Path

    def html(self, key: str, locator: str = "") -> str:
        """Return the reference of an entry as HTML, naming the place in the source.

        ``locator`` is text as readers see it (``pp. 3–5``). Raises KeyError for a key that
        is not in the library.
        """
        entry = self.library.by_key[key]
        if law.is_law(entry):
            return law.reference(entry, locator)
        reference = self.formatted[key]
        return f"{reference.removesuffix('.')}, {escape(locator)}." if locator else reference

    def in_other_styles(self, key: str) -> dict[str, str]:
        """Return the reference of an entry as HTML in the other styles UK courses use, by their names.

        The published styles write it. Law is given to them by its whole name, and in OSCOLA an
        Act is its short title alone. Raises KeyError for a key that is not in the library.
        """
        entry = self.library.by_key[key]
        shown = {}
        for name, style in OTHER_STYLES.items():
            items = [_item_for(other, style) for other in self.library.by_key.values()]
            reference = processor.format_items(items, style, self.cache_folder)[entry.key]
            # APA's word for a text without a date; that of an Act is in its name.
            shown[name] = reference.replace("Retrieved <a", "<a") if law.is_law(entry) else reference
        return shown


def _item_for(entry: Entry, style: str) -> dict[str, Any]:
    if entry.type not in ("legislation", "jurisdiction"):
        return csl.item(entry)
    if style == "oscola":
        known_as = entry.get("title") if entry.get("chapter") else law.name(entry)
        return {"id": entry.key, "type": "legislation", "title": known_as}
    # APA gives no day of access for a text that a reader can always find in one state.
    return csl.law_item(entry, law.name(entry), accessed=style != "apa")


def load(library: Bibliography, cache_folder: Path) -> References:
    """Format every entry of a library. Raises ProcessorError if the processor fails."""
    entries = [entry for entry in library.by_key.values() if not law.is_law(entry)]
    formatted = processor.format_items([csl.harvard_item(entry) for entry in entries], STYLE, cache_folder)
    corrected = {entry.key: _correct(formatted[entry.key], entry) for entry in entries}
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
