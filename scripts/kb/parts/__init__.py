"""Parts of pages that are made from the sources: asked for by a comment in a page.

``<!-- generate: sources -->`` is replaced by the list of sources. Editors of the page see an
ordinary comment; nothing is typed twice, so nothing can go stale.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING

from kb.documentation import name_of

if TYPE_CHECKING:
    from kb.corpus import Corpus
    from kb.parts.part import Part
    from kb.referencing import References

# Where each part is made. Loaded when it is: it needs what formats references, for which a check has no time.
PARTS = {
    "sources": "sources.works",
    "law-and-parliament": "sources.law_and_parliament",
    "in-styles": "sources.in_styles",
    "pages-that-answer": "sources.pages_that_answer",
    "acts": "law.acts",
    "duties": "law.duties",
    "lineage": "law.lineage",
    "case-matrix": "cases.matrix",
    "timeline": "timeline.timeline",
    "picture": "pictures.picture",
    "checks": "checks.checks",
    "editions": "editions.editions",
}

_REQUEST = re.compile(r"<!--\s*generate:\s*(?P<part>\S+)(?:\s+(?P<argument>\S+))?\s*-->")


def request(comment: str) -> tuple[str, str] | None:
    """Return the part a comment asks for and its argument, None if it asks for none."""
    match = _REQUEST.fullmatch(comment)
    return (match["part"], match["argument"] or "") if match else None


def anchors(part: str, corpus: Corpus) -> frozenset[str]:
    """Return the names of places that a part brings to its page, for links to lead to."""
    if part == "checks":
        from kb.checks import CHECKS  # which ask for these names

        return frozenset(name_of(check) for check in CHECKS)
    if part in ("sources", "law-and-parliament"):
        from kb.parts import sources  # takes a while to load

        return sources.anchors(corpus)
    return frozenset()


def html(part: str, argument: str, corpus: Corpus, references: References, here: str) -> str:
    """Return a part as HTML; ``here`` is the folder from which its links start.

    Raises KeyError for a part that does not exist.
    """
    module, function = PARTS[part].split(".")
    make: Part = getattr(import_module(f"kb.parts.{module}"), function)
    return make(corpus, references, here, argument)
