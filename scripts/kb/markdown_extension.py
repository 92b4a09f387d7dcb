"""The renderer: a Python-Markdown extension that turns citations into numbered notes.

What the finder calls a citation, note, code or comment is exactly what is replaced here;
every other reading of code (backticks, fences, indented code) is switched off, so that the two
cannot disagree. It works the same in MkDocs and in Zensical.

| processor | registry | name | priority | why there |
| --- | --- | --- | --- | --- |
| CitationPreprocessor | preprocessors | kb_citations | 27 | after white space (30), before fenced code (25) |
| GlossaryTreeprocessor | treeprocessors | kb_glossary | 15 | after inline markup (20), before headings get ids (5) |
| ParagraphsTreeprocessor | treeprocessors | kb_paragraphs | 51 | before the notes, which have numbers of their own |
| ActionsTreeprocessor | treeprocessors | kb_actions | 6 | after all else is in place, before link signs (5) |
| NotesTreeprocessor | treeprocessors | kb_notes | 50 | before inline markup (20), which the notes' text needs |
| CitePanelTreeprocessor | treeprocessors | kb_cite_panel | 49 | after the notes: the panel ends the page |
| HeaderTreeprocessor | treeprocessors | kb_header | 48 | after what numbers the page's own paragraphs and notes |
| TablesTreeprocessor | treeprocessors | kb_tables | 12 | after inline markup (20): names are made of finished text |
| OutsideLinksTreeprocessor | treeprocessors | kb_outside | 11 | after inline markup (20), which makes the links |
"""

import posixpath
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
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

from kb import (
    bibliography,
    cite_panel,
    glossary,
    notes,
    page_actions,
    page_citations,
    page_header,
    pages,
    paragraphs,
    parts,
    referencing,
    site,
    tables,
)
from kb.bibliography import Bibliography
from kb.checks import citing
from kb.checks import notes as note_checks
from kb.citations import Citation, Cite, Findings, Span, find
from kb.corpus import Corpus
from kb.corpus import load as load_corpus
from kb.diagnostics import SourceText, as_text
from kb.notes import Note, Numbering
from kb.page_actions import Repository
from kb.page_citations import Form
from kb.pages import Page
from kb.referencing import References
from kb.referencing.processor import ProcessorError
from kb.referencing.styles import Style
from kb.rendering import (
    apply_changes,
    dedent,
    groups,
    markers_html,
    resolve,
    returns_html,
    unresolved_mark,
    with_punctuation,
    written_out,
)

_GUIDE_TO_CITING = "coursework/citing-this-site.md"


class CannotRender(click.ClickException):
    """A page cannot be rendered truthfully. MkDocs prints the message and stops."""


