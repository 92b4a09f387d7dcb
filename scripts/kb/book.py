"""The book: the pages of a rendered site as one EPUB, in the order of the menu.

Each page is a chapter, made of the article as it was rendered, without what is there to be clicked: so notes,
tables and pictures are those that were checked and audited. Its notes stand at its end, and lead back. A link
to another chapter stays in the book; one to anything else leads to the site.

pandoc, which writes EPUB too, was not taken for it: read as HTML and written again, markers of notes and
paragraphs lose the names by which links find them, and drawings lose their colours.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml import etree, html

from kb import navigation, pages
from kb.diagnostics import SourceText
from kb.referencing.words import day_in_words
from kb.site import Site

# Who contributes does so on the site.
_LEFT_OUT = {"Contribute"}
_TO_BE_CLICKED = ("headerlink", "kb-p", "kb-actions", "kb-filters", "kb-origin", "kb-source", "kb-copy", "Z3988")
_KEPT = re.compile(r"id|class|href|title|lang|scope|(row|col)span|role|aria-(label|labelledby|describedby)|style")
# Names with a prefix, and that of a language within, cannot be set by the writer of HTML: they are put in after it.
_AFTERWARDS = {' data-epub-type="': ' epub:type="', ' data-xmlns="': ' xmlns="'}
_STYLE = Path(__file__).with_suffix(".css")
_PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en-GB" xml:lang="en-GB">
<head><title>{title}</title><link rel="stylesheet" href="style.css"/></head>
<body class="md-typeset">{body}</body>
</html>
"""
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


@dataclass(frozen=True)
class _Chapter:
    url: str  # of the page, within the site
    part: str  # heading of the menu under which it stands
    title: str
    body: str

    @property
    def file(self) -> str:
        return _file(self.url)


def file_name(edition: str) -> str:
    """Return what the book of an edition is called, or that of the rolling site where there is no edition."""
    return f"partnership-working{f'-{edition}' if edition else ''}.epub"


def write(root: Path, folder: Path, site: Site, book: Path) -> None:
    """Write the pages of the site rendered into ``folder`` as an EPUB 3. The same site gives the same bytes."""
    parts = dict(_menu(root))
    files = {url: _file(url) for url in parts}
    chapters = [_chapter(folder, url, part, files, site) for url, part in parts.items()]
    listed = json.loads((folder / "pages.json").read_text(encoding="utf-8"))
    changed = max(page["changed"] for page in listed.values())
    content = {
        "META-INF/container.xml": _CONTAINER,
        "book/package.opf": _package(chapters, site, changed),
        "book/contents.xhtml": _PAGE.format(title="Contents", body=_contents(chapters)),
        "book/title.xhtml": _PAGE.format(title=escape(site.name), body=_title_page(site, changed)),
        "book/style.css": _STYLE.read_text(encoding="utf-8")
        + (folder / "assets/pictures.css").read_text(encoding="utf-8"),
        **{f"book/{each.file}": _PAGE.format(title=escape(each.title), body=each.body) for each in chapters},
    }
    book.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(book, "w") as packed:
        packed.writestr(ZipInfo("mimetype"), "application/epub+zip", ZIP_STORED)  # first and plain: the format asks it
        for name, text in content.items():
            packed.writestr(ZipInfo(name), text, ZIP_DEFLATED)


