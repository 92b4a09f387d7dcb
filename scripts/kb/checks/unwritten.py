"""Checks of what an author meant to write and has not written yet."""

from collections.abc import Iterator
from itertools import pairwise

from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, Severity, at


def unwritten_section(corpus: Corpus) -> Iterator[Diagnostic]:
    """A heading has no text below it. This is information, so that a page can be begun.

    A page that ``kb new`` has just made is full of them.

    Why: a reader who chooses the heading finds nothing, and cannot tell whether there is nothing
    to say or nobody has said it.

    Mend: write the section. Where nothing was found, say so, because that is worth knowing. Take
    out a heading that the page does not need.

    Wrong:
    ## See also

    <!-- Links to other pages. -->
    Right:
    ## See also

    - [Trust](concepts/trust.md)
    """
    for page in corpus.pages:
        prose = page.found.prose
        bounds = pairwise([*(start for start, _ in page.sections), len(prose)])
        for (start, end), (_, title) in zip(bounds, page.sections, strict=True):
            heading_end = prose.find("\n", start, end)
            below = slice(heading_end if heading_end != -1 else end, end)
            comments = (
                page.source.text[each.start : each.end] for each in page.found.comments if start <= each.start < end
            )
            if not prose[below].strip() and not any("generate:" in comment for comment in comments):
                message = f'there is no text below the heading "{title}"'
                hint = "Write the section, or take out its heading"
                yield at(
                    page.source, start, below.start, "unwritten-section", message, hint, severity=Severity.INFORMATION
                )
