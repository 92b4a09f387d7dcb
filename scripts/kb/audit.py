"""The second gate: read the rendered site and find what the first gate could not see.

It shares no code with the finder or the renderer: it looks at the HTML as a browser would.
"""

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import html

# Attributes by which a page makes the browser load something at once.
_LOADS = ("src", "srcset", "poster", "data")
_LOADING_LINKS = {
    "stylesheet",
    "preload",
    "modulepreload",
    "icon",
    "manifest",
    "prefetch",
    "preconnect",
    "dns-prefetch",
}
_NOT_SHOWN = {"script", "style", "template", "noscript", "code", "pre", "textarea", "kbd", "samp"}
_LITERAL = re.compile(r"\[[-\w ,;]*@\w|\[\^")
# Types of scripts that a browser runs; every other is data.
_RUN = {"", "module", "text/javascript"}
_METADATA = ("citation_title", "citation_author", "citation_publication_date")


@dataclass(frozen=True)
class Fault:
    """Something wrong on a rendered page."""

    page: str  # path of the file within the site
    message: str

    def __str__(self) -> str:
        """Write the fault for people."""
        return f"{self.page}: {self.message}"


@dataclass(frozen=True)
class _Rendered:
    path: str
    document: html.HtmlElement
    ids: Counter[str]


def audit(site: Path, site_url: str, expected_notes: Mapping[str, int]) -> list[Fault]:
    """Return what is wrong in a rendered site.

    ``expected_notes`` gives for each content page (path of its HTML file within the site) the
    number of notes its source has. A page that is expected and not there is a fault.
    """
    rendered = {path: _read(site, path) for path in sorted(_html_files(site))}
    faults: list[Fault] = []
    for page in rendered.values():
        faults.extend(_literal_citations(page))
        faults.extend(_duplicate_ids(page))
        faults.extend(_notes(page))
        faults.extend(_other_hosts(page, site_url))
        faults.extend(_against_policy(page))
        faults.extend(_dead_links(page, site, rendered, urlsplit(site_url).path or "/"))
    for path, count in expected_notes.items():
        if path not in rendered:
            faults.append(Fault(path, "the page was not rendered"))
            continue
        faults.extend(_metadata(rendered[path]))
        found = len(_note_items(rendered[path]))
        if found != count:
            faults.append(Fault(path, f"{found} notes are on the page, its source has {count}"))
    return faults


def _html_files(site: Path) -> Iterator[str]:
    for path in site.rglob("*.html"):
        yield path.relative_to(site).as_posix()