def _menu(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the address of each page of the menu, and the heading under which it stands."""
    settings = SourceText("mkdocs.yml", (root / "mkdocs.yml").read_text(encoding="utf-8"))
    for entry in navigation.read(settings) or ():
        if entry.section not in _LEFT_OUT and entry.path.endswith(".md"):
            yield pages.url(entry.path), entry.section


def _file(url: str) -> str:
    return f"{url.strip('/').replace('/', '-') or 'home'}.xhtml"


def _chapter(folder: Path, url: str, part: str, files: Mapping[str, str], site: Site) -> _Chapter:
    text = (folder / url / "index.html").read_bytes()
    (article,) = html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8")).iter("article")
    for name in _TO_BE_CLICKED:
        for element in article.find_class(name):
            element.drop_tree()
    for link in article.xpath(".//*[@class='kb-stamp']/a"):
        link.drop_tree()
    for panel in article.find_class("kb-cite"):
        _reduce_to_one_reference(panel)
    for element in article.iter(etree.Element):
        if link := element.get("href"):
            element.set("href", _link(link, url, files, site))
        _make_valid(element)
    title = " ".join(article.find(".//h1").text_content().split())
    body = "".join(etree.tostring(child, method="xml", encoding="unicode") for child in article)
    for stand_in, meant in _AFTERWARDS.items():
        body = body.replace(stand_in, meant)
    return _Chapter(url, part, title, body)


def _reduce_to_one_reference(panel: html.HtmlElement) -> None:
    heading, reference = panel.find("h2"), panel.xpath("./dl[1]/dd[last()]/span")[0]
    for child in list(panel):
        panel.remove(child)
    panel.append(heading)
    etree.SubElement(panel, "p").append(reference)


def _make_valid(element: html.HtmlElement) -> None:
    """Leave what EPUB knows, and tell reading systems what is a note: they show notes in a window."""
    if align := element.get("align"):
        element.set("style", f"text-align: {align}")
    is_drawn = element.tag == "svg" or next(element.iterancestors("svg"), None) is not None
    for name in () if is_drawn else element.keys():
        if not _KEPT.fullmatch(name):
            del element.attrib[name]
    if element.tag == "svg":
        element.set("data-xmlns", "http://www.w3.org/2000/svg")
        element.set("viewBox", element.attrib.pop("viewbox"))  # the reader of HTML writes names small
    if identifier := element.get("id"):
        element.set("id", _name(identifier))
    for reference in ("aria-labelledby", "aria-describedby"):
        if element.get(reference):
            element.set(reference, " ".join(map(_name, element.get(reference).split())))
    if element.get("role") == "doc-noteref":
        element.set("data-epub-type", "noteref")
    if element.get("role") == "doc-endnotes":
        element.set("data-epub-type", "endnotes")
    if element.tag == "li" and (element.get("id") or "").startswith("fn-"):
        element.set("data-epub-type", "endnote")


def _name(identifier: str) -> str:
    """Return an identifier as XML allows it: no colon, no digit first."""
    return re.sub(r"^(?=\d)", "n", identifier.replace(":", "-"))


def _link(address: str, url: str, files: Mapping[str, str], site: Site) -> str:
    if urlsplit(address).scheme:
        return address
    path, fragment = urldefrag(address)
    target = urljoin(f"/{url}", path)[1:]
    if not path:
        return f"#{_name(fragment)}"
    if target in files:
        return f"{files[target]}{f'#{_name(fragment)}' if fragment else ''}"
    return f"{site.url}{target}{f'#{fragment}' if fragment else ''}"


def _contents(chapters: list[_Chapter]) -> str:
    items = []
    for part in dict.fromkeys(chapter.part for chapter in chapters):
        links = [f'<a href="{each.file}">{escape(each.title)}</a>' for each in chapters if each.part == part]
        first, *rest = links
        inner = "".join(f"<li>{link}</li>" for link in rest)
        items.append(f"<li>{first}{f'<ol>{inner}</ol>' if inner else ''}</li>")
    return f'<nav epub:type="toc" id="toc"><h1>Contents</h1><ol>{"".join(items)}</ol></nav>'


def _title_page(site: Site, changed: str) -> str:
    edition = f"Edition {escape(site.edition)}, " if site.edition else ""
    url = escape(site.url)
    return (
        f'<section epub:type="titlepage"><h1>{escape(site.name)}</h1>'
        f"<p>{edition}as it stood on {day_in_words(changed)}</p>"
        f'<p>On the web: <a href="{url}">{url}</a>. Each chapter ends with how to cite it, by its address there. '
        "The law may have changed since.</p><p>Text under CC BY 4.0.</p></section>"
    )


def _package(chapters: list[_Chapter], site: Site, changed: str) -> str:
    title = escape(site.name + (f", edition {site.edition}" if site.edition else ""))
    texts = ["title", "contents", *(chapter.file.removesuffix(".xhtml") for chapter in chapters)]
    drawn = [chapter.file.removesuffix(".xhtml") for chapter in chapters if "<svg " in chapter.body]
    has = {"contents": ' properties="nav"', **dict.fromkeys(drawn, ' properties="svg"')}
    items = "".join(
        f'<item id="c-{name}" href="{name}.xhtml" media-type="application/xhtml+xml"{has.get(name, "")}/>'
        for name in texts
    )
    accessible = "".join(
        f'<meta property="schema:{name}">{value}</meta>'
        for name, value in [
            ("accessMode", "textual"),
            ("accessMode", "visual"),
            ("accessibilityFeature", "tableOfContents"),
            ("accessibilityFeature", "structuralNavigation"),
            ("accessibilityFeature", "longDescription"),
            ("accessibilityHazard", "none"),
        ]
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="book" xml:lang="en-GB">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="book">{escape(site.url)}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:language>en-GB</dc:language>
<dc:creator>{escape(site.author)}</dc:creator>
<dc:publisher>{escape(site.name)}</dc:publisher>
<dc:date>{changed}</dc:date>
<dc:rights>CC BY 4.0</dc:rights>
<meta property="dcterms:modified">{changed}T00:00:00Z</meta>
{accessible}
</metadata>
<manifest><item id="style" href="style.css" media-type="text/css"/>{items}</manifest>
<spine>{"".join(f'<itemref idref="c-{name}"/>' for name in texts)}</spine>
</package>
"""
