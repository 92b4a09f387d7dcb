"""What every generated part is, and what several of them need."""

import posixpath
import re
from collections.abc import Callable, Iterable
from html import escape, unescape

from kb.corpus import Corpus
from kb.pages import Page
from kb.referencing import References
from kb.tables import TABLE, holder_attributes

# Takes the sources, the references, the folder from which links start, and the argument; returns HTML.
Part = Callable[[Corpus, References, str, str], str]


def address(page: Page, here: str) -> str:
    """Return the relative address of a page."""
    return posixpath.relpath(page.url or ".", here or ".") + "/"


def link(page: Page, here: str, text: str = "") -> str:
    """Return a link to a page, by its title unless another text is given."""
    return f'<a href="{address(page, here)}">{escape(text or page.title)}</a>'


def filter_form(choices: str, attributes: str = "", count: str = "") -> str:
    """Return the form by which a script chooses what is shown; in the page, so that nothing moves when scripts run."""
    return f'<form class="kb-filters"{attributes} data-search-exclude>{choices}<output>{count}</output></form>'


def select(name: str, label: str, values: Iterable[str]) -> str:
    """Return a choice of values, or of all, for such a form."""
    options = "".join(f"<option>{escape(value)}</option>" for value in sorted(values))
    return f'<label>{escape(label)} <select name="{name}"><option value="">all</option>{options}</select></label>'


def _values(cells: Iterable[str], kind: str) -> set[str]:
    texts = (unescape(re.sub(r"<[^>]*>", "", cell)) for cell in cells)
    return {value for text in texts for value in (text.split(", ") if kind == "list" else [text])}


def table(
    caption: str,
    headings: Iterable[str],
    rows: Iterable[Iterable[str]],
    *,
    filters: Iterable[str] = (),
    filters_of_lists: Iterable[str] = (),
) -> str:
    """Return a table; headings are text, cells are HTML.

    In a browser that runs scripts, each column named in ``filters`` gets a choice of its values,
    each named in ``filters_of_lists`` a choice of the values between its commas
    (docs/assets/table-filter.js); without them the table is whole.
    """
    headings, cells = list(headings), [list(row) for row in rows]
    kinds = {**dict.fromkeys(filters, "value"), **dict.fromkeys(filters_of_lists, "list")}
    choices = "".join(
        select(f"{kinds[heading]}-{column}", heading, _values((row[column] for row in cells), kinds[heading]))
        for column, heading in enumerate(headings)
        if heading in kinds
    )
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    labels = [f' data-label="{escape(heading)}"' for heading in headings]
    body = "\n".join(
        "<tr>" + "".join(f"<td{label}>{cell}</td>" for label, cell in zip(labels, row, strict=True)) + "</tr>"
        for row in cells
    )
    holder = "".join(f' {name}="{escape(value)}"' for name, value in holder_attributes(caption, len(headings)).items())
    return (
        f"<div{holder}>{choices and filter_form(choices)}"
        f'<table class="{TABLE}" data-search-exclude><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )
