"""The renderer: a Python-Markdown extension that turns citations into numbered notes.

What the finder calls a citation, note, code or comment is exactly what is replaced here;
every other reading of code (backticks, fences, indented code) is switched off, so that the two
cannot disagree. It works the same in MkDocs and in Zensical.

| processor | registry | name | priority | why there |
| --- | --- | --- | --- | --- |
| CitationPreprocessor | preprocessors | kb_citations | 27 | after white space (30), before fenced code (25) |
| GlossaryTreeprocessor | treeprocessors | kb_glossary | 15 | after inline markup (20), before headings get ids (5) |
| NotesTreeprocessor | treeprocessors | kb_notes | 50 | before inline markup (20), which the notes' text needs |
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import click
from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from kb import bibliography, glossary, notes, pages, parts, referencing
from kb.bibliography import Bibliography
from kb.checks import citing
from kb.checks import notes as note_checks
from kb.citations import Citation, Cite, Findings, NoteReference, Span, find
from kb.corpus import Corpus
from kb.corpus import load as load_corpus
from kb.diagnostics import SourceText, as_text
from kb.notes import Marker, Note, Numbering
from kb.referencing import References
from kb.referencing.processor import ProcessorError


class CannotRender(click.ClickException):
    """A page cannot be rendered truthfully. MkDocs prints the message and stops."""


class CitationExtension(Extension):
    """Citations, notes and generated lists."""

    def __init__(self, **options: Any) -> None:
        """Take the options of ``mkdocs.yml``; paths are relative to the working directory."""
        self.config = {
            "root": [".", "folder with references.bib and docs/"],
            "unresolved": ["fail", 'what to do about a citation that does not resolve: "fail" or "show"'],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the name is Python-Markdown's
        """Register the three processors."""
        page = _PageNotes(md)
        root = Path(self.getConfig("root")).resolve()
        show = self.getConfig("unresolved") == "show"
        md.preprocessors.register(CitationPreprocessor(md, page, root, show=show), "kb_citations", 27)
        md.treeprocessors.register(NotesTreeprocessor(md, page), "kb_notes", 50)
        md.treeprocessors.register(GlossaryTreeprocessor(md, root), "kb_glossary", 15)
        md.registerExtension(page)  # type: ignore[arg-type]  # only its reset() is used


class _PageNotes:
    """What the preprocessor found, kept for the treeprocessor; cleared before each page."""

    def __init__(self, md: Markdown) -> None:
        self.md = md
        self.reset()

    def reset(self) -> None:
        """Forget the page before; leave code to the finder alone.

        This runs once all extensions are loaded. Zensical loads one of its own after ours,
        which would bring code blocks back.
        """
        self.md.parser.blockprocessors.deregister("code", strict=False)
        self.md.inlinePatterns.deregister("backtick", strict=False)
        self.md.preprocessors.deregister("fenced_code_block", strict=False)
        self.notes: tuple[Note, ...] = ()
        self.bodies: dict[int, str] = {}  # text of explanatory notes, by number
        self.references: dict[int, str] = {}  # HTML of cited sources, by number


class CitationPreprocessor(Preprocessor):
    """Replace what the finder found: markers for citations, nothing for definitions and comments."""

    def __init__(self, md: Markdown, page: _PageNotes, root: Path, *, show: bool) -> None:
        super().__init__(md)
        self.page = page
        self.root = root
        self.show = show

    def run(self, lines: list[str]) -> list[str]:
        """Take and return the lines of a page."""
        text = "\n".join(lines)
        references = _references(self.root)
        found, unresolved = _resolve(find(text), references.library)
        if unresolved and not self.show:
            raise CannotRender(self._explain(text, references.library))
        numbering = notes.number(found)
        changes = {
            **dict(self._code_and_comments(text, found, references)),
            **dict(self._citations(text, found, numbering, references)),
            **{span: self._store(_unresolved_mark(text[span.start : span.end])) for span in unresolved},
        }
        self.page.notes = numbering.notes
        for note in numbering.notes:
            if note.definition:
                self.page.bodies[note.number] = _dedent(_apply(text, note.definition.body_span, changes))
            elif note.cite:
                self.page.references[note.number] = _written_out(note.cite, references)
        definitions = dict.fromkeys((definition.span for definition in found.definitions), "\n")
        return _apply(text, Span(0, len(text)), {**changes, **definitions}).split("\n")

    def _store(self, markup: str) -> str:
        """Keep HTML safe from all further processing; return what stands for it meanwhile."""
        return self.md.htmlStash.store(markup)

    def _code_and_comments(self, text: str, found: Findings, references: References) -> Iterator[tuple[Span, str]]:
        for block in found.code_blocks:
            language = f' class="language-{escape(block.language)}"' if block.language else ""
            markup = f"<pre><code{language}>{escape(block.code, quote=False)}</code></pre>"
            yield block.span, f"\n{self._store(markup)}\n"
        for code in found.code_spans:
            yield code.span, self._store(f"<code>{escape(code.code.strip(), quote=False)}</code>")
        for literal in found.literals:
            yield literal, self._store(f'<span class="kb-literal">{text[literal.start + 1 : literal.end]}</span>')
        sources = cache(lambda: load_corpus(self.root))  # read only where a part is asked for
        for comment in found.comments:
            asked = parts.request(text[comment.start : comment.end])
            if asked and asked[0] in parts.PARTS:
                yield comment, self._store(self._generated(*asked, sources(), references))
            else:
                yield comment, ""

    def _generated(self, part: str, argument: str, sources: Corpus, references: References) -> str:
        try:
            return parts.html(part, argument, sources, references, _links_start_from(self.md))
        except (KeyError, TypeError, ValueError, AttributeError):
            # The check explains such front matter; MkDocs run alone comes here without it.
            message = f'"{part}" cannot be made: the front matter of a page is not right (run: kb check)'
            if self.show:
                return _unresolved_mark(message)
            raise CannotRender(message) from None

    def _citations(
        self, text: str, found: Findings, numbering: Numbering, references: References
    ) -> Iterator[tuple[Span, str]]:
        bodies = [definition.body_span for definition in found.definitions]
        for group in _groups(text, found.in_order):
            markers = [marker for item in group for marker in numbering.markers.get(item.span.start, ())]
            if markers:
                span, punctuation = _with_punctuation(text, group)
                yield span, punctuation + self._store(_markers_html(markers))
            elif any(body.start <= group[0].span.start < body.end for body in bodies):
                for item in group:
                    if isinstance(item, Citation):  # in an explanatory note: no note of its own
                        written = "; ".join(_written_out(cite, references) for cite in item.cites)
                        yield item.span, self._store(f'<span class="kb-reference">{written}</span>')

    def _explain(self, text: str, library: Bibliography) -> str:
        """Say what is wrong in the words of the checks, with the places in the file."""
        path = current_page(self.md)
        file = self.root / "docs" / path
        if path and file.is_file():
            source = SourceText(f"docs/{path}", file.read_text(encoding="utf-8-sig", errors="replace"))
            page = pages.load(source, path)
        else:
            source = SourceText(path or "page", text)
            page = replace(pages.load(source, path or "page"), front_matter=pages.FrontMatter(), diagnostics=())
        corpus = Corpus(self.root, library, (page,), ())
        checks = (
            citing.malformed_citation, citing.unknown_key, note_checks.undefined_footnote,
            note_checks.unused_footnote, note_checks.duplicate_footnote,
        )  # fmt: skip
        return "\n" + as_text([diagnostic for check in checks for diagnostic in check(corpus)])


class NotesTreeprocessor(Treeprocessor):
    """Append the notes: a headed section with an ordered list."""

    def __init__(self, md: Markdown, page: _PageNotes) -> None:
        super().__init__(md)
        self.page = page

    def run(self, root: Element) -> None:
        """Take the page's element tree and add to it."""
        if not self.page.notes:
            return
        attributes = {
            "class": "footnote",
            "role": "doc-endnotes",
            "aria-labelledby": "notes",
            "data-search-exclude": "",
        }
        section = SubElement(root, "section", attributes)
        heading = SubElement(section, "h2", {"id": "notes", "data-search-exclude": ""})
        heading.text = AtomicString("Notes and sources")
        entries = SubElement(section, "ol")
        finished: list[str] = []  # notes that are HTML already: put in together, which is fast
        for note in self.page.notes:
            if note.definition:
                self._append(entries, finished)
                finished = []
                self._append_explanation(entries, note)
            else:
                # The paragraph is needed: Material's preview shows a note's elements, not its bare text.
                content = f"<p>{self.page.references[note.number]} {_returns_html(note)}</p>"
                finished.append(f'<li id="{note.id}">{content}</li>')
        self._append(entries, finished)

    def _append(self, entries: Element, finished: list[str]) -> None:
        """Put finished list items after the last item there is; no inline markup is looked for in them."""
        kept = AtomicString(self.md.htmlStash.store("\n".join(finished))) if finished else None
        if len(entries):
            entries[-1].tail = kept
        else:
            entries.text = kept

    def _append_explanation(self, entries: Element, note: Note) -> None:
        entry = SubElement(entries, "li", {"id": note.id})
        self.md.parser.parseChunk(entry, self.page.bodies[note.number])
        if len(entry) == 0 or entry[-1].tag != "p":
            SubElement(entry, "p")
        SubElement(entry[-1], "span").text = AtomicString(self.md.htmlStash.store(_returns_html(note)))


