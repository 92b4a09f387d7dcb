"""Checks of the front matter of pages."""

from collections.abc import Iterator
from datetime import date

from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, Severity, at
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


# Each key that says when something was last looked at, and how much it matters that it is long ago.
# The text of an Act may have stood for years; that the page was looked at may not.
_MAY_BE_OVERDUE = {"reviewed": Severity.WARNING, "as_at": Severity.INFORMATION}


def review_overdue(corpus: Corpus) -> Iterator[Diagnostic]:
    """A page was last reviewed, or the text of its Act last read, more than twelve months ago.

    The first is a warning. The second is information: the page shows the date to its readers.

    Why: law, guidance and evidence change; readers are promised a page somebody looks after.

    Wrong: reviewed: 2024-01-31, in 2026
    Right: reviewed: 2026-01-31, in 2026
    """
    for page in corpus.pages:
        for key, severity in _MAY_BE_OVERDUE.items():
            day = page.front_matter.values.get(key)
            if type(day) is date and (corpus.today - day).days > 366:
                span = page.front_matter.spans[(key,)]
                message = f'"{key}" is {day}, more than twelve months ago'
                hint = "Read the page against its sources again, then put in the day"
                yield at(page.source, span.start, span.end, "review-overdue", message, hint, severity=severity)
