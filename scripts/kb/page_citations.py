"""How the pages of this site are cited: a reference to each, in every style, from the processor.

The day of access and the number of a paragraph are the reader's own. Both are given to the
processor as stand-ins and found again in what it writes, where they leave gaps.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kb.corpus import Corpus
from kb.pages import Page
from kb.referencing import access, processor
from kb.referencing.access import AccessDate
from kb.referencing.styles import STYLES, Style, System
from kb.site import Site

_STAND_IN_DAY, _STAND_IN_PARAGRAPH = date(1999, 9, 28), "9999"
PARAGRAPH_GAP = "\ue001"


@dataclass(frozen=True)
class Form:
    """One thing to cite in one style, as HTML with gaps."""

    reference: str
    in_text: str
    access_date: AccessDate | None  # None where the style gives no day of access
    in_text_of_paragraph: str = ""


def is_citable(page: Page) -> bool:
    """Tell whether a page is offered for citing: a content page, which has a day of its last change."""
    return page.kind not in ("", "index") and type(page.front_matter.values.get("changed")) is date


def list_of_pages(corpus: Corpus) -> dict[str, dict[str, str]]:
    """Return title and ISO day of the last change of every citable page, by its address: what editions compare.

    An address that a page had before has the same, and where it leads.
    """
    listed = {}
    for page in filter(is_citable, corpus.pages):
        entry = {"title": page.title, "changed": page.front_matter.values["changed"].isoformat()}
        listed[page.url] = entry
        listed |= {address: {**entry, "moved_to": page.url} for address in page.moved_from}
    return listed


def item(page: Page, site: Site) -> dict[str, Any]:
    """Return a page as a CSL-JSON item, with the address of the edition that holds it."""
    changed: date = page.front_matter.values["changed"]
    edition = site.edition_with(page.url, changed.isoformat())
    data = {
        "id": page.name,
        "type": "webpage",
        "title": page.title,
        "author": [{"literal": site.author}],
        # APA leaves out the name of a site that is the author too, and other styles would say it twice.
        "container-title": site.name if site.name != site.author else "",
        "edition": f"Edition {edition}" if edition else "",
        "issued": access.parts(changed),
        "URL": site.permanent_url(page.url, changed.isoformat()),
        "language": "en-GB",
    }
    return {key: value for key, value in data.items() if value}


def forms(corpus: Corpus, site: Site, cache_folder: Path) -> dict[str, dict[Style, Form]]:
    """Return the forms of every citable page, by the path of its source. Raises ProcessorError."""
    items = [item(page, site) | {"accessed": access.parts(_STAND_IN_DAY)} for page in corpus.pages if is_citable(page)]
    found: dict[str, dict[Style, Form]] = {one["id"]: {} for one in items}
    for style in STYLES:
        access_date = access.access_date(style, cache_folder)
        plain = processor.format_items(items, style.csl, cache_folder)
        placed = processor.format_items(items, style.csl, cache_folder, f"para. {_STAND_IN_PARAGRAPH}")
        for name, by_style in found.items():
            texts = (plain[name].reference, plain[name].in_text, placed[name].in_text)
            reference, in_text, of_paragraph = (_with_gaps(text, style, access_date) for text in texts)
            by_style[style] = Form(reference, in_text, access_date, of_paragraph)
    return found


def _with_gaps(text: str, style: Style, access_date: AccessDate | None) -> str:
    if access_date:
        text = text.replace(access_date.written(_STAND_IN_DAY), access.GAP)
    if style.system is System.NUMBER:
        text = re.sub(r"^\(\d+", "(1", text)  # which number it is depends on the reader's own list
    return text.replace(_STAND_IN_PARAGRAPH, PARAGRAPH_GAP)