def _read(site: Path, path: str) -> _Rendered:
    document = html.document_fromstring((site / path).read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    ids = Counter(identifier for element in document.iter("*") if (identifier := element.get("id")))
    return _Rendered(path, document, ids)


def _literal_citations(page: _Rendered) -> Iterator[Fault]:
    for text in _visible_text(page.document):
        if found := _LITERAL.search(text):
            shown = text[max(0, found.start() - 20) : found.end() + 40].strip()
            yield Fault(page.path, f'a citation or note is shown as it was typed: "{shown}"')


def _visible_text(element: html.HtmlElement) -> Iterator[str]:
    if not _is_prose(element):
        return
    # The text of one element joined, so that markup inside brackets does not hide them.
    own = [element.text or ""]
    for child in element:
        if _is_prose(child):
            yield from _visible_text(child)
        own.append(child.tail or "")
    yield " ".join(own)


def _is_prose(element: html.HtmlElement) -> bool:
    """Tell whether a reader sees the element's text as prose; kb-literal marks an intended [@."""
    shown = isinstance(element.tag, str) and element.tag not in _NOT_SHOWN
    return shown and element.get("class") != "kb-literal"


def _duplicate_ids(page: _Rendered) -> Iterator[Fault]:
    for identifier, count in page.ids.items():
        if count > 1:
            yield Fault(page.path, f'the id "{identifier}" stands {count} times')


def _note_items(page: _Rendered) -> list[html.HtmlElement]:
    return list(page.document.xpath('//*[@role="doc-endnotes"]/ol/li'))


def _notes(page: _Rendered) -> Iterator[Fault]:
    """Every marker leads to a note, and every note leads back to each of its markers."""
    leads_to: dict[str, set[str]] = {}
    for marker in page.document.xpath('//a[@role="doc-noteref"]'):
        leads_to.setdefault(marker.get("href")[1:], set()).add(marker.getparent().get("id"))
    notes = {item.get("id"): item for item in _note_items(page)}
    for target in leads_to.keys() - notes.keys():
        yield Fault(page.path, f'a marker leads to the note "{target}", which is not there')
    for identifier, item in notes.items():
        returns = {link.get("href")[1:] for link in item.xpath('.//a[@role="doc-backlink"]')}
        if not returns:
            yield Fault(page.path, f'the note "{identifier}" has no link back to the text')
        elif returns != leads_to.get(identifier, set()):
            yield Fault(page.path, f'the links back from the note "{identifier}" are not those to it')
        names = [link.get("aria-label") for link in item.xpath('.//a[@role="doc-backlink"]')]
        if len(set(names)) != len(names) or None in names:
            yield Fault(page.path, f'the links back from the note "{identifier}" cannot be told apart by name')


def _other_hosts(page: _Rendered, site_url: str) -> Iterator[Fault]:
    own = urlsplit(site_url).netloc
    for element in page.document.iter("*"):
        addresses = [element.get(name) for name in _LOADS if element.get(name)]
        if element.tag == "link" and _LOADING_LINKS & set((element.get("rel") or "").split()):
            addresses.append(element.get("href"))
        if element.tag == "style" or element.get("style"):
            text = (element.text or "") + (element.get("style") or "")
            addresses.extend(re.findall(r"""url\(["']?(https?:[^)"']+)|@import\s+["'](https?:[^"']+)""", text))
        for address in addresses:
            host = urlsplit("".join(address) if address else "").netloc
            if host and host != own:
                yield Fault(page.path, f"the page loads something from another host: {''.join(address)}")


def _against_policy(page: _Rendered) -> Iterator[Fault]:
    """What the page's own Content-Security-Policy would not let run or show, and what it must not allow."""
    policies = page.document.xpath('//meta[@http-equiv="Content-Security-Policy"]')
    if not policies:
        yield Fault(page.path, "the page has no Content-Security-Policy")
        return
    if policies[0].xpath("preceding::script | preceding::link | preceding::style"):
        yield Fault(page.path, "something stands before the Content-Security-Policy, which does not cover it")
    policy = policies[0].get("content")
    if "unsafe" in policy:
        yield Fault(page.path, f"the Content-Security-Policy allows what is unsafe: {policy}")
    for element in page.document.iter("*"):
        if element.tag == "script" and not element.get("src") and element.get("type", "") in _RUN:
            digest = b64encode(sha256((element.text or "").encode()).digest()).decode()
            if f"'sha256-{digest}'" not in policy:
                yield Fault(page.path, f"a script in the page would not run: {(element.text or '')[:60]}")
        if element.tag == "style" or element.get("style"):
            shown = element.get("style") or (element.text or "")[:60]
            yield Fault(page.path, f"a style in the page would not be used: {shown}")
        for name, value in element.attrib.items():
            if name.startswith("on") or value.strip().lower().startswith("javascript:"):
                yield Fault(page.path, f'a script in the attribute "{name}" would not run: {value}')


def _dead_links(page: _Rendered, site: Path, rendered: Mapping[str, _Rendered], base: str) -> Iterator[Fault]:
    """Links within the site that lead nowhere. ``base`` is the path at which the site stands, for whole paths."""
    for link in page.document.iter("a"):
        address, fragment = urldefrag(link.get("href") or "")
        if urlsplit(address).scheme or urlsplit(address).netloc:
            continue
        if address.startswith("/") and not address.startswith(base):
            continue
        whole = unquote(urljoin(base + page.path, address)) if address else base + page.path
        target = whole.removeprefix(base).lstrip("/")
        target += "index.html" if not target or target.endswith("/") else ""
        fragment = unquote(fragment)
        if target not in rendered:
            if not (site / target).exists():
                yield Fault(page.path, f"a link leads to {address}, which is not there")
        elif fragment and not fragment.startswith("__") and fragment not in rendered[target].ids:
            yield Fault(page.path, f'a link leads to "#{fragment}" in {target}, which is not there')


def _metadata(page: _Rendered) -> Iterator[Fault]:
    names = {meta.get("name") for meta in page.document.iter("meta")}
    for name in _METADATA:
        if name not in names:
            yield Fault(page.path, f'the page lacks the citation metadata "{name}"')
