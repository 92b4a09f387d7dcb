"""The timeline: Acts, policies, inquiries and institutions by year, as a picture and as a table.

Acts come from their own front matter; every other event from the ``timeline`` of some page.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from kb.corpus import Corpus
from kb.pages import Page
from kb.parts.part import link, table
from kb.referencing import References
from kb.schema import EVENT_KINDS

_FIRST, _LAST = 1970, 2030
# Sizes in the units of the picture, which is as wide as its column.
_LEFT, _YEAR, _LANE, _DOT = 130, 14, 92, 5
_WIDTH = _LEFT + (_LAST - _FIRST) * _YEAR + 30


@dataclass(frozen=True, order=True)
class _Event:
    year: int
    kind: str
    text: str


def timeline(corpus: Corpus, _: References, here: str, __: str) -> str:
    """Return the picture and below it the same facts as a table, each with a link."""
    events = sorted(_events(corpus), key=lambda each: each[0])
    rows = [(str(event.year), escape(event.kind), link(page, here, event.text)) for event, page in events]
    listed = table("The same events as a table", ("Year", "Kind", "Event"), rows, filters=("Kind",))
    return _picture([event for event, _ in events]) + listed


def _events(corpus: Corpus) -> Iterator[tuple[_Event, Page]]:
    for page in corpus.pages:
        if page.kind == "act":
            yield _Event(int(str(page.front_matter.values["chapter"])[:4]), "law", page.title), page
        for event in page.front_matter.values.get("timeline") or ():
            yield _Event(event["year"], event["kind"], event["event"]), page


def _picture(events: list[_Event]) -> str:
    """Draw the events. No links: a hundred marks would stand in the way of the keyboard, and the table has them all."""
    height = len(EVENT_KINDS) * _LANE + 30
    lanes = "".join(
        f'<text class="kb-lane" x="0" y="{_middle(kind) + 5}">{escape(kind.capitalize())}</text>'
        f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{_middle(kind)}" y2="{_middle(kind)}"/>'
        for kind in EVENT_KINDS
    )
    decades = "".join(
        f'<text x="{_across(year)}" y="{height - 8}" text-anchor="middle">{year}</text>'
        for year in range(_FIRST, _LAST + 1, 10)
    )
    stacked: Counter[tuple[str, int]] = Counter()
    dots = []
    for event in events:
        level = stacked[event.kind, event.year]
        stacked[event.kind, event.year] += 1
        # Events of one year stand above and below the line of their lane in turn.
        y = _middle(event.kind) + (level + 1) // 2 * (2 * _DOT + 2) * (-1 if level % 2 else 1)
        name = escape(f"{event.year}: {event.text}")
        dots.append(
            f'<circle class="kb-{event.kind}" cx="{_across(event.year)}" cy="{y}" r="{_DOT}">'
            f"<title>{name}</title></circle>"
        )
    label = "Timeline of law, policy, inquiries and institutions; the table below it says the same"
    return (
        '<div class="kb-timeline" role="group" aria-label="Timeline" tabindex="0">'
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">'
        f"{lanes}{decades}{''.join(dots)}</svg></div>"
    )


def _middle(kind: str) -> int:
    return EVENT_KINDS.index(kind) * _LANE + _LANE // 2


def _across(year: int) -> int:
    return _LEFT + (min(max(year, _FIRST), _LAST) - _FIRST) * _YEAR
