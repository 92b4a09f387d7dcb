"""The matrix of case studies, made from their front matter. The labels are this site's analysis."""

from html import escape

from kb.corpus import Corpus
from kb.parts.part import link, table
from kb.referencing import References
from kb.schema import CONCEPTS


def matrix(corpus: Corpus, _: References, here: str, __: str) -> str:
    """Return the cases against nation, outcome, models and concepts."""
    cases = sorted((page for page in corpus.pages if page.kind == "case-study"), key=lambda page: page.title)
    pages = {page.name.rpartition("/")[2].removesuffix(".md"): page for page in corpus.pages}
    used = [slug for slug in CONCEPTS if any(slug in page.front_matter.values["concepts"] for page in cases)]
    rows = [
        (
            link(page, here),
            escape(", ".join(page.front_matter.values["nations"])),
            escape(page.front_matter.values["outcome"]),
            ", ".join(
                link(pages[slug], here) if slug in pages else escape(slug)
                for slug in page.front_matter.values["models"]
            ),
            *(escape(page.front_matter.values["concepts"].get(slug, "–")) for slug in used),
        )
        for page in cases
    ]
    titles = [pages[slug].title if slug in pages else slug for slug in used]
    headings = ("Case", "Nation", "Outcome", "Model", *titles)
    return table(
        "Cases, concepts and models: our analysis",
        headings,
        rows,
        filters=("Outcome", *titles),
        filters_of_lists=("Nation", "Model"),
    )
