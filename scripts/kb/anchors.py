"""The names of the places of a page, as the renderer makes them: what a link may have after its #."""

import re
from collections.abc import Iterator
from functools import cache

from kb import glossary
from kb.citations import Findings
from kb.pages import Page

_OWN_NAME = re.compile(r"\{[^{}]*?#(?P<name>[\w:.-]+)[^{}]*\}")
_LINK = re.compile(r"!?\[(?P<text>[^\]]*)\]\([^)]*\)")
_SIGNS = re.compile(r"[*`]|\b_|_\b|\\(?=[^\w\s])")
# Notes, the places that refer to them, and numbered paragraphs.
_NUMBERED = re.compile(r"(?:fn|fnref):\d+(?::\d+)?|p\d+")


@cache
def of_headings(page: Page) -> tuple[str, ...]:
    """Return the names of the headings of a page, in their order."""
    return tuple(_names(page))


def _names(page: Page) -> Iterator[str]:
    from markdown.extensions.toc import slugify, unique  # takes a while, and few links name a heading

    own = {name["name"] for name in _OWN_NAME.finditer(page.source.text, page.front_matter.body_start)}
    used = own | ({"notes"} if _has_notes(page.found) else set())
    for heading in page.headings:
        named = _OWN_NAME.search(heading.text)
        if named:
            yield named["name"]
        else:
            words = _SIGNS.sub("", _LINK.sub(r"\g<text>", heading.text)).replace("--", "–")
            yield unique(slugify(words, "-"), used)


def is_generated(page: Page, name: str) -> bool:
    """Tell whether a name is that of a note, a paragraph, a term of the glossary, or what has a name of its own."""
    if _NUMBERED.fullmatch(name) or (name == "notes" and _has_notes(page.found)):
        return True
    if page.name == glossary.PAGE and any(
        name == glossary.anchor(entry.term) for entry in glossary.entries(page.source.text)
    ):
        return True
    return any(own["name"] == name for own in _OWN_NAME.finditer(page.source.text, page.front_matter.body_start))


def _has_notes(found: Findings) -> bool:
    return bool(found.citations or found.references)
