"""How well the search finds what people look for: types queries into the search box of a built site.

Usage: python tests/search_quality.py [FOLDER]: the folder of the site, else ``site/`` of this repository.

Prints for the queries, and for those held out while the search was tuned, how often a page that
should be found stands first (top-1) and among the first three (top-3), and the mean reciprocal rank
(1 if it stands first, 1/2 if second, and so on; 0 if it is not among the first ten). Then those not first.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from playwright.sync_api import Page, expect, sync_playwright

from conftest import CASES, CHROMIUM, ROOT, served

_SHOWN = 10  # so many pages the box shows before it is scrolled


@dataclass(frozen=True)
class Query:
    """What is typed, the pages that should be found, and where the first of them stood: 0 if nowhere."""

    text: str
    finds: tuple[str, ...]
    rank: int
    first: str  # the page that stood first

    def __str__(self) -> str:
        """Write a query that did badly for people."""
        rank = f"{self.rank}." if self.rank else "not found"
        return f"  {rank:9} {self.text}: {' or '.join(self.finds)}; first was {self.first or 'nothing'}"


@dataclass(frozen=True)
class Figures:
    """How often the right page stood first and among the first three, and the mean reciprocal rank."""

    top_1: float
    top_3: float
    mean_reciprocal_rank: float

    def __str__(self) -> str:
        """Write the figures in one line."""
        return f"top-1 {self.top_1:.1%}, top-3 {self.top_3:.1%}, mean reciprocal rank {self.mean_reciprocal_rank:.3f}"


def figures(queries: Sequence[Query]) -> Figures:
    """Count over queries."""
    ranks = [query.rank for query in queries]
    number = len(ranks)
    return Figures(
        sum(rank == 1 for rank in ranks) / number,
        sum(1 <= rank <= 3 for rank in ranks) / number,
        sum(1 / rank for rank in ranks if rank) / number,
    )


def ask(page: Page, group: str) -> Iterator[Query]:
    """Type the queries of a group of ``search_queries.yaml`` into the search box of an open page."""
    for case in yaml.safe_load((CASES / "search_queries.yaml").read_text(encoding="utf-8"))[group]:
        found = pages_found(page, str(case["query"]))
        ranks = [found.index(target) + 1 for target in case["finds"] if target in found]
        yield Query(case["query"], tuple(case["finds"]), min(ranks, default=0), found[0] if found else "")


def pages_found(page: Page, query: str) -> list[str]:
    """Return the addresses of the pages that the search shows for a query, in their order."""
    box, said = page.get_by_role("textbox", name="Search"), page.locator(".md-search-result__meta")
    box.fill("")
    expect(said).to_contain_text("Type to start")
    box.fill(query)
    expect(said).not_to_contain_text("Type to start")
    links = page.locator(".md-search-result__item > a:first-child")
    places = links.evaluate_all("links => links.map(link => link.pathname)")
    root = page.evaluate("new URL(JSON.parse(document.querySelector('#__config').textContent).base, location).pathname")
    return [place.removeprefix(root.rstrip("/") + "/") for place in places[:_SHOWN]]


def main(folder: Path) -> None:
    """Ask everything of a built site, and print how it did."""
    with served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(base_url=address)
        page.goto("about/")
        page.get_by_role("textbox", name="Search").focus()
        for group in ("queries", "held_out"):
            asked = list(ask(page, group))
            print(f"{group}: {len(asked)}: {figures(asked)}")
            print("\n".join(str(query) for query in asked if query.rank != 1))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if sys.argv[1:] else ROOT / "site").resolve())
