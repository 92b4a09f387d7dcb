"""The matrix of case studies, made from their front matter. The labels are this site's analysis."""

from collections.abc import Iterable
from html import escape

from kb.corpus import Corpus
from kb.pages import Page
from kb.parts.part import link, table
from kb.referencing import References
from kb.schema import CONCEPTS, LABELS


def matrix(corpus: Corpus, _: References, here: str, __: str) -> str:
    """Return the cases against nation, outcome, models, and the concepts under each label."""
    cases = sorted((page for page in corpus.pages if page.kind == "case-study"), key=lambda page: page.title)
    pages = {page.name.rpartition("/")[2].removesuffix(".md"): page for page in corpus.pages}

    def links(slugs: Iterable[str]) -> str:
        return ", ".join(link(pages[slug], here) if slug in pages else escape(slug) for slug in slugs)

    rows = [
        (
            link(page, here),
            escape(", ".join(page.front_matter.values["nations"])),
            escape(page.front_matter.values["outcome"]),
            links(page.front_matter.values["models"]),
            *(links(_labelled(page, label)) for label in LABELS),
        )
        for page in cases
    ]
    labels = [label.capitalize() for label in LABELS]
    headings = ("Case", "Nation", "Outcome", "Model", *labels)
    caption = "Cases, concepts and models: our analysis"
    return table(caption, headings, rows, filters=("Outcome",), filters_of_lists=("Nation", "Model", *labels))


def _labelled(page: Page, label: str) -> list[str]:
    """Return the concepts that a case has under a label, in the order of the concepts."""
    given = page.front_matter.values["concepts"]
    return [slug for slug in CONCEPTS if given.get(slug) == label]
