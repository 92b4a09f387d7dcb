"""Checks of the law cited in pages."""

from collections import defaultdict
from collections.abc import Iterator

from kb.citations import Cite
from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, at
from kb.pages import Page
from kb.provisions import provisions, written


def unknown_provision(corpus: Corpus) -> Iterator[Diagnostic]:
    """A citation names a section of an Act which the Act's own page does not treat.

    The page treats what it cites, and what its ``duties`` name.

    Why: either the number is wrong, or the reader who follows it to the Act's page finds nothing.

    Mend: look the section up in the Act. If the number is right, say on the Act's page what the
    section does, with its citation.

    Wrong: Bodies must co-operate [@careact2014, s 460].
    Right: Bodies must co-operate [@careact2014, s 6].
    """
    act_pages = {
        _plain(page.front_matter.values.get("short_title")): page for page in corpus.pages if page.kind == "act"
    }
    page_of = {
        key: act_pages[_plain(entry.get("title"))]
        for key, entry in corpus.bibliography.by_key.items()
        if entry.type == "legislation" and _plain(entry.get("title")) in act_pages
    }
    treated: dict[Page, set[str]] = defaultdict(set)
    for page in act_pages.values():
        for duty in page.front_matter.values.get("duties") or ():
            if isinstance(duty, dict):
                treated[page] |= written(str(duty.get("provision")))
        for cite in _cites(page):
            if cite.locator and page_of.get(cite.key) is page:
                treated[page] |= provisions(cite.locator.text)
    for page, cite in ((asked, cite) for asked in corpus.asked_pages for cite in _cites(asked)):
        act = page_of.get(cite.key)
        if act is None or act is page or cite.locator is None:
            continue
        if missing := provisions(cite.locator.text) - treated[act]:
            yield at(
                page.source,
                cite.span.start,
                cite.span.end,
                "unknown-provision",
                f"the page about the {act.title} says nothing of {', '.join(sorted(missing))}",
                f"Look it up in the Act; if the number is right, say in {act.source.path} what it does",
            )


def _cites(page: Page) -> Iterator[Cite]:
    return (cite for citation in page.found.citations for cite in citation.cites)


def _plain(title: object) -> str:
    return str(title).replace("’", "'")
