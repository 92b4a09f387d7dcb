"""Checks of the citations in pages."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache

from kb.bibliography import Bibliography, Entry
from kb.citations import Citation
from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, Fix, at
from kb.locators import page_ranges
from kb.spelling import meant

# How far a source must have been read to carry a claim.
READ = ("full text", "extract", "abstract")
_SEEN = {
    "record": "only its record in a catalogue was seen",
    "secondary": "only what others say of it was seen",
}
FURTHER_READING = ("See also", "Further reading")


def malformed_citation(corpus: Corpus) -> Iterator[Diagnostic]:
    """Something meant as a citation or note cannot be read as one.

    Why: it would appear on the page as it was typed, and the claim would have no source.

    Mend: write the key of an entry after an @, in square brackets, and a semicolon between two
    sources: ``[@key, p. 3; @other, abstract]``. Put a backslash before the bracket if it is not
    meant as a citation.

    Wrong: The term is vague [@glendinning2002partnerships, abstract; ].
    Right: The term is vague [@glendinning2002partnerships, abstract].
    """
    for page in corpus.pages:
        for fault in page.found.malformed:
            fix = Fix(fault.replacement) if fault.replacement else None
            start, end = fault.span
            yield at(page.source, start, end, "malformed-citation", fault.message, fault.hint, fix=fix)
        for bare in page.found.bare_keys:
            if bare.key in corpus.bibliography.by_key:
                yield at(
                    page.source,
                    bare.span.start,
                    bare.span.end,
                    "malformed-citation",
                    f'"@{bare.key}" stands outside square brackets',
                    f"Write [@{bare.key}], or \\@{bare.key} if it is not a citation",
                )


def unknown_key(corpus: Corpus) -> Iterator[Diagnostic]:
    """A citation names a key that references.bib does not have.

    Why: the reader could not find the source of the claim.

    Mend: take the key that the message suggests, if it names the source you mean; otherwise
    describe the source in references.bib first.

    Wrong: The term is vague [@glendining2002partnerships, abstract].
    Right: The term is vague [@glendinning2002partnerships, abstract].
    """
    library = corpus.bibliography
    cited = {cite.key for _, cite in corpus.cites}
    guess = cache(lambda key: _likely_entries(key, library, cited))
    for page, cite in corpus.cites:
        if cite.key not in library.by_key:
            likely = guess(cite.key)
            slip = meant(cite.key, library.by_key)
            yield at(
                page.source,
                cite.key_span.start,
                cite.key_span.end,
                "unknown-key",
                f'no entry "{cite.key}" in {library.source.path}',
                "\n".join(f"did you mean {_place_of(entry, library)}?" for entry in likely)
                or "Add the source to references.bib, or correct the key",
                fix=Fix(slip) if slip and [entry.key for entry in likely] == [slip] else None,
            )


def locator_outside_range(corpus: Corpus) -> Iterator[Diagnostic]:
    """A citation names a page that the article or chapter does not have.

    Why: nobody can have seen the claim there; page and source, or one of them, is wrong.

    Mend: look the page up again. If the entry has the wrong pages, correct the entry.

    Wrong: The two boundaries differ [@lewis2001older, p. 99].
    Right: The two boundaries differ [@lewis2001older, p. 343].
    """
    for page, cite in corpus.cites:
        entry = corpus.bibliography.by_key.get(cite.key)
        if entry is None or cite.locator is None or not cite.locator.pages:
            continue
        # A single number is an article number, and says nothing about its pages.
        ranges = [(first, last) for first, last in page_ranges(entry.get("pages")) if first < last]
        for first, last in cite.locator.pages if ranges else ():
            if first > last:
                message = f"the pages {first}–{last} run backwards"
                yield at(page.source, cite.span.start, cite.span.end, "locator-outside-range", message,
                         "Put the smaller page first")  # fmt: skip
            elif not any(low <= first and last <= high for low, high in ranges):
                seen = f"page {first}" if first == last else f"pages {first}–{last}"
                yield at(
                    page.source,
                    cite.span.start,
                    cite.span.end,
                    "locator-outside-range",
                    f'{seen} is not within "{cite.key}", which has pages {entry.get("pages")}',
                    "Look the page up again; if the entry is wrong, correct the entry"
                    f"\n{_place_of(entry, corpus.bibliography)}",
                )


# Two double quotation marks with at least three words between them, within one block.
_QUOTATION = re.compile(r'"(?P<straight>[^"“”]+)"|“(?P<curly>[^“”"]+)”')
_BLOCK_END = re.compile(r"\n[ \t]*(?=\n|\||[-*+][ \t]|\d+[.)][ \t]|#)")


def quotation_without_locator(corpus: Corpus) -> Iterator[Diagnostic]:
    """A quotation is not followed, in its paragraph, by a citation with a locator.

    Three or more words in double quotation marks are a quotation; a term is set in italics.

    Why: words taken from a source must be traceable to the place they were taken from.

    Mend: add to the citation where the words stand: a page (``p. 3``), a section (``s 6``), or the
    part that was read (``abstract``). Never write a page number that nobody saw.

    Wrong: It is "a vague concept, capable of many interpretations" [@glendinning2002partnerships].
    Right: It is "a vague concept, capable of many interpretations" [@glendinning2002partnerships, abstract].
    """
    for page in corpus.pages:
        prose, start = page.found.prose, 0
        citations = page.found.citations
        for end in [*(match.start() for match in _BLOCK_END.finditer(prose)), len(prose)]:
            for quotation in _QUOTATION.finditer(prose, start, end):
                if len((quotation["straight"] or quotation["curly"]).split()) < 3:
                    continue
                following = [c for c in citations if quotation.end() <= c.span.start < end]
                if not _locates(following):
                    yield at(
                        page.source,
                        quotation.start(),
                        quotation.end(),
                        "quotation-without-locator",
                        "the place these quoted words were taken from is not given",
                        "Add where they were seen to the citation after them: [@key, p. 3], [@key, abstract]"
                        "\nIf they are a term and not a quotation, use *italics*",
                    )
            start = end


def unread_source(corpus: Corpus) -> Iterator[Diagnostic]:
    """A claim rests on a source of which only the record, or a description by others, was seen.

    Such a source may be listed as further reading, under "See also".

    Why: nobody can say what a source says without having read some of it.

    Mend: cite the source in which you read the claim. If you have read this one yourself since,
    say so in its entry: ``consulted`` and ``consulteddate``.

    Wrong: The ladder has eight rungs [@arnstein1969ladder, p. 217].
    Right: The ladder has eight rungs [@openlearnarnstein, opening].
    """
    for page, cite in corpus.cites:
        entry = corpus.bibliography.by_key.get(cite.key)
        if entry is None or not entry.complete or entry.get("consulted") in READ:
            continue
        if page.section_at(cite.span.start) not in FURTHER_READING:
            seen = _SEEN.get(entry.get("consulted"), "its entry does not say how far it was read")
            yield at(
                page.source,
                cite.key_span.start,
                cite.key_span.end,
                "unread-source",
                f'nobody here has read "{cite.key}", so it cannot carry this claim: {seen}',
                "Cite the source in which you read this, or list this one under ## See also"
                "\nIf you have read it yourself, say so in the fields consulted and consulteddate of its entry"
                f"\n{_place_of(entry, corpus.bibliography)}",
            )


# Sections of advice, worked examples and links; their pages argue elsewhere.
_WITHOUT_CLAIMS = (*FURTHER_READING, "For coursework", "How to cite it")
_CONTENT = ("concept", "model", "act", "policy", "case-study", "practice", "coursework")
_HEADING_LINES = re.compile(r"(?:\s*#[^\n]*(?:\n|\Z))*")
_BETWEEN_BLOCKS = re.compile(r"\n[ \t]*(?=\n)")
# A heading, a quotation or example set apart, a lead-in, or a remark of the editors, set in italics.
_NO_CLAIM = re.compile(r"#|>|\[\^|.*:$|\*[^*]+\*$|\*\*[^*\n]+\*\*$", re.DOTALL)


def uncited_paragraph(corpus: Corpus) -> Iterator[Diagnostic]:
    """A paragraph, list or table of a content page has no citation.

    A lead-in that ends with a colon needs none, nor a worked example set apart with ">", nor
    the sections "For coursework", "How to cite it" and "See also". What is the authors' own
    stands in a block ``!!! analysis``; a remark about the page itself is set in italics.

    Why: every statement of fact says where it was seen.

    Mend: cite the source of each statement, or put your own reading of the sources into a block
    that says so: ``!!! analysis "Our analysis"``, and below it the text, indented by four spaces.

    Wrong:
    kind: coursework

    ## In brief

    The Act has two duties to co-operate.

    ## See also
    Right:
    kind: coursework

    ## In brief

    The Act has two duties to co-operate [@careact2014, ss 6-7].

    ## See also
    """
    for page in corpus.pages:
        if page.kind not in _CONTENT:
            continue
        prose = page.found.prose
        # What was meant as a citation is reported as what it is, not as none.
        cited = sorted(item.span.start for item in (*page.found.in_order, *page.found.malformed))
        in_analysis = False
        for start, end in _blocks(prose, page.front_matter.body_start):
            # A paragraph may follow its heading without a blank line.
            start += len(_HEADING_LINES.match(prose, start, end)[0])  # type: ignore[index]  # it matches nothing at all
            block = prose[start:end]
            words = block.strip()
            if not block.lstrip("\n").startswith("    "):
                in_analysis = words.startswith("!!! analysis")
            next_cited = bisect_left(cited, start)
            if next_cited < len(cited) and cited[next_cited] < end:
                continue
            if not words or in_analysis or _NO_CLAIM.match(words) or page.section_at(start) in _WITHOUT_CLAIMS:
                continue
            if any(note.span.start <= end <= note.span.end for note in page.found.definitions):
                continue
            first = start + len(block) - len(block.lstrip())
            line_end = prose.find("\n", first, end)
            yield at(
                page.source,
                first,
                line_end if line_end != -1 else end,
                "uncited-paragraph",
                "this paragraph gives no source",
                "Cite where each statement was seen: [@key, p. 3]"
                '\nIf it is the authors\' own, put it in a block: !!! analysis "Our analysis"',
            )


def _blocks(prose: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the start and end of every stretch of text between blank lines."""
    for between in _BETWEEN_BLOCKS.finditer(prose, start):
        yield start, between.start()
        start = between.end()
    yield start, len(prose)


