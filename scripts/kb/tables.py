"""Tables that can be read at any width.

On a narrow screen each row is set as a block, and each cell shows the heading of its column,
which stands with it as ``data-label``. On a wide screen a table may still be wider than its
column: it scrolls in a holder that has a name and can be reached with the keyboard.
"""

import re
from xml.etree.ElementTree import Element

# A table with fewer columns fits: its words wrap.
_COLUMNS_THAT_MAY_SCROLL = 5
TABLE = "kb-rows"
# What Python-Markdown puts in the place of finished HTML, here a note number in a heading.
_STASHED = re.compile("\x02[^\x03]*\x03")


def holder_attributes(name: str, columns: int) -> dict[str, str]:
    """Return the attributes of the element around a table with a name and a number of columns."""
    if columns < _COLUMNS_THAT_MAY_SCROLL:
        return {"class": "kb-table"}
    return {"class": "kb-table", "role": "group", "aria-label": f"Table: {name}", "tabindex": "0"}


def make_readable(element: Element, heading: str = "") -> str:
    """Put every table within an element into a holder, named after the heading it stands under.

    Takes the heading that stands before the element, and returns the last one within it.
    """
    for place, child in enumerate(element):
        if re.fullmatch("h[1-6]", str(child.tag)):
            heading = _text(child)
        elif child.tag == "table":
            holder = Element("div", holder_attributes(heading, _label_cells(child)))
            holder.tail, child.tail = child.tail, None
            holder.append(child)
            element[place] = holder
        else:
            heading = make_readable(child, heading)
    return heading


def _label_cells(table: Element) -> int:
    """Give each cell the heading of its column; return the number of columns."""
    table.set("class", TABLE)  # the theme's script leaves a table with a class alone
    headings = [_text(heading) for heading in table.iterfind("thead/tr/th")]
    for row in table.iterfind("tbody/tr"):
        for heading, cell in zip(headings, row, strict=False):
            cell.set("data-label", heading)
    return len(headings)


def _text(element: Element) -> str:
    return " ".join(_STASHED.sub("", "".join(element.itertext())).split())
