"""What search engines read before the pages: the sitemap, and robots.txt, which says where it is.

The sitemap of MkDocs is replaced, because it gives every page the same day. The pages of sources are
not in it, since they are found from the bibliography, nor the signs where a page was before.
"""

from datetime import date
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from kb.corpus import Corpus
from kb.site import Site

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write(corpus: Corpus, site: Site, folder: Path) -> None:
    """Write both files into the folder of a rendered site; an edition, which stands in a folder, has no robots.txt."""
    addresses = Element("urlset", {"xmlns": _NAMESPACE})
    for page in corpus.pages:
        address = SubElement(addresses, "url")
        SubElement(address, "loc").text = site.url + page.url
        if type(changed := page.front_matter.values.get("changed")) is date:
            SubElement(address, "lastmod").text = changed.isoformat()
    ElementTree.indent(addresses)
    (folder / "sitemap.xml").write_bytes(ElementTree.tostring(addresses, encoding="utf-8", xml_declaration=True))
    (folder / "sitemap.xml.gz").unlink(missing_ok=True)  # MkDocs's, with the other days
    if not site.edition:
        text = f"User-agent: *\nAllow: /\n\nSitemap: {site.url}sitemap.xml\n"
        (folder / "robots.txt").write_text(text, encoding="utf-8")
