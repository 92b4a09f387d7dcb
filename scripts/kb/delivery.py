"""Fewer files between a reader and the first line: a page's style sheets in one, its scripts in one.

On a slow network each file that stands in the way costs another wait. The merged script is deferred:
it runs once the page is there, its parts in their order. A file is named by the hash of what it holds,
so a browser may keep it for ever. Done after rendering: ``mkdocs serve`` and the second engine give
the files one by one.
"""

import re
from hashlib import sha256
from pathlib import Path

# As the theme and our templates write them: the way to the root of the site, and the file.
_STYLE = r'<link rel="stylesheet" href="([^":]*)(assets/[^":]+)">'
_SCRIPT = r'<script src="([^":]*)(assets/[^":]+)"></script>'
# The theme names files that it does not deliver.
_SOURCE_MAP = re.compile(r"(?://|/\*)# sourceMappingURL=[^\s*]*(?:\s*\*/)?")


def merge(folder: Path) -> None:
    """Merge the style sheets and the scripts of every page of a rendered site, where they follow each other."""
    for file in folder.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        text = _merge(text, _STYLE, folder, ".css", '<link rel="stylesheet" href="{}">')
        text = _merge(text, _SCRIPT, folder, ".js", '<script defer src="{}"></script>')
        file.write_text(text, encoding="utf-8")


def _merge(text: str, one: str, folder: Path, suffix: str, written: str) -> str:
    def replace(run: re.Match[str]) -> str:
        found = re.findall(one, run[0])
        name = _write(folder, suffix, [(folder / part).read_text(encoding="utf-8") for _, part in found])
        return written.format(found[0][0] + name) + "\n"

    return re.sub(rf"(?:{one}\s*)+", replace, text)


def _write(folder: Path, suffix: str, parts: list[str]) -> str:
    """Write one file of several, and return its path in the site."""
    # A part may end without the semicolon, or the line end, that keeps it apart from the next.
    whole = "\n".join(_SOURCE_MAP.sub("", part).strip() + (";" if suffix == ".js" else "") for part in parts)
    name = f"assets/site.{sha256(whole.encode()).hexdigest()[:8]}{suffix}"
    (folder / name).write_text(whole, encoding="utf-8")
    return name
