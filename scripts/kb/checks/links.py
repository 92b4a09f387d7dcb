"""Checks of links, pictures and the navigation."""

import posixpath
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from kb import anchors, parts
from kb.citations import Span
from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, Fix, Severity, at
from kb.pages import Page, url
from kb.spelling import meant

_OUTSIDE = {"http", "https", "mailto", "tel"}


def broken_link(corpus: Corpus) -> Iterator[Diagnostic]:
    """A link, a picture or an entry of the navigation leads to a file that is not there.

    Links to other sites are not followed here.

    Why: the reader would land on an error page.

    Mend: write the way from this page to the file, as in ``../models/networking.md``: ``..`` goes
    up one folder, and the name of a page ends with ``.md``.

    Wrong: Trust takes time, see [Trust](concepts/trusst.md).
    Right: Trust takes time, see [Trust](concepts/trust.md).
    """
    for page in corpus.asked_pages:
        for link in page.found.links:
            target, _ = _target(page.name, link.address)
            if target is None:
                message = f'"{link.address}" is not an address that a page can link to'
                hint = "Write the way from this page to a file in docs/, or a whole address that begins with https://"
                yield at(page.source, link.span.start, link.span.end, "broken-link", message, hint)
            elif target and target not in corpus.by_name and target not in corpus.files:
                likely = _likely(target, corpus)
                ways = [posixpath.relpath(name, posixpath.dirname(page.name) or ".") for name in likely]
                # The same name in another folder is the same page, where there is only one.
                same = [way for way in ways if PurePosixPath(way).name == PurePosixPath(target).name]
                path, sign, fragment = link.address.partition("#")
                fix = Fix(same[0] + sign + fragment) if len(ways) == len(same) == 1 and "?" not in path else None
                message = f"there is no file docs/{target}"
                hint = "\n".join(f"did you mean {way}?" for way in ways) or _HOW
                yield at(page.source, link.span.start, link.span.end, "broken-link", message, hint, fix=fix)
    for entry in corpus.nav or ():
        if entry.path not in corpus.by_name and not urlsplit(entry.path).scheme:
            message = f"the navigation names docs/{entry.path}, which is not there"
            hint = "\n".join(f"did you mean {name}?" for name in _likely(entry.path, corpus)) or "Delete this line"
            yield at(corpus.settings, entry.span.start, entry.span.end, "broken-link", message, hint)


_HOW = "Write the way from this page to the file: ../ goes up one folder, and a page ends with .md"


def broken_anchor(corpus: Corpus) -> Iterator[Diagnostic]:
    """A link leads to a heading, or another place with a name, which the page does not have.

    The name of a heading is its words in small letters, joined by hyphens.

    Why: the reader would land at the top of the page and not find what was promised.

    Mend: take the name that the message suggests, or open the page, choose the sign # beside the
    heading, and copy what stands after the # in the address.

    Wrong: See [how trust is built](concepts/trust.md#in-practise).
    Right: See [how trust is built](concepts/trust.md#in-practice).
    """
    for page in corpus.asked_pages:
        for link in page.found.links:
            target, fragment = _target(page.name, link.address)
            aim = corpus.by_name.get(target) if target else page if target == "" else None
            if aim is None or not fragment or _has_place(aim, fragment, corpus):
                continue
            names = anchors.of_headings(aim)
            start = link.span.start + link.address.index("#") + 1
            close = get_close_matches(fragment, names, n=3, cutoff=0.6)
            hint = "\n".join(f"did you mean #{each}?" for each in close)
            hint = hint or f"Headings there: {', '.join('#' + each for each in names) or 'none'}"
            message = f'{aim.source.path} has no place called "#{fragment}"'
            fix = Fix(close[0]) if len(close) == 1 and meant(fragment, names) == close[0] else None
            yield at(page.source, start, link.span.end, "broken-anchor", message, hint, fix=fix)


