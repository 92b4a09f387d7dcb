"""The day of access in a reference, which is the reader's own: how each style writes it, and a gap in its place.

How a style writes days is found out from the processor, so that what a reader copies is what
the processor writes for that day.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kb.referencing import processor
from kb.referencing.styles import Style

# Stands in a form where the day belongs. It occurs in no text: it is a character for private use.
GAP = "\ue000"


@dataclass(frozen=True)
class AccessDate:
    """How a style writes the day of access: a pattern with {day}, {month}, {year}, and its names of the months."""

    pattern: str
    months: tuple[str, ...]

    def written(self, day: date) -> str:
        """Return a day as the style writes it."""
        return self.pattern.format(day=day.day, month=self.months[day.month - 1], year=day.year)


def access_date(style: Style, cache_folder: Path) -> AccessDate | None:
    """Return how a style writes the day of access, None if it gives none. Raises ProcessorError."""
    days = {str(month): date(1999, month, 28) for month in range(1, 13)}
    items = [
        {"id": month, "type": "webpage", "title": "T", "URL": "https://site.example/", "accessed": parts(day)}
        | {"issued": {"date-parts": [[2001]]}}
        for month, day in days.items()
    ]
    written = processor.format_items(items, style.csl, cache_folder)
    found = list(_days(written[month].reference for month in days))
    return AccessDate(found[0][0], tuple(month for _, month in found)) if len(found) == 12 else None


def parts(day: date) -> dict[str, Any]:
    """Return a day as CSL-JSON."""
    return {"date-parts": [[day.year, day.month, day.day]]}


def _days(references: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Yield the pattern and the month of the day that stands in each reference."""
    for reference in references:
        if match := re.search(r"28 (\S+) 1999", reference):
            yield "{day} {month} {year}", match[1]
        elif match := re.search(r"(\S+) 28, 1999", reference):
            yield "{month} {day}, {year}", match[1]
        elif match := re.search(r"1999 (\S+) 28", reference):
            yield "{year} {month} {day}", match[1]