class CitationExtension(Extension):
    """Citations, notes and generated lists."""

    def __init__(self, **options: Any) -> None:
        """Take the options of ``mkdocs.yml``; paths are relative to the working directory."""
        self.config = {
            "root": [".", "folder with references.bib and docs/"],
            "unresolved": ["fail", 'what to do about a citation that does not resolve: "fail" or "show"'],
            "repository": ["", "address of the repository, for the links to report a problem"],
            "edit_uri": ["", "address of docs/ in the repository's web editor, if not /edit/main/docs/"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the name is Python-Markdown's
        """Register the processors."""
        page = _PageNotes(md)
        root = Path(self.getConfig("root")).resolve()
        show = self.getConfig("unresolved") == "show"
        md.preprocessors.register(CitationPreprocessor(md, page, root, show=show), "kb_citations", 27)
        md.treeprocessors.register(ParagraphsTreeprocessor(md, page, root), "kb_paragraphs", 51)
        md.treeprocessors.register(NotesTreeprocessor(md, page), "kb_notes", 50)
        md.treeprocessors.register(CitePanelTreeprocessor(md, page, root), "kb_cite_panel", 49)
        md.treeprocessors.register(HeaderTreeprocessor(md, root), "kb_header", 48)
        md.treeprocessors.register(GlossaryTreeprocessor(md, root), "kb_glossary", 15)
        md.treeprocessors.register(TablesTreeprocessor(md), "kb_tables", 12)
        md.treeprocessors.register(OutsideLinksTreeprocessor(md), "kb_outside", 11)
        repository = Repository(self.getConfig("repository"), self.getConfig("edit_uri"))
        md.treeprocessors.register(ActionsTreeprocessor(md, repository, root), "kb_actions", 6)
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
        self.paragraphs = 0  # how many have a number


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
        found, unresolved = resolve(find(text), references.library)
        if unresolved and not self.show:
            raise CannotRender(self._explain(text, references.library))
        numbering = notes.number(found)
        changes = {
            **dict(self._code_and_comments(text, found, references)),
            **dict(self._citations(text, found, numbering, references)),
            **{span: self._store(unresolved_mark(text[span.start : span.end])) for span in unresolved},
        }
        self.page.notes = numbering.notes
        for note in numbering.notes:
            if note.definition:
                self.page.bodies[note.number] = dedent(apply_changes(text, note.definition.body_span, changes))
            elif note.cite:
                self.page.references[note.number] = written_out(note.cite, references) + self._source_link(note.cite)
        definitions = dict.fromkeys((definition.span for definition in found.definitions), "\n")
        return apply_changes(text, Span(0, len(text)), {**changes, **definitions}).split("\n")

    def _source_link(self, cite: Cite) -> str:
        entry = _references(self.root).library.by_key[cite.key]
        address = posixpath.relpath(pages.source_url(cite.key), _links_start_from(self.md) or ".") + "/"
        return f' <a class="kb-source" href="{address}" aria-label="Cite: {escape(entry.summary)}">Cite</a>'

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
        for comment in found.comments:
            asked = parts.request(text[comment.start : comment.end])
            if asked and asked[0] in parts.PARTS:
                yield comment, self._store(self._generated(*asked, _sources(self.root), references))
            else:
                yield comment, ""

    def _generated(self, part: str, argument: str, sources: Corpus, references: References) -> str:
        try:
            return parts.html(part, argument, sources, references, _links_start_from(self.md))
        except (KeyError, TypeError, ValueError, AttributeError):
            # The check explains such front matter; MkDocs run alone comes here without it.
            message = f'"{part}" cannot be made: the front matter of a page is not right (run: kb check)'
            if self.show:
                return unresolved_mark(message)
            raise CannotRender(message) from None

    def _citations(
        self, text: str, found: Findings, numbering: Numbering, references: References
    ) -> Iterator[tuple[Span, str]]:
        bodies = [definition.body_span for definition in found.definitions]
        for group in groups(text, found.in_order):
            markers = [marker for item in group for marker in numbering.markers.get(item.span.start, ())]
            if markers:
                span, punctuation = with_punctuation(text, group)
                yield span, punctuation + self._store(markers_html(markers))
            elif any(body.start <= group[0].span.start < body.end for body in bodies):
                for item in group:
                    if isinstance(item, Citation):  # in an explanatory note: no note of its own
                        written = "; ".join(written_out(cite, references) for cite in item.cites)
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
                content = f"<p>{self.page.references[note.number]} {returns_html(note)}</p>"
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
        SubElement(entry[-1], "span").text = AtomicString(self.md.htmlStash.store(returns_html(note)))


class ParagraphsTreeprocessor(Treeprocessor):
    """Number the paragraphs of a page that is offered for citing."""

    def __init__(self, md: Markdown, page: _PageNotes, root: Path) -> None:
        super().__init__(md)
        self.page = page
        self.root = root

    def run(self, root: Element) -> None:
        """Take the page's element tree and add to it."""
        if _citable_page(self.md, self.root):
            self.page.paragraphs = paragraphs.number(root)


class CitePanelTreeprocessor(Treeprocessor):
    """Append how to cite the page."""

    def __init__(self, md: Markdown, page: _PageNotes, root: Path) -> None:
        super().__init__(md)
        self.page = page
        self.root = root

    def run(self, root: Element) -> None:
        """Take the page's element tree and add to it."""
        page = _citable_page(self.md, self.root)
        if page is None:
            return
        try:
            forms = _forms_of(self.root, _stamp(self.root, _window()))[page.name]
        except ProcessorError as error:
            raise CannotRender(str(error)) from None
        start = _links_start_from(self.md)
        own = posixpath.relpath(page.url or ".", start or ".") + "/"
        guide = posixpath.relpath(pages.url(_GUIDE_TO_CITING), start or ".") + "/"
        panel = cite_panel.page_panel(page, forms, _site(self.root), self.page.paragraphs, own, guide)
        SubElement(root, "p").text = AtomicString(self.md.htmlStash.store(panel))


class GlossaryTreeprocessor(Treeprocessor):
    """Explain the terms of the glossary where they are used, and give them names where they are explained."""

    def __init__(self, md: Markdown, root: Path) -> None:
        super().__init__(md)
        self.path = root / "docs" / glossary.PAGE

    def run(self, root: Element) -> None:
        """Take the page's element tree and add to it."""
        page = current_page(self.md)
        if page == glossary.PAGE:
            glossary.name_terms(root)
        elif self.path.is_file():
            # From source to source: the engine makes it the address of the rendered page.
            address = posixpath.relpath(glossary.PAGE, posixpath.dirname(page) or ".")
            glossary.explain(root, _glossary_of(self.path, self.path.stat().st_mtime_ns), address)


class HeaderTreeprocessor(Treeprocessor):
    """Put what the front matter says around the title."""

    def __init__(self, md: Markdown, root: Path) -> None:
        super().__init__(md)
        self.root = root

    def run(self, root: Element) -> None:
        """Take the page's element tree and add to it."""
        page = _page_being_rendered(self.md, self.root)
        if page is None or len(root) == 0 or root[0].tag != "h1":
            return
        words = sum(len(part.split()) for block in root if block.tag != "section" for part in block.itertext())
        by_name = _sources(self.root).by_name
        for place, markup in (
            (1, page_header.elsewhere(page, by_name, _links_start_from(self.md))),
            (1, page_header.below_title(page, words, _site(self.root).edition)),
            (0, page_header.above_title(page)),
        ):
            if markup:
                holder = Element("p")
                holder.text = AtomicString(self.md.htmlStash.store(markup))
                root.insert(place, holder)
        page_header.set_apart(root)


class TablesTreeprocessor(Treeprocessor):
    """Make the tables of a page readable on a narrow screen."""

    def run(self, root: Element) -> None:
        """Take the page's element tree and add to it."""
        tables.make_readable(root)


class OutsideLinksTreeprocessor(Treeprocessor):
    """Mark the links that lead outside and do not say where, so that paper can."""

    def run(self, root: Element) -> None:
        """Take the page's element tree and add to it."""
        for link in root.iter("a"):
            address = link.get("href", "")
            if address.startswith(("https:", "http:")) and "".join(link.itertext()) != address:
                link.set("rel", "external")


def _page_being_rendered(md: Markdown, root: Path) -> Page | None:
    name = current_page(md)
    return _sources(root).by_name.get(name) if name else None


def _citable_page(md: Markdown, root: Path) -> Page | None:
    """Return the page being rendered if it is offered for citing."""
    page = _page_being_rendered(md, root)
    return page if page and page_citations.is_citable(page) else None


def _window() -> int:
    """Return a number that changes every two seconds.

    A build renders many pages in that time; a preview may well be two seconds late.
    """
    return int(time.monotonic() / 2)


@lru_cache(maxsize=2)
def _stamp(root: Path, window: int) -> tuple[int, int]:  # noqa: ARG001  the window is part of the key
    """Return what changes when a page does: the number of pages, and the time of the last change."""
    times = [path.stat().st_mtime_ns for path in (root / "docs").rglob("*.md")]
    return len(times), max(times, default=0)


def _sources(root: Path) -> Corpus:
    return _sources_of(root, _stamp(root, _window()))


@lru_cache(maxsize=2)
def _sources_of(root: Path, stamp: tuple[int, int]) -> Corpus:  # noqa: ARG001  as above
    return load_corpus(root)


@lru_cache(maxsize=2)
def _site(root: Path) -> site.Site:
    return site.load(root)


@lru_cache(maxsize=2)
def _forms_of(root: Path, stamp: tuple[int, int]) -> dict[str, dict[Style, Form]]:
    return page_citations.forms(_sources_of(root, stamp), _site(root), root / ".cache")


class ActionsTreeprocessor(Treeprocessor):
    """Put what a reader can do about the page at its head and at its foot."""

    def __init__(self, md: Markdown, repository: Repository, folder: Path) -> None:
        super().__init__(md)
        self.repository = repository
        self.folder = folder

    def run(self, root: Element) -> None:
        """Take the page's element tree and add to it."""
        path = current_page(self.md)
        if not path:
            return
        heading = root.find("h1")
        title = "".join(heading.itertext()).strip() if heading is not None else pages.url(path)
        if markup := page_actions.html(self.repository, path, title, _site(self.folder).edition):
            kept = self.md.htmlStash.store(markup)
            if pages.url(path):  # the home page has room for it at its foot only
                root.text = kept + (root.text or "")
            root[-1].tail = (root[-1].tail or "") + kept


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
