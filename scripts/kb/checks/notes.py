"""Checks of the explanatory notes in pages."""

from collections.abc import Iterator
from difflib import get_close_matches

from kb.citations import Span
from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, Fix, Severity, SourceText, at
from kb.spelling import meant


def undefined_footnote(corpus: Corpus) -> Iterator[Diagnostic]:
    """A note is referred to but not written.

    Why: the reader would be sent to a note that is not there.

    Mend: write the note on a line of its own, ``[^name]: text``, or correct the name.

    Wrong: The Act has two parts.[^parts]
    Right: The Act has two parts.[^parts]

    [^parts]: A third was repealed.
    """
    for page in corpus.pages:
        defined = [definition.name for definition in page.found.definitions]
        for reference in page.found.references:
            if reference.name not in defined:
                close = get_close_matches(reference.name, set(defined), n=1)
                slip = meant(reference.name, defined)
                yield at(
                    page.source,
                    reference.span.start,
                    reference.span.end,
                    "undefined-footnote",
                    f'there is no note "{reference.name}" on this page',
                    f"did you mean [^{close[0]}]?"
                    if close
                    else f"Write the note on a line of its own: [^{reference.name}]: text of the note",
                    fix=Fix(f"[^{slip}]") if slip and [slip] == close else None,
                )


def unused_footnote(corpus: Corpus) -> Iterator[Diagnostic]:
    """A note is written but nothing refers to it.

    Why: nobody would ever read it.

    Mend: put ``[^name]`` where the note belongs, or delete the note.

    Wrong: The Act has two parts.

    [^parts]: A third was repealed.
    Right: The Act has two parts.[^parts]

    [^parts]: A third was repealed.
    """
    for page in corpus.pages:
        referred = {reference.name for reference in page.found.references}
        for definition in page.found.definitions:
            if definition.name not in referred:
                yield at(
                    page.source,
                    definition.label_span.start,
                    definition.label_span.end,
                    "unused-footnote",
                    f'nothing on this page refers to the note "{definition.name}"',
                    f"Put [^{definition.name}] where the note belongs, or delete the note",
                )


def duplicate_footnote(corpus: Corpus) -> Iterator[Diagnostic]:
    """Two notes of a page have the same name.

    Why: only one of them could be shown.

    Mend: give one of the two another name, in the note and in the sentence that refers to it.

    Wrong: One.[^n] Two.[^n]

    [^n]: First.

    [^n]: Second.
    Right: One.[^first] Two.[^second]

    [^first]: First.

    [^second]: Second.
    """
    for page in corpus.pages:
        lines: dict[str, int] = {}
        for definition in page.found.definitions:
            line = page.source.position(definition.label_span.start).line
            if definition.name in lines:
                yield at(
                    page.source,
                    definition.label_span.start,
                    definition.label_span.end,
                    "duplicate-footnote",
                    f'the note "{definition.name}" is already written on line {lines[definition.name]}',
                    "Give one of the two another name, here and where it is referred to",
                )
            lines.setdefault(definition.name, line)


def empty_footnote(corpus: Corpus) -> Iterator[Diagnostic]:
    """A note has a name but no text.

    Why: the reader follows a number and finds nothing.

    Mend: write the text after the colon. Further paragraphs of a note are indented by four spaces.

    Wrong: The Act has two parts.[^parts]

    [^parts]:
    Right: The Act has two parts.[^parts]

    [^parts]: A third was repealed.
    """
    for page in corpus.pages:
        for definition in page.found.definitions:
            body = page.source.text[definition.body_span.start : definition.body_span.end]
            if not body.strip():
                yield at(
                    page.source,
                    definition.label_span.start,
                    definition.label_span.end,
                    "empty-footnote",
                    f'the note "{definition.name}" has no text',
                    "Write the text after the colon; further paragraphs are indented by four spaces",
                )


def missing_space(corpus: Corpus) -> Iterator[Diagnostic]:
    """A citation touches the word before it, or the text of a note touches the colon before it.

    This is a warning: the page would still be right.

    Why: the next editor reads the source of the page, and other tools read it more strictly.

    Mend: put a space between the two; ``kb check --fix`` does it.

    Wrong: The term is vague[@glendinning2002partnerships, abstract].
    Right: The term is vague [@glendinning2002partnerships, abstract].
    """
    for page in corpus.pages:
        text = page.source.text
        for citation in page.found.citations:
            start, end = citation.span
            if start and text[start - 1] not in ' \t\n([*_"“‘|;':
                fix = Fix(" " + text[start:end])
                yield _crowded(page.source, citation.span, "a space is missing before this citation", fix)
        for note in page.found.definitions:
            start, end = note.label_span
            if text[end : end + 1].strip():
                fix = Fix(text[start:end] + " ")
                yield _crowded(page.source, note.label_span, "a space is missing after this colon", fix)


def _crowded(source: SourceText, span: Span, message: str, fix: Fix) -> Diagnostic:
    hint = "Put a space here, or let kb check --fix do it"
    return at(source, span.start, span.end, "missing-space", message, hint, severity=Severity.WARNING, fix=fix)
