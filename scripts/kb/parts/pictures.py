"""A picture in a page, with its caption, and with its description for whoever does not see it."""

from html import escape
from xml.etree import ElementTree

from kb import pictures
from kb.corpus import Corpus
from kb.referencing import References


def picture(corpus: Corpus, _: References, __: str, name: str) -> str:
    """Return a picture by its name. Raises KeyError where there is none of this name."""
    found = pictures.load(corpus.root, name)
    if found is None or found.svg is None:
        raise KeyError(name)
    caption = found.title
    # Left in the drawing, the title would follow the pointer about.
    for title in found.svg.findall("title"):
        found.svg.remove(title)
    for description in found.svg.findall("desc"):
        description.set("id", f"{name}-in-words")
    found.svg.set("role", "img")
    found.svg.set("aria-labelledby", f"{name}-caption")
    found.svg.set("aria-describedby", f"{name}-in-words")
    drawing = ElementTree.tostring(found.svg, encoding="unicode")
    return (
        f'<figure class="kb-picture" data-search-exclude><figcaption id="{name}-caption">{escape(caption)}</figcaption>'
        f"{drawing}</figure>"
    )
