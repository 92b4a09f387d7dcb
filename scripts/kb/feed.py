"""The feed of changes, in Atom (RFC 4287): the pages whose substance changed last."""

from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from kb.corpus import Corpus
from kb.page_citations import is_citable
from kb.pages import Page
from kb.site import Site

_NAME = "changes.xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_MOST = 100


def write(corpus: Corpus, site: Site, folder: Path) -> None:
    """Write the feed into the folder of a rendered site; an edition, which does not change, has none."""
    if site.edition:
        return
    citable = [page for page in corpus.pages if is_citable(page)]
    # Sorting keeps the order of the pages where days are the same.
    newest = sorted(citable, key=_day, reverse=True)[:_MOST]
    feed = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "en-GB"})
    _add(feed, "id", text=site.url + _NAME)
    _add(feed, "title", text=f"Changes to {site.name}")
    _add(feed, "subtitle", text="Pages whose substance has changed, the newest first.")
    _add(feed, "updated", text=_instant(newest[0]) if newest else "2026-01-01T00:00:00Z")
    _add(feed, "link", rel="self", type="application/atom+xml", href=site.url + _NAME)
    _add(feed, "link", rel="alternate", type="text/html", href=site.url)
    _add(feed, "link", rel="license", href=_LICENCE)
    _add(feed, "icon", text=site.url + "favicon.ico")
    _add(_add(feed, "author"), "name", text=site.author)
    for page in newest:
        entry = _add(feed, "entry")
        _add(entry, "id", text=_identifier(page, site))
        _add(entry, "title", text=page.title)
        _add(entry, "updated", text=_instant(page))
        _add(entry, "link", rel="alternate", type="text/html", href=site.url + page.url)
        _add(entry, "summary", text=str(page.front_matter.values["description"]))
    ElementTree.indent(feed)
    (folder / _NAME).write_bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    added = SubElement(parent, name, attributes)
    added.text = text
    return added


def _day(page: Page) -> str:
    return str(page.front_matter.values["changed"].isoformat())


def _instant(page: Page) -> str:
    return f"{_day(page)}T00:00:00Z"


def _identifier(page: Page, site: Site) -> str:
    """Return the tag URI (RFC 4151) of a change: of the page's first address, which it keeps if it moves, and the day.

    With an identifier for each change, a reader of the feed is shown a page again when it has changed again.
    """
    parts = urlsplit(site.url)
    return f"tag:{parts.hostname},{_day(page)}:{parts.path}{(*page.moved_from, page.url)[0]}"
