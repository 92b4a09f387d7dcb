"""How citations and notes look: the pure half of the renderer, text in and HTML out."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import escape

from kb.bibliography import Bibliography
from kb.citations import Citation, Cite, Findings, NoteReference, Span
from kb.notes import Marker, Note
from kb.referencing import References


def written_out(cite: Cite, references: References) -> str:
    """Return a cite as a full reference, with how far the source was read."""
    prefix = cite.prefix[:1].upper() + cite.prefix[1:] + " " if cite.prefix else ""
    suffix = f" {cite.suffix[:1].upper()}{cite.suffix[1:].rstrip('.')}." if cite.suffix else ""
    reference = references.html(cite.key, cite.locator.text if cite.locator else "")
    consulted = references.library.by_key[cite.key].get("consulted")
    return (
        f'{escape(prefix)}{reference}{escape(suffix)} <span class="kb-consulted">Consulted: {escape(consulted)}.</span>'
    )


def markers_html(markers: list[Marker]) -> str:
    """Return note numbers as links to their notes, with commas that keep them apart."""
    comma = '<sup class="kb-between" data-search-exclude>,&nbsp;</sup>'
    return comma.join(
        f'<sup id="{marker.id}" data-search-exclude>'
        f'<a class="footnote-ref" href="#{marker.note.id}" role="doc-noteref" '
        f'aria-label="Note {marker.note.number}">{marker.note.number}</a></sup>'
        for marker in markers
    )


def returns_html(note: Note) -> str:
    """Return the links back to the text: an arrow, or an arrow and a letter for each place."""
    if len(note.markers) == 1:
        return _return(note.markers[0], "↩", f"Back to the text, note {note.number}")
    letters = [_letters(index) for index in range(len(note.markers))]
    links = [
        _return(marker, letter, f"Back to the text, note {note.number}, place {letter}")
        for marker, letter in zip(note.markers, letters, strict=True)
    ]
    return f'<span class="kb-return">↩</span> {" ".join(links)}'


def _return(marker: str, shown: str, name: str) -> str:
    return f'<a class="kb-return" href="#{marker}" role="doc-backlink" aria-label="{name}">{shown}</a>'


def _letters(index: int) -> str:
    """Count in letters: a to z, then aa, ab and so on."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def unresolved_mark(text: str) -> str:
    """Return what a preview shows in the place of something that does not resolve."""
    return f'<strong class="kb-unresolved" role="alert">{escape(text)} needs mending</strong>'


def resolve(found: Findings, library: Bibliography) -> tuple[Findings, list[Span]]:
    """Part what resolves from what does not; return the first, and the places of the second."""
    defined = Counter(definition.name for definition in found.definitions)
    referred = {reference.name for reference in found.references}
    faults = [fault.span for fault in found.malformed]
    faults += [c.span for c in found.citations if any(cite.key not in library.by_key for cite in c.cites)]
    faults += [reference.span for reference in found.references if reference.name not in defined]
    faults += [d.label_span for d in found.definitions if defined[d.name] > 1 or d.name not in referred]

    def sound(span: Span) -> bool:
        return not any(fault.start < span.end and span.start < fault.end for fault in faults)

    resolved = replace(
        found,
        citations=[citation for citation in found.citations if sound(citation.span)],
        references=[reference for reference in found.references if sound(reference.span)],
    )
    return resolved, faults


def groups(text: str, items: list[Citation | NoteReference]) -> Iterator[list[Citation | NoteReference]]:
    """Put together the citations and note references that follow one another directly."""
    group: list[Citation | NoteReference] = []
    for item in items:
        if group and text[group[-1].span.end : item.span.start].strip(" "):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def with_punctuation(text: str, group: list[Citation | NoteReference]) -> tuple[Span, str]:
    """Widen the span of citations over the space before them and the mark after them.

    A British note number follows the punctuation: ``vague [@a].`` becomes ``vague.¹``. Where
    citations begin a line, list item or table cell, the space before them stays. Explanatory
    notes stay where their author put them.
    """
    start, end = group[0].span.start, group[-1].span.end
    if not isinstance(group[0], Citation):
        return Span(start, end), ""
    mark = text[end : end + 1]
    followed = mark in set(".,;:") and text[end + 1 : end + 2] in {"", " ", "\n", "*", "_", '"', ")"}
    line = text[text.rfind("\n", 0, start) + 1 : start]
    if line.strip() and not re.search(r"(?:\||^\s*(?:[-*+>]|\d+[.)]))\s*$", line):
        start -= len(line) - len(line.rstrip())
    elif not line.strip() and followed and re.search(r"\w[^\n]*\n[ ]*$", text[:start]):
        start = len(text[:start].rstrip())  # the citation alone went over to the next line
    return (Span(start, end + 1), mark) if followed else (Span(start, end), "")


def apply_changes(text: str, area: Span, changes: dict[Span, str]) -> str:
    """Return an area of a text with the changes made; a change that begins outside is clipped."""
    pieces, position = [], area.start
    for span in sorted(changes, key=lambda each: (each.start, -each.end)):
        if span.end <= position or span.start >= area.end:
            continue
        if span.start >= position:
            pieces.append(text[position : span.start])
            pieces.append(changes[span])
        position = min(span.end, area.end)
    pieces.append(text[position : area.end])
    return "".join(pieces)


def dedent(body: str) -> str:
    """Take away the indentation by which a note's later lines belong to it."""
    first, *rest = body.split("\n")
    return "\n".join([first.strip(), *(re.sub(r"^ {1,4}", "", line) for line in rest)])
