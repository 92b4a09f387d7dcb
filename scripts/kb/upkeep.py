"""What time does to a reference: addresses outside that no longer answer, reviews that are due.

This asks other hosts, so it is run by a scheduled job and never by a build.
"""

import re
import ssl
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from errno import ENETUNREACH
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import HTTPSHandler, OpenerDirector, Request, build_opener

from kb.checks.front_matter import review_overdue
from kb.corpus import Corpus

_ADDRESS = re.compile(r"https?://[^\s<>\"'`)\]}|]+[^\s<>\"'`)\]}|.,;:]")
_GONE = (404, 410)  # any other answer may mean that robots are not welcome
_NO_ANSWER = "no answer"
_TIMEOUT = 30
_AT_ONCE = 16
_BROWSER = {"User-Agent": "Mozilla/5.0 (compatible; link check)", "Accept": "*/*"}


def report(sources: Corpus) -> str:
    """Return what is to be done, as Markdown; the empty string where nothing is."""
    dead = [f"- <{address}>: {why}; in {', '.join(places)}" for address, why, places in dead_addresses(sources)]
    overdue = [f"- `{found.path}`: {found.message}" for found in review_overdue(sources)]
    parts = {
        f"## Addresses that no longer answer ({len(dead)})": (
            "Look for the new address, or take the address out. A page may answer a reader all the same.",
            dead,
        ),
        f"## Pages and law to be read again ({len(overdue)})": (
            "Read the page against its sources, then put in the day.",
            overdue,
        ),
    }
    return "\n\n".join("\n\n".join([head, hint, "\n".join(items)]) for head, (hint, items) in parts.items() if items)


def dead_addresses(sources: Corpus) -> list[tuple[str, str, list[str]]]:
    """Ask for every address outside; return those that are gone, why, and where they stand.

    Raises OSError where no host at all answers.
    """
    places = outside_addresses(sources)
    # One set of certificates for all: to load them takes longer than most answers.
    opener = build_opener(HTTPSHandler(context=ssl.create_default_context()))
    with ThreadPoolExecutor(_AT_ONCE) as workers:
        answers = dict(zip(places, workers.map(lambda address: _fault(address, opener), places), strict=True))
    if answers and all(why.startswith(_NO_ANSWER) for why in answers.values()):
        raise OSError(ENETUNREACH, "no host answered, so there is no network", next(iter(answers)))
    return [(address, why, places[address]) for address, why in answers.items() if why]


def outside_addresses(sources: Corpus) -> Mapping[str, list[str]]:
    """Return every address in the bibliography and on the pages, with the places where it stands."""
    found: dict[str, list[str]] = {}
    for address, place in [*_in_bibliography(sources), *_on_pages(sources)]:
        found.setdefault(address, []).append(place)
    return found


def _in_bibliography(sources: Corpus) -> Iterator[tuple[str, str]]:
    for entry in sources.bibliography.entries:
        if doi := entry.get("doi"):
            yield f"https://doi.org/{doi}", f"`{entry.key}`"
        elif url := entry.get("url"):
            yield url, f"`{entry.key}`"


def _on_pages(sources: Corpus) -> Iterator[tuple[str, str]]:
    for page in sources.pages:
        found = page.found
        blocks, spans = ([code.span for code in each] for each in (found.code_blocks, found.code_spans))
        hidden = [*blocks, *spans, *found.comments]
        for address in _ADDRESS.finditer(page.source.text, page.front_matter.body_start):
            if not any(span.start <= address.start() < span.end for span in hidden):
                yield address[0], f"`{page.source.path}:{page.source.position(address.start()).line}`"


def _fault(address: str, opener: OpenerDirector) -> str:
    """Return what is wrong with an address, or nothing. A host that fails once is asked again."""
    why = ""
    for method in ("HEAD", "GET"):
        try:
            # The pattern, and the check of addresses in the bibliography, let only web addresses through.
            with opener.open(Request(address, method=method, headers=_BROWSER), timeout=_TIMEOUT):  # noqa: S310
                return ""
        except HTTPError as error:
            error.close()
            why = f"answers {error.code}" if error.code in _GONE else ""
        except (URLError, HTTPException, OSError, ValueError) as error:
            why = f"{_NO_ANSWER} ({getattr(error, 'reason', error)})"
    return why
