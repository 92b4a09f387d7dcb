"""Checks of how pages are laid out."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from kb.citations import Span
from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, Severity, at
from kb.pages import Page
from kb.schema import HEADINGS


def missing_heading(corpus: Corpus) -> Iterator[Diagnostic]:
    """A page lacks a heading that every page of its kind has.

    Why: a reader who knows one page knows where to look on the others.

    Mend: add the heading and write the section. Where there is nothing to say, say so in a
    sentence: that nothing was found is worth knowing.

    Wrong:
    kind: coursework

    ## In brief
    Right:
    kind: coursework

    ## In brief

    ## See also
    """
    for page in corpus.pages:
        present = [heading.text for heading in page.headings if heading.level == 2]
        wanted = HEADINGS.get(page.kind, ())
        for heading in wanted:
            if heading not in present:
                close = get_close_matches(heading, [each for each in present if each not in wanted], n=1, cutoff=0.75)
                place = next((each.span for each in page.headings if close and each.text == close[0]), _top(page))
                after = [each for each in wanted[: wanted.index(heading)] if each in present]
                hint = f"Call it ## {heading}" if close else f"Add a line ## {heading}, with its section"
                hint += f", after ## {after[-1]}" if after and not close else ""
                message = f'a page of the kind "{page.kind}" needs the heading "{heading}"'
                yield at(page.source, place.start, place.end, "missing-heading", message, hint)


def heading_jump(corpus: Corpus) -> Iterator[Diagnostic]:
    """A heading is more than one level below the heading before it.

    Why: those who listen to a page find their way by its headings, and a missing level reads as a
    missing section.

    Mend: take away a ``#``, or add the heading that is missing above.

    Wrong:
    ## What it requires

    #### Section 6
    Right:
    ## What it requires

    ### Section 6
    """
    for page in corpus.pages:
        level = 1  # the title of the page
        for heading in page.headings:
            if heading.level > level + 1:
                message = f'"{heading.text}" is a heading of level {heading.level} below one of level {level}'
                hint = f"Write {'#' * (level + 1)} {heading.text}, or add the heading that is missing above it"
                yield at(page.source, heading.span.start, heading.span.end, "heading-jump", message, hint)
            level = heading.level


# Tags for which Markdown has no sign, and which carry nothing but their own meaning.
_ALLOWED = ("kbd", "sub", "sup")
_ALLOWED_TAG = re.compile(rf"</?(?:{'|'.join(_ALLOWED)})>|<(?P<tag>{'|'.join(_ALLOWED)})>[^<]*</(?P=tag)>|<br ?/?>")


def raw_html(corpus: Corpus) -> Iterator[Diagnostic]:
    """A page has a tag of HTML.

    Comments are free. So are ``<kbd>`` for a key, ``<sub>`` and ``<sup>`` for small figures, and
    ``<br>``, the only way to break a line within a table; without attributes, all four.

    Why: a tag can break the page, hide its text from the checks and from search, or load something
    from elsewhere.

    Mend: write it in Markdown: ``**bold**``, ``*italics*``, ``[words](address)``. Put a tag that is
    to be read as it stands between backticks.

    Wrong: This is <b>important</b>.
    Right: This is **important**.
    """
    for page in corpus.pages:
        for tag in page.found.tags:
            written = page.source.text[tag.start : tag.end]
            if not _ALLOWED_TAG.fullmatch(written):
                shown = written if len(written) <= 40 else written[:39] + "…"
                message = f"{' '.join(shown.split())} is a tag of HTML"
                hint = "Write it in Markdown, or put it between backticks if it is to be read as it stands"
                yield at(page.source, tag.start, tag.end, "raw-html", message, hint)


_CONTENT = ("concept", "model", "act", "policy", "case-study", "practice")
_SHORT, _LONG = 700, 1600
_WORD = re.compile(r"\S*?[^\W_]\S*")  # not the marks of lists and tables


def page_length(corpus: Corpus) -> Iterator[Diagnostic]:
    """A content page has fewer than 700 or more than 1,600 words.

    This is information: some subjects need less or more.

    Why: a page is read in about ten minutes, or not to its end.

    Mend: say more where a reader would ask; move what serves another question to its own page.

    Wrong:
    kind: model

    ## In brief

    ## What the evidence says

    ## Limits and disagreement

    ## In practice

    ## For coursework

    ## See also
    Right:
    kind: guide

    ## See also
    """
    for page in corpus.pages:
        if page.kind in _CONTENT:
            words = sum(1 for _ in _WORD.finditer(page.found.prose, page.front_matter.body_start))
            if not _SHORT <= words <= _LONG:
                top = _top(page)
                message = f"the page has {words:,} words; {_SHORT} to {_LONG:,} are usual"
                hint = "Say more where a reader would ask" if words < _SHORT else "Move a part to a page of its own"
                information = Severity.INFORMATION
                yield at(page.source, top.start, top.end, "page-length", message, hint, severity=information)


# The end of a sentence and the beginning of another; not after an initial or a shortened word.
_NEXT_SENTENCE = re.compile(
    r"[.?!](?<![A-Z\d ][.?!])(?<!\b(?:No|Dr|Mr|St|cf|vs)\.)(?<!\b(?:Mrs|e\.g|i\.e)\.)[’”\")]* +(?=[A-Z“‘\"(*])"
)


def several_sentences(corpus: Corpus) -> Iterator[Diagnostic]:
    """Two sentences stand on one line.

    This is information.

    Why: with each sentence on a line of its own, a proposed change shows the sentence that changed.

    Mend: begin a new line after each sentence; on the page they stay one paragraph.

    Wrong: Trust takes time. Success makes it grow.
    Right:
    Trust takes time.
    Success makes it grow.
    """
    for page in corpus.pages:
        prose = page.found.prose
        for end in _NEXT_SENTENCE.finditer(prose, page.front_matter.body_start):
            line = prose.rfind("\n", 0, end.start()) + 1
            if prose[line : line + 1] not in ("|", ">", "[", "#"):
                message = "another sentence begins on this line"
                hint = "Begin a new line here; on the page the two stay one paragraph"
                severity = Severity.INFORMATION
                yield at(page.source, end.end(), end.end() + 1, "several-sentences", message, hint, severity=severity)


def _top(page: Page) -> Span:
    """Return the place of the page's first heading, or of its first line."""
    if page.headings:
        return page.headings[0].span
    return Span(0, max(page.source.text.find("\n"), 1))