def orphan_page(corpus: Corpus) -> Iterator[Diagnostic]:
    """A page is missing from the navigation.

    A page of the navigation to which no other page links is reported as information.

    Why: readers come upon a page by the menu or by a link; without them it is lost.

    Mend: add the page to the list under ``nav:`` in mkdocs.yml, in the section where readers will
    look for it.

    Wrong:
    nav:
      - index.md
      - concepts/trust.md
      - legislation/care-act-2014.md
    Right:
    nav:
      - index.md
      - concepts/trust.md
      - legislation/care-act-2014.md
      - example.md
    """
    listed = None if corpus.nav is None else {entry.path for entry in corpus.nav}
    # Whether any page links to a page is asked only where all pages are read.
    everywhere = corpus.pages if corpus.asked is None else ()
    linked = {_target(page.name, link.address)[0] for page in everywhere for link in page.found.links}
    for page in corpus.asked_pages:
        first = page.source.text.find("\n")
        span = page.front_matter.value_spans.get(("title",)) or Span(0, max(first, 1))
        if listed is not None and page.name not in listed:
            message = "no reader will find this page: the navigation does not name it"
            hint = f"Add a line under nav: in mkdocs.yml: - {page.name}"
            yield at(page.source, span.start, span.end, "orphan-page", message, hint)
        elif corpus.asked is None and page.name not in linked and page.name != "index.md":
            message = "no other page links to this page"
            hint = "Link to it from a page whose readers need it, such as the index of its section"
            information = Severity.INFORMATION
            yield at(page.source, span.start, span.end, "orphan-page", message, hint, severity=information)


# What says that there is a picture, and not what it shows.
_SAYS_NOTHING = re.compile(
    r"\s*(?:an? )?(?:image|picture|photo|figure|diagram|chart|screenshot|logo)?[\s\d]*|\S+\.\w{3,4}"
)


def missing_alt_text(corpus: Corpus) -> Iterator[Diagnostic]:
    """A picture has no words for those who cannot see it, or only words such as "image".

    Why: a reader who listens to the page, or whose connection is slow, gets nothing.

    Mend: write between the square brackets what the picture tells, in a sentence. What is too long
    for that belongs in the text below the picture.

    Wrong: ![](assets/continuum.svg)
    Right: ![Five steps from working side by side to one organisation](assets/continuum.svg)
    """
    for page in corpus.pages:
        for link in page.found.links:
            if link.image and _SAYS_NOTHING.fullmatch(link.text.lower()):
                message = "this picture has no words for readers who cannot see it"
                hint = "Write between the square brackets what the picture tells: ![Four models from loose to close](…)"
                yield at(page.source, link.whole.start, link.whole.end, "missing-alt-text", message, hint)


@lru_cache(maxsize=65536)  # three checks ask
def _target(page: str, address: str) -> tuple[str | None, str]:
    """Return the path within docs/ to which a link on a page leads, and the name of the place there.

    The path is empty for the page itself and for other sites, and None for what is no address.
    """
    path, _, fragment = address.partition("#")
    try:
        split = urlsplit(path)
    except ValueError:
        return None, ""
    if split.scheme.lower() in _OUTSIDE:
        return "", ""
    if split.scheme or path.startswith(("/", "\\")):
        return None, ""
    if not split.path:
        return "", unquote(fragment)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(split.path)))
    return (None if target.startswith("..") else target), unquote(fragment)


def _has_place(page: Page, name: str, corpus: Corpus) -> bool:
    if name in anchors.of_headings(page) or anchors.is_generated(page, name):
        return True
    asked = (parts.request(page.source.text[comment.start : comment.end]) for comment in page.found.comments)
    return any(name in parts.anchors(each[0], corpus) for each in asked if each)


def _likely(target: str, corpus: Corpus) -> list[str]:
    """Return the pages and files that a wrong path may have meant; the best first."""
    name = PurePosixPath(target).name
    known = [*corpus.by_name, *corpus.files]
    if name != "index.md" and (same := [each for each in known if PurePosixPath(each).name == name]):
        return same
    if moved := [page.name for page in corpus.pages if url(target) in page.moved_from]:
        return moved
    # The address of a rendered page, without .md, stands for the page.
    for candidate in (f"{target}.md", posixpath.join(target, "index.md")):
        if candidate in corpus.by_name:
            return [candidate]
    # A slip in the name of the file alone says more than a likeness of the whole path, most of which is its folder.
    close = get_close_matches(name, {PurePosixPath(each).name for each in known} - {"index.md"}, n=3, cutoff=0.8)
    slips = [each for own in close for each in known if PurePosixPath(each).name == own]
    return slips or get_close_matches(target, known, n=3, cutoff=0.75)
