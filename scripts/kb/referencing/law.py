"""References to law and to the record of Parliament, which no citation processor sets rightly.

General processors print the year of an Act twice and write "Pub. L. No." before a chapter
number. The form here is that of Cite Them Right: *Short Title Year, chapter*, then the place
in the Act, then the address. Judgments are cited by their neutral citation, as United Kingdom
courts ask (Practice Direction (Judgments: Form and Citation) [2001] 1 WLR 194).
"""

from html import escape

from kb.bibliography import Entry
from kb.referencing.words import day_in_words

TYPES = ("legislation", "jurisdiction")


def is_law(entry: Entry) -> bool:
    """Tell whether an entry is referenced here and not by the processor."""
    return entry.type in TYPES or is_hansard(entry)


def is_hansard(entry: Entry) -> bool:
    """Tell whether an entry is the record of a debate or of answers in Parliament."""
    return entry.type == "report" and entry.get("type").startswith("Parliamentary")


def reference(entry: Entry, locator: str = "") -> str:
    """Return the reference as HTML, with the place in the source where it belongs.

    ``locator`` is text as readers see it (``s. 6``); it is escaped here.
    """
    place = f", {escape(locator)}" if locator else ""
    return f"{_identity(entry)}{place}.{_address(entry)}"


def oscola(entry: Entry) -> str:
    """Return an Act, instrument or judgment as OSCOLA cites it, as HTML: an Act by its short title alone."""
    title, number = escape(entry.get("title")), escape(entry.get("number"))
    if entry.type == "jurisdiction":
        return f"<em>{title}</em> {number}"
    return title if entry.get("chapter") else f"{title}, {number}"


def in_text(entry: Entry) -> str:
    """Return what stands in the brackets of a style that points to its references by name, as HTML."""
    return f"({_house(entry)}, {escape(entry.get('year'))})" if is_hansard(entry) else f"({escape(entry.get('title'))})"


def name(entry: Entry) -> str:
    """Return what the law is called, as text: ``Care Act 2014, c. 23``."""
    return ", ".join(part for part in (entry.get("title"), entry.get("chapter") or entry.get("number")) if part)


def _identity(entry: Entry) -> str:
    title = escape(entry.get("title"))
    if entry.type == "jurisdiction":
        return f"<em>{title}</em> {escape(entry.get('number'))}"
    if is_hansard(entry):
        return (
            f"{_house(entry)} ({escape(entry.get('year'))}) ‘{title}’. <em>Hansard</em>: {escape(entry.get('number'))}"
        )
    if chapter := entry.get("chapter"):
        return f"<em>{title}, {escape(chapter)}</em>"
    return f"<em>{title}</em> ({escape(entry.get('number'))})"


def _house(entry: Entry) -> str:
    return escape(entry.names["author"][0].literal if entry.names.get("author") else entry.get("institution"))


def _address(entry: Entry) -> str:
    url = escape(entry.get("url"))
    if not url:
        return ""
    accessed = f" (Accessed: {day_in_words(entry.get('consulteddate'))})" if entry.get("consulteddate") else ""
    return f' Available at: <a href="{url}">{url}</a>{accessed}.'
