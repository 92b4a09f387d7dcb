"""Numbers for the paragraphs of a page, so that a reader can point to one: ``#p12``.

The number is not text: a style sheet shows it beside the paragraph. So it is neither read aloud,
nor found by search, nor copied along. Readers with a keyboard choose it in the cite panel.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

# What has no paragraphs of its own to point to.
_WITHOUT = {"table", "section", "pre"}


def number(root: Element) -> int:
    """Give every paragraph, list item and definition below an element its number; return how many there are."""
    count = 0
    for paragraph in _paragraphs(root):
        count += 1
        paragraph.set("id", f"p{count}")
        link = Element(
            "a", {"class": "kb-p", "href": f"#p{count}", "data-n": str(count), "tabindex": "-1", "aria-hidden": "true"}
        )
        link.text = AtomicString("")
        link.tail, paragraph.text = paragraph.text, None
        paragraph.insert(0, link)
    return count


def _paragraphs(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag in _WITHOUT:
            continue
        if child.tag in ("p", "li", "dd") and _has_words(child):
            yield child
        yield from _paragraphs(child)


def _has_words(element: Element) -> bool:
    """Tell whether an element has text of its own: not a heading of a box, nor what the build puts in."""
    text = (element.text or "").strip()
    put_in = re.fullmatch(HTML_PLACEHOLDER_RE, text) and len(element) == 0
    return bool(text) and not put_in and element.get("class") != "admonition-title"