class GlossaryTreeprocessor(Treeprocessor):
    """Explain the terms of the glossary where they are used."""

    def __init__(self, md: Markdown, root: Path) -> None:
        super().__init__(md)
        self.path = root / "docs" / glossary.PAGE

    def run(self, root: Element) -> None:
        """Take the page's element tree and add to it."""
        if self.path.is_file() and current_page(self.md) != glossary.PAGE:
            glossary.explain(root, _glossary_of(self.path, self.path.stat().st_mtime_ns))


@lru_cache(maxsize=2)
def _glossary_of(path: Path, changed: int) -> glossary.Glossary:  # noqa: ARG001  as below
    return glossary.load(path.read_text(encoding="utf-8-sig", errors="replace"))


@lru_cache(maxsize=2)
def _references_of(root: Path, changed: int) -> References:  # noqa: ARG001  the time of change is part of the key
    path = root / "references.bib"
    library = bibliography.load(SourceText(path.name, path.read_text(encoding="utf-8-sig", errors="replace")))
    return referencing.load(library, root / ".cache")


def _references(root: Path) -> References:
    """Return the formatted references, read again only when references.bib changes."""
    try:
        return _references_of(root, (root / "references.bib").stat().st_mtime_ns)
    except FileNotFoundError:
        raise CannotRender(f"there is no references.bib in {root}") from None
    except ProcessorError as error:
        raise CannotRender(str(error)) from None


