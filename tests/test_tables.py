"""Tables carry what a narrow screen and a keyboard need."""

from lxml import html
from markdown import Markdown

from conftest import MakeSite

EXTENSIONS = ["admonition", "tables", "toc", "kb"]
NARROW = "## Choose\n\n| Question | Page |\n| --- | --- |\n| What? | Trust |\n"
WIDE = "## Compared\n\n!!! note\n    | | A | B [@carr2004, p. 3] | C | D |\n    | --- | --- | --- | --- | --- |\n    | 1 | 2 | 3 | 4 | 5 |\n\n## After\n"


def render(make_site: MakeSite, text: str) -> html.HtmlElement:
    converter = Markdown(extensions=EXTENSIONS, extension_configs={"kb": {"root": str(make_site())}})
    return html.fragment_fromstring(converter.convert(text), create_parent="article")


def test_each_cell_says_what_its_column_is(make_site: MakeSite) -> None:
    (table,) = render(make_site, NARROW).iter("table")
    assert [cell.get("data-label") for cell in table.iter("td")] == ["Question", "Page"]
    (table,) = render(make_site, WIDE).iter("table")
    assert [cell.get("data-label") for cell in table.iter("td")] == ["", "A", "B", "C", "D"]
    assert [a.get("href") for a in table.find_class("footnote-ref")] == ["#fn:1"]


def test_a_table_that_may_scroll_has_a_name_and_takes_the_focus(make_site: MakeSite) -> None:
    (holder,) = render(make_site, WIDE).find_class("kb-table")
    assert (holder.get("aria-label"), holder.get("tabindex"), holder.get("role")) == ("Table: Compared", "0", "group")
    (holder,) = render(make_site, NARROW).find_class("kb-table")
    assert holder.get("tabindex") is None
