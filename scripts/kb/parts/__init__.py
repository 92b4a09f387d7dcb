"""Parts of pages that are made from the sources: asked for by a comment in a page.

``<!-- generate: sources -->`` is replaced by the list of sources. Editors of the page see an
ordinary comment; nothing is typed twice, so nothing can go stale.
"""

import re

from kb.checks import CHECKS
from kb.corpus import Corpus
from kb.documentation import name_of
from kb.parts import cases, checks, editions, law, pictures, sources, timeline
from kb.parts.part import Part
from kb.referencing import References

PARTS: dict[str, Part] = {
    "sources": sources.works,
    "law-and-parliament": sources.law_and_parliament,
    "in-styles": sources.in_styles,
    "pages-that-answer": sources.pages_that_answer,
    "acts": law.acts,
    "duties": law.duties,
    "lineage": law.lineage,
    "case-matrix": cases.matrix,
    "timeline": timeline.timeline,
    "picture": pictures.picture,
    "checks": checks.checks,
    "editions": editions.editions,
}

_REQUEST = re.compile(r"<!--\s*generate:\s*(?P<part>\S+)(?:\s+(?P<argument>\S+))?\s*-->")


def request(comment: str) -> tuple[str, str] | None:
    """Return the part a comment asks for and its argument, None if it asks for none."""
    match = _REQUEST.fullmatch(comment)
    return (match["part"], match["argument"] or "") if match else None


def anchors(part: str, corpus: Corpus) -> frozenset[str]:
    """Return the names of places that a part brings to its page, for links to lead to."""
    if part == "checks":
        return frozenset(name_of(check) for check in CHECKS)
    if part in ("sources", "law-and-parliament"):
        return frozenset(f"source-{key}" for key in corpus.bibliography.by_key)
    return frozenset()


def html(part: str, argument: str, corpus: Corpus, references: References, here: str) -> str:
    """Return a part as HTML; ``here`` is the folder from which its links start.

    Raises KeyError for a part that does not exist.
    """
    return PARTS[part](corpus, references, here, argument)
