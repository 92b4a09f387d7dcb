"""What crosses the network before a reader has a page, and that nothing moves while it comes."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Response

# Kilobytes with text compressed, as hosts send it; a few more than there are now. What a page weighs is stated
# in docs/contribute/development.md.
BUDGET = {
    "": 85,
    "404.html": 85,
    "concepts/trust/": 95,
    "models/": 100,
    "legislation/care-act-2014/": 100,
    "legislation/": 105,
    "legislation/timeline/": 105,
    "policy/before-1997/": 100,
    "case-studies/": 95,
    "case-studies/adult-a/": 95,
    "practice/barriers/": 100,
    "coursework/questions/": 120,
    "reference/bibliography/": 220,
    "reference/glossary/": 125,
    "reference/sources/careact2014/": 15,
}
REQUESTS = 9

SHIFTS = """() => new Promise((resolve) => {
    let sum = 0
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value)))
        .observe({ type: "layout-shift", buffered: true })
    setTimeout(() => resolve(sum), 500)
})"""


@pytest.fixture
def weigh(browser: Browser, address: str) -> Callable[[str], tuple[dict[str, int], float]]:
    """Return a function that opens a page and gives the bytes of each thing it fetched, and how far it moved."""

    def opened(url: str) -> tuple[dict[str, int], float]:
        page = browser.new_page(base_url=address, viewport={"width": 412, "height": 823})
        fetched: list[Response] = []
        page.on("response", lambda response: fetched.append(response))
        page.goto(url)
        page.wait_for_load_state("networkidle")
        moved: float = page.evaluate(SHIFTS)
        sizes = {
            each.url.removeprefix(address): len(gzip.compress(each.body()))
            for each in fetched
            if each.url.startswith(address)
        }
        page.close()
        return sizes, moved

    return opened


@pytest.mark.parametrize("url", BUDGET, ids=lambda url: url or "home")
def test_a_page_is_light_and_nothing_on_it_moves(
    weigh: Callable[[str], tuple[dict[str, int], float]], url: str
) -> None:
    sizes, moved = weigh(url)
    weight = sum(sizes.values())
    print(f"{url or 'home'}: {weight / 1000:.0f} kB, {len(sizes)} requests")
    assert weight <= 1000 * BUDGET[url], sizes
    assert len(sizes) <= REQUESTS, sizes
    assert moved == 0