def _locates(following: list[Citation]) -> bool:
    return bool(following) and all(cite.locator for cite in following[0].cites[:1])


def _place_of(entry: Entry, library: Bibliography) -> str:
    line = library.source.position(entry.span.start).line
    return f"{entry.key} ({library.source.path}:{line}, {entry.summary})"


def _likely_entries(key: str, library: Bibliography, cited: set[str]) -> list[Entry]:
    """Return the entries a mistyped, or since renamed, key may have meant; the best first."""
    forms: dict[str, Entry] = {}
    for entry in library.entries:
        for form in (entry.key, _usual_key(entry), _squash(entry.get("title"))):
            # Where two entries share a form, the one that nobody cites yet was more likely renamed.
            if form and (form not in forms or forms[form].key in cited):
                forms[form] = entry
    close = get_close_matches(_squash(key), forms, n=4, cutoff=0.75)
    close = close or get_close_matches(key, forms, n=1, cutoff=0.6)
    return list({forms[form].key: forms[form] for form in close}.values())[:3]


def _usual_key(entry: Entry) -> str:
    """Return the key an entry would usually have: author, year, first long word of the title."""
    names = entry.names.get("author") or entry.names.get("editor") or ()
    words = [word for word in re.findall(r"\w+", entry.get("title").lower()) if len(word) > 3]
    return _squash(names[0].short if names else "") + entry.get("year") + (words[0] if words else "")


def _squash(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())
