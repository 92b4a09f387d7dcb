"""The checks: each is one function that takes the corpus and yields diagnostics.

A check's docstring is its specification, its documentation and its test (see ``kb.documentation``).
Its slug is the function's name with hyphens, and states the fault. It yields faults of that name
and of no other.
"""

from collections.abc import Callable, Iterator

from kb.checks import citing, front_matter, notes, parts, provisions, reading, sources
from kb.corpus import Corpus
from kb.diagnostics import Diagnostic

Check = Callable[[Corpus], Iterator[Diagnostic]]

CHECKS: tuple[Check, ...] = (
    citing.malformed_citation,
    citing.unknown_key,
    citing.locator_outside_range,
    citing.quotation_without_locator,
    citing.unread_source,
    citing.uncited_paragraph,
    provisions.unknown_provision,
    notes.undefined_footnote,
    notes.unused_footnote,
    notes.duplicate_footnote,
    notes.empty_footnote,
    reading.bib_syntax,
    reading.bad_encoding,
    reading.control_character,
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
    sources.unused_entry,
    front_matter.invalid_front_matter,
    front_matter.unknown_front_matter_key,
    front_matter.review_overdue,
    parts.unknown_part,
)


def run(corpus: Corpus) -> list[Diagnostic]:
    """Return every fault of the corpus, in the order of the files."""
    found = (diagnostic for check in CHECKS for diagnostic in check(corpus))
    return sorted(found, key=lambda diagnostic: diagnostic.sort_key)
