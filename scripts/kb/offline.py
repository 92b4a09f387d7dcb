"""The offline edition: the rendered site as one file that opens without a server and without the network.

A browser treats a page opened as a file with more suspicion than one from a server. What that takes:

| on the site | in the offline edition | because |
| --- | --- | --- |
| a link leads to a folder | it leads to the folder's ``index.html`` | a browser shows a folder as a list of files |
| the search asks for its index | the index is a script | a page opened as a file can ask for nothing |
| the search runs in a worker | it runs in a frame (``offline.js``) | no worker starts from a file |
| the policy allows ``'self'`` | it allows ``file:`` too | a file has no origin, so for some browsers there is no self |
| the address of a page is for paper | it is seen, as that of an offline copy | the law may have changed since |

The plugin ``offline`` of the theme was not taken: it changes the address of every page, and loads a script
from another host.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FRAME = [Path(__file__).with_suffix(suffix) for suffix in (".html", ".js")]
_INDEX = "search/search_index.json"
# What serves a server, or other programs than a browser.
_LEFT_OUT = (
    "404.html",
    "*.epub",
    "pages.json",
    "robots.txt",
    "*.gz",
    "*.map",
    "sitemap.xml",
    "*.zip",
    "search/documents.json",
)
_LANGUAGES = "assets/javascripts/lunr"  # of the search, which is in English
_LINK = re.compile(r'((?:\b(?:href|data-address)="|; url=))([^"#?]*)')
_POLICY = re.compile(r'(?<=<meta http-equiv="Content-Security-Policy" content=")[^"]*')
_FEED = re.compile(r'<link rel="alternate"[^>]*>')  # where it sees one, the theme asks for the sitemap
_BANNER = re.compile(r'<meta name="kb-edition"[^>]*>')  # what has changed since: nobody can be asked


def file_name(edition: str) -> str:
    """Return what the archive of an edition is called, or that of the rolling site where there is no edition."""
    return f"partnership-working{f'-{edition}' if edition else ''}.zip"


def write(site: Path, archive: Path) -> None:
    """Pack a rendered site into an archive. The same site gives the same bytes."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(archive, "w", ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in _files(site):
            info = ZipInfo(f"{archive.stem}/{name}")  # of 1 January 1980, whenever it is made
            info.external_attr = 0o644 << 16
            packed.writestr(info, content, ZIP_DEFLATED)


def _files(site: Path) -> Iterator[tuple[str, bytes]]:
    yield from ((f"assets/{path.name}", path.read_bytes()) for path in _FRAME)
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        name = path.relative_to(site)
        if any(name.match(pattern) for pattern in _LEFT_OUT) or name.is_relative_to(_LANGUAGES):
            continue
        if name.as_posix() == _INDEX:
            yield "search/search_index.js", _index(path.read_text(encoding="utf-8"), site).encode()
        elif name.suffix == ".html":
            yield name.as_posix(), _page(path.read_text(encoding="utf-8"), PurePosixPath(name.as_posix())).encode()
        else:
            yield name.as_posix(), path.read_bytes()


def _page(text: str, name: PurePosixPath) -> str:
    text = _LINK.sub(lambda found: found[1] + _of_file(found[2]), text)
    text = _POLICY.sub(lambda found: found[0].replace("'self'", "'self' file:") + "; frame-src 'self' file:", text)
    text = _FEED.sub("", _BANNER.sub("", text))
    text = text.replace('<p class="kb-origin">', '<p class="kb-origin kb-offline">Offline copy of ', 1)
    shim = f'<script src="{"../" * (len(name.parts) - 1)}assets/offline.js"></script>'
    return text.replace("</head>", f"{shim}</head>", 1)


def _of_file(address: str) -> str:
    """Return the address of the file that a server would send for a relative address."""
    is_elsewhere = not address or address.startswith("/") or re.match(r"[a-z]+:", address)
    if is_elsewhere or address.rpartition("/")[2] not in {"", ".", ".."}:
        return address
    return f"{address.rstrip('/')}/index.html"


def _index(text: str, site: Path) -> str:
    index = json.loads(text)
    if apart := index["config"].get("documents"):  # what is searched is in a file of its own, to be asked for
        index["docs"] = json.loads((site / apart).read_text(encoding="utf-8"))
    for document in index["docs"]:
        address, mark, fragment = document["location"].partition("#")
        document["location"] = _of_file(address or "./") + mark + fragment
    return f"var __index = {json.dumps(index, ensure_ascii=False)}"
