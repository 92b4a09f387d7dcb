"""The checks: each is one function that takes the corpus and yields diagnostics.

A check's docstring is its specification, its documentation and its test (see ``kb.documentation``).
Its slug is the function's name with hyphens, and states the fault. It yields faults of that name
and of no other.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from kb.checks import (
    citing,
    front_matter,
    links,
    names,
    notes,
    parts,
    pictures,
    provisions,
    reading,
    sources,
    structure,
    unwritten,
)
from kb.corpus import Corpus
from kb.diagnostics import Diagnostic

Check = Callable[[Corpus], Iterator[Diagnostic]]

# What these find on a page depends on that page and on the bibliography alone.
PAGE_CHECKS: tuple[Check, ...] = (
    citing.malformed_citation,
    citing.unknown_key,
    citing.locator_outside_range,
    citing.quotation_without_locator,
    citing.unread_source,
    citing.uncited_paragraph,
    notes.undefined_footnote,
    notes.unused_footnote,
    notes.duplicate_footnote,
    notes.empty_footnote,
    notes.missing_space,
    front_matter.invalid_front_matter,
    front_matter.unknown_front_matter_key,
    front_matter.review_overdue,
    parts.unknown_part,
    links.missing_alt_text,
    structure.missing_heading,
    structure.heading_jump,
    structure.raw_html,
    structure.page_length,
    structure.several_sentences,
    names.retired_name,
    unwritten.unwritten_section,
    reading.bad_encoding,
    reading.control_character,
)
# These look at the bibliography alone.
LIBRARY_CHECKS: tuple[Check, ...] = (
    reading.bib_syntax,
    sources.duplicate_key,
    sources.duplicate_work,
    sources.unknown_entry_type,
    sources.unknown_field,
    sources.missing_field,
    sources.bad_field_value,
    sources.bad_doi,
    sources.bad_isbn,
    sources.bad_url,
    sources.bad_date,
    sources.misplaced_field,
)
# These look from one file to another.
WHOLE_CHECKS: tuple[Check, ...] = (
    provisions.unknown_provision,
    links.broken_link,
    links.broken_anchor,
    links.orphan_page,
    front_matter.taken_address,
    sources.unused_entry,
    pictures.picture_without_words,
    pictures.picture_beyond_its_page,
)
CHECKS = PAGE_CHECKS + LIBRARY_CHECKS + WHOLE_CHECKS


def run(corpus: Corpus, changed: Collection[str] | None = None) -> list[Diagnostic]:
    """Return every fault of the corpus, in the order of the files.

    Where the paths of ``changed`` files are given, faults that cannot have come or gone with a
    change of these files may be left out.
    """
    if changed is None or corpus.bibliography.source.path in changed:
        found = [diagnostic for check in CHECKS for diagnostic in check(corpus)]
    else:
        part = replace(corpus, pages=tuple(page for page in corpus.pages if page.source.path in changed))
        found = [diagnostic for check in PAGE_CHECKS for diagnostic in check(part)]
        near = replace(corpus, asked=_pages_near(corpus, changed))
        found += [diagnostic for check in WHOLE_CHECKS for diagnostic in check(near)]
    return sorted(found, key=lambda diagnostic: diagnostic.sort_key)


def _pages_near(corpus: Corpus, changed: Collection[str]) -> frozenset[str] | None:
    """Return the paths of pages in which a change of some files can show; None where that may be any.

    These are the pages that changed, and those that name a file that changed. The page of an Act
    is spoken of by the key of the Act, so a change of such a page can show anywhere.
    """
    if any(page.kind == "act" for page in corpus.pages if page.source.path in changed):
        return None
    # A picture is named without its folder and ending.
    names = {path.rpartition("/")[2].removesuffix(".svg") for path in changed}
    return frozenset(
        page.source.path
        for page in corpus.pages
        if page.source.path in changed or any(name in page.source.text for name in names)
    )
