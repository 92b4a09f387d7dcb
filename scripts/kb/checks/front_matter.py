"""Checks of the front matter of pages."""

from collections.abc import Iterator
from datetime import date

from kb.citations import Span
from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, Fix, Severity, at
from kb.pages import Page, source_url
from kb.schema import validate


def invalid_front_matter(corpus: Corpus) -> Iterator[Diagnostic]:
    """The lines at the top of a page cannot be read, lack a key, or give a value of the wrong form.

    These lines, the front matter, stand between two lines ``---``. Each is a key, a colon, a space
    and a value.

    Why: tables, dates and citations are made from these values.

    Mend: write the value in the form that the message shows. Put quotation marks around a value
    that contains a colon and a space. If a key stands twice, keep one of the two.

    Wrong: reviewed: 21 November
    Right: reviewed: 2026-11-21
    """
    for page in corpus.pages:
        yield from page.diagnostics
        yield from _faults(page, "invalid-front-matter")


def unknown_front_matter_key(corpus: Corpus) -> Iterator[Diagnostic]:
    """A page has a key at its top that no page of its kind can have, most often one that is misspelt.

    Why: what it says would be passed over in silence.

    Mend: take the key that the message suggests, or delete the line.

    Wrong:
    title: Trust
    desciption: What trust between organisations is, and how it is made.
    Right:
    title: Trust
    description: What trust between organisations is, and how it is made.
    """
    for page in corpus.pages:
        yield from _faults(page, "unknown-front-matter-key")


def taken_address(corpus: Corpus) -> Iterator[Diagnostic]:
    """An address under ``moved_from`` is not free: a page or a source is there, or another page gives it too.

    Why: one page only can answer at an address, so a reader who follows an old link would land elsewhere.

    Mend: give the address that this very page had before, as it stood after the address of the site, and once.

    Wrong: moved_from: [concepts/trust/]
    Right: moved_from: [concepts/trust-between-organisations/]
    """
    if not any(page.moved_from for page in corpus.pages):
        return
    there = {source_url(key): corpus.bibliography.source.path for key in corpus.bibliography.by_key}
    there |= {page.url: page.source.path for page in corpus.pages}
    given: dict[str, list[tuple[Page, int]]] = {}
    for page in corpus.pages:
        for index, address in enumerate(page.moved_from):
            given.setdefault(address, []).append((page, index))
    for address, places in given.items():
        for place in places:
            page, index = place
            others = [other.source.path for other, _ in places if (other, _) != place]
            if page in corpus.asked_pages and (address in there or others):
                spans = page.front_matter.spans
                span = spans.get(("moved_from", index)) or spans[("moved_from",)]
                by = f"belongs to {there[address]}" if address in there else f"is given by {others[0]} too"
                hint = "Give the address that this page had before, or delete it here"
                yield at(page.source, span.start, span.end, "taken-address", f'"{address}" {by}', hint)


def _faults(page: Page, name: str) -> Iterator[Diagnostic]:
    if page.diagnostics and not page.front_matter.values:
        return  # already reported: it could not be read
    for fault in validate(page.front_matter.values):
        if fault.name == name:
            spans = page.front_matter.spans
            value = page.front_matter.value_spans.get(fault.path)
            if (
                name == "invalid-front-matter"
                and value
                and "\n" not in page.source.text[value.start : value.end].strip()
            ):
                spans = page.front_matter.value_spans
            # A missing key has no place of its own: its parent's, or the first line.
            span = spans.get(fault.path) or page.front_matter.spans.get(fault.path[:-1]) or Span(0, 3)
            fix = Fix(fault.replacement) if fault.replacement else None
            yield at(page.source, span.start, max(span.end, span.start + 1), name, fault.message, fault.hint, fix=fix)


# Each key that says when something was last looked at, and how much it matters that it is long ago.
# The text of an Act may have stood for years; that the page was looked at may not.
_MAY_BE_OVERDUE = {"reviewed": Severity.WARNING, "as_at": Severity.INFORMATION}


def review_overdue(corpus: Corpus) -> Iterator[Diagnostic]:
    """A page was last reviewed, or the text of its Act last read, more than twelve months ago.

    The first is a warning. The second is information: the page shows the date to its readers.

    Why: law, guidance and evidence change; readers are promised a page somebody looks after.

    Mend: read the page against its sources again, mend what has changed, then put in the day.

    Wrong: reviewed: 2024-01-31
    Right: reviewed: 2026-11-21
    """
    for page in corpus.pages:
        for key, severity in _MAY_BE_OVERDUE.items():
            day = page.front_matter.values.get(key)
            if type(day) is date and (corpus.today - day).days > 366:
                span = page.front_matter.spans[(key,)]
                message = f'"{key}" is {day}, more than twelve months ago'
                hint = "Read the page against its sources again, then put in the day"
                yield at(page.source, span.start, span.end, "review-overdue", message, hint, severity=severity)
