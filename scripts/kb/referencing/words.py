"""Dates in words."""

from datetime import date


def day_in_words(iso: str) -> str:
    """Write an ISO day in British English: ``2026-11-05`` becomes ``5 November 2026``.

    Text that is not an ISO day is returned as it is.
    """
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {day:%B} {day.year}"