def current_page(md: Markdown) -> str:
    """Return the path of the page being rendered, within docs/; empty where no engine tells.

    MkDocs puts it on its link processor, Zensical on a processor of its own.
    """
    for processor in md.treeprocessors:
        if file := getattr(processor, "file", None):
            return str(file.src_uri)
    for preprocessor in md.preprocessors:
        if path := getattr(getattr(preprocessor, "page", None), "path", None):
            return str(path)
    return ""


def _links_start_from(md: Markdown) -> str:
    """Return what relative links in finished HTML have to start from, on the page being rendered.

    MkDocs leaves them alone, so they start from the page's address. Zensical takes them to
    start from the folder of the page's source, and rewrites them.
    """
    path = current_page(md)
    by_mkdocs = any(hasattr(processor, "file") for processor in md.treeprocessors)
    return pages.url(path) if by_mkdocs else posixpath.dirname(path)


def _written_out(cite: Cite, references: References) -> str:
    """Return a cite as a full reference, with how far the source was read."""
    prefix = cite.prefix[:1].upper() + cite.prefix[1:] + " " if cite.prefix else ""
    suffix = f" {cite.suffix[:1].upper()}{cite.suffix[1:].rstrip('.')}." if cite.suffix else ""
    reference = references.html(cite.key, cite.locator.text if cite.locator else "")
    consulted = references.library.by_key[cite.key].get("consulted")
    return (
        f'{escape(prefix)}{reference}{escape(suffix)} <span class="kb-consulted">Consulted: {escape(consulted)}.</span>'
    )


def _markers_html(markers: list[Marker]) -> str:
    comma = '<sup class="kb-between" data-search-exclude>,&nbsp;</sup>'
    return comma.join(
        f'<sup id="{marker.id}" data-search-exclude>'
        f'<a class="footnote-ref" href="#{marker.note.id}" role="doc-noteref" '
        f'aria-label="Note {marker.note.number}">{marker.note.number}</a></sup>'
        for marker in markers
    )


def _returns_html(note: Note) -> str:
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


def _unresolved_mark(text: str) -> str:
    return f'<strong class="kb-unresolved" role="alert">{escape(text)} needs mending</strong>'


def _resolve(found: Findings, library: Bibliography) -> tuple[Findings, list[Span]]:
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


def _groups(text: str, items: list[Citation | NoteReference]) -> Iterator[list[Citation | NoteReference]]:
    """Put together the citations and note references that follow one another directly."""
    group: list[Citation | NoteReference] = []
    for item in items:
        if group and text[group[-1].span.end : item.span.start].strip(" "):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _with_punctuation(text: str, group: list[Citation | NoteReference]) -> tuple[Span, str]:
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


def _apply(text: str, area: Span, changes: dict[Span, str]) -> str:
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


def _dedent(body: str) -> str:
    first, *rest = body.split("\n")
    return "\n".join([first.strip(), *(re.sub(r"^ {1,4}", "", line) for line in rest)])
