"""Checks of the front matter of pages."""

from collections.abc import Iterator

from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, at
from kb.schema import validate


def invalid_front_matter(corpus: Corpus) -> Iterator[Diagnostic]:
    """The front matter lacks a key, or a value is not of the form the key needs.

    A key the page cannot have is reported as ``unknown-front-matter-key``. Front matter that
    cannot be read at all, or that has a key twice, is reported when the page is read.

    Why: tables, dates and citations are made from these values.

    Wrong: reviewed: 21 November
    Right: reviewed: 2026-11-21
    """
    for page in corpus.pages:
        if page.diagnostics and not page.front_matter.values:
            continue  # already reported: it could not be read
        for fault in validate(page.front_matter.values):
            span = page.front_matter.spans.get(fault.path)
            # A missing key has no place of its own: its parent's, or the first line.
            span = span or page.front_matter.spans.get(fault.path[:-1])
            start, end = (span.start, span.end) if span else (0, 3)
            yield at(page.source, start, end, fault.name, fault.message, fault.hint)
