"""What stands at the head of a page: its kind and nations above the title; dates and reading time below; In brief.

A page about law that a reader must not take for law in force has a banner that says so, and the page of an Act
leads readers in a nation that it does not treat to the page of the law there.
"""

from collections.abc import Iterator, Mapping
from html import escape
from xml.etree.ElementTree import Element

from kb.page_citations import is_citable
from kb.pages import Page
from kb.parts.part import link
from kb.referencing.words import day_in_words

# Reference text is read slowly, and every minute begun counts.
_WORDS_A_MINUTE = 200
_READ_THROUGH = {"concept", "model", "act", "policy", "case-study", "practice"}

# What each status that needs a warning means to somebody who is about to cite the page.
_BANNERS = {
    "repealed": ("Repealed.", "Do not cite this Act as law in force. The page says what stands in its place."),
    "partly repealed": (
        "Partly repealed.",
        "Not all of what this page describes is law today. See what is before you cite a section.",
    ),
    "partly in force": (
        "Partly in force.",
        "Not all of what this page describes was found in force. See what was before you cite a section.",
    ),
    "pending": (
        "Pending change.",
        "Do not cite this page as law in force: it lists what was proposed, or passed without being found in force, "
        "when it was last seen. Look up the present position before you write.",
    ),
}

# The pages of the law of one nation, for readers there who have come to an Act of another.
_LAW_OF = {
    "Wales": "legislation/wales.md",
    "Scotland": "legislation/scotland.md",
    "Northern Ireland": "legislation/northern-ireland.md",
}


def above_title(page: Page) -> str:
    """Return the kind of the page and the nations it is about; nothing for the home page."""
    if not page.url:
        return ""
    kind = "" if page.kind == "index" else f'<span class="kb-kind">{escape(_in_words(page.kind))}</span>'
    nations = escape(", ".join(page.front_matter.values.get("nations") or ()))
    return f'<p class="kb-kicker kb-is-{escape(page.kind)}" data-search-exclude>{kind}<span>{nations}</span></p>'


def below_title(page: Page, words: int, edition: str) -> str:
    """Return dates, reading time, the edition and, where the law needs one, a banner; nothing for the home page."""
    if not page.url:
        return ""
    facts = "".join(f"<span>{escape(fact)}</span>" for fact in _facts(page, words, edition))
    cite = '<a href="#cite-this-page">Cite this page</a>' if is_citable(page) else ""
    return f'<p class="kb-stamp" data-search-exclude>{facts}{cite}</p>{_banner(page)}'


def elsewhere(page: Page, by_name: Mapping[str, Page], start: str) -> str:
    """Return on the page of an Act the ways to the law of the nations it does not treat, if there are such pages.

    ``by_name`` has the pages of the site by their path within docs/; ``start`` is the folder links start from.
    """
    nations = page.front_matter.values.get("nations") or ()
    if page.kind != "act" or "UK" in nations:
        return ""
    links = ", ".join(
        link(by_name[name], start, nation)
        for nation, name in _LAW_OF.items()
        if nation not in nations and name in by_name
    )
    return links and f'<p class="kb-elsewhere" data-search-exclude>Elsewhere in the UK, see the law in: {links}</p>'


def set_apart(root: Element) -> None:
    """Mark each element of the section *In brief*, so that a style sheet can set it apart at little cost."""
    inside = False
    for element in root:
        if element.tag == "h2":
            inside = element.text == "In brief"
        if inside:
            element.set("class", f"{element.get('class', '')} kb-brief".lstrip())


def _facts(page: Page, words: int, edition: str) -> Iterator[str]:
    values = page.front_matter.values
    if page.kind == "act":
        as_at = day_in_words(str(values.get("as_at", "")))
        yield f"Law as at {as_at}" if as_at else "Law as read in a copy without a date"
        yield str(values.get("status", "")).capitalize()
    reviewed, changed = (day_in_words(str(values.get(key, ""))) for key in ("reviewed", "changed"))
    yield from (
        [f"Reviewed and last changed {changed}"]
        if reviewed == changed
        else [
            f"Reviewed {reviewed}",
            f"Last changed {changed}",
        ]
    )
    if page.kind in _READ_THROUGH:
        yield f"{-(-words // _WORDS_A_MINUTE)} minutes to read"
    if edition:
        yield f"Edition {edition}"


def _banner(page: Page) -> str:
    heading, advice = _BANNERS.get(str(page.front_matter.values.get("status")), ("", ""))
    # On the page of an Act the section of this name says more.
    more = ' <a href="#status">Status</a>.' if heading and page.kind == "act" else ""
    return heading and f'<div class="kb-banner" role="note"><p><strong>{heading}</strong> {advice}{more}</p></div>'


def _in_words(kind: str) -> str:
    return kind.replace("-", " ").capitalize()
