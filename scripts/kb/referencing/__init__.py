"""References as readers see them: Harvard in the form of Cite Them Right, 12th edition."""

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from kb.bibliography import Bibliography, Entry
from kb.locators import page_ranges
from kb.referencing import csl, law, processor

STYLE = "harvard-cite-them-right"


@dataclass(frozen=True)
class References:
    """The formatted references of a library."""

    library: Bibliography
    formatted: dict[str, str]  # HTML by key, for all but law

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


def load(library: Bibliography, cache_folder: Path) -> References:
    """Format every entry of a library. Raises ProcessorError if the processor fails."""
    entries = [entry for entry in library.by_key.values() if not law.is_law(entry)]
    formatted = processor.format_items([csl.item(entry) for entry in entries], STYLE, cache_folder)
    return References(library, {entry.key: _correct(formatted[entry.key], entry) for entry in entries})


def _correct(reference: str, entry: Entry) -> str:
    """Mend what the published style gets wrong for Cite Them Right, or for a note on its own."""
    # 2018a, "no date b": the letter tells works apart in a student's own list, not in ours.
    reference = re.sub(r"\((\d{4}|no date )[a-z]{1,2}\)", lambda year: f"({year[1].strip()})", reference, count=1)
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
