"""Checks of the explanatory notes in pages."""

from collections.abc import Iterator
from difflib import get_close_matches

from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, Fix, at


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
                yield at(
                    page.source,
                    reference.span.start,
                    reference.span.end,
                    "undefined-footnote",
                    f'there is no note "{reference.name}" on this page',
                    f"did you mean [^{close[0]}]?"
                    if close
                    else f"Write the note on a line of its own: [^{reference.name}]: text of the note",
                    fix=Fix(f"[^{close[0]}]") if close else None,
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
