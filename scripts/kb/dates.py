"""Days as people write them."""

import re
from datetime import date

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_IN_WORDS = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>\d{4})")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<mark>[./-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<mark>[./-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})")


def in_figures(text: str) -> str | None:
    """Return a day as year-month-day where it can mean only one day: ``21 November 2026``, ``21/11/2026``.

    ``5/6/2026`` is the fifth of June for some and the sixth of May for others: None.
    """
    for pattern in (_IN_WORDS, _DAY_FIRST, _YEAR_FIRST):
        if match := pattern.fullmatch(text.strip()):
            day, month = int(match["day"]), match["month"].lower()
            if pattern is _DAY_FIRST and day <= 12 and day != int(month):
                return None
            named = [number for number, name in enumerate(_MONTHS, 1) if name.startswith(month)]
            try:
                return date(int(match["year"]), int(month) if month.isdigit() else named[0], day).isoformat()
            except (ValueError, IndexError):
                return None
    return None
