"""The finder: what is a citation, a note reference, a definition, and what is none of these."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.citations import find

CITED = [
    # name, Markdown, keys
    ("one", "Vague [@a2002].", ["a2002"]),
    ("several", "Vague [@a; see @b, p. 3; -@c].", ["a", "b", "c"]),
    ("marks inside a key", "[@scie:co-production/2022] [@a.b_c+d]", ["scie:co-production/2022", "a.b_c+d"]),
    ("braces", "[@{any key, at all}, p. 1]", ["any key, at all"]),
    ("over a line break", "Vague [@a,\np. 3].", ["a"]),
    ("in a list item", "- Vague [@a].\n- Clear [@b].", ["a", "b"]),
    ("in a table", "| a [@a] | b |\n|---|---|\n| c | [@b] |", ["a", "b"]),
    ("in emphasis", "*Vague [@a]* and **clear [@b]**", ["a", "b"]),
    ("in a block quotation", "> Vague [@a].", ["a"]),
    ("in an admonition", '!!! note "Title"\n    Vague [@a].', ["a"]),
    ("indented, because indented code is not used", "Text.\n\n    Vague [@a].", ["a"]),
    ("in raw HTML", "<div>\nVague [@a].\n</div>", ["a"]),
    ("in a note", "Text.[^n]\n\n[^n]: Note [@a].", ["a"]),
    ("a backtick in each of two list items is no code", "- a ` b [@a]\n- c [@b] ` d", ["a", "b"]),
    ("unclosed fence", "```\n[@a]\n", ["a"]),
    ("after an escaped backtick", "\\`[@a]`", ["a"]),
    ("before an open round bracket", "Vague [@a](", ["a"]),
    ("adjacent", "Vague [@a][@b].", ["a", "b"]),
    ("in brackets of its own", "(see [@a, p. 1])", ["a"]),
]
NOT_CITED = [
    ("code", "`[@a]` and ``[@a] ` [@b]``"),
    ("code over a line break", "`[@a\n[@b]`"),
    ("fenced code", "```markdown\n[@a]\n```\n\n~~~\n[@b]\n~~~"),
    ("comment", "<!-- [@a]\n\n[@b] -->"),
    ("HTML attribute", '<span title="[@a]">x</span>'),
    ("raw code element", "<code>[@a]</code> <pre>\n[@b]\n</pre>"),
    ("escaped", "\\[@a] and [\\@a]"),
    ("e-mail address", "Write to [mail@example.org] or <mail@example.org> or mail@example.org."),
    ("handle", "Follow @nhs on social media, or @nhs@example.org."),
    ("link text", "[@handle](https://example.org/@handle) and [see @handle](https://example.org)"),
    ("web address", "https://example.org/@handle and <https://example.org/[@a]>"),
    ("link address", "[x](https://example.org/[@a])"),
    ("address of a reference link", "[@handle]: https://example.org/"),
    ("price", "[10 @ £5]"),
    ("attributes", "Text {: title='[@a]' }"),
]
MALFORMED = [
    # name, Markdown, text of the fault
    ("never closed", "Vague [@a, p. 3.", "[@a,"),
    ("never closed before the paragraph ends", "Vague [@a,\n\nNext]", "[@a,"),
    ("empty place", "Vague [@a; ].", "[@a; ]"),
    ("no key", "Vague [@].", "[@]"),
    ("space after @", "Vague [@ a].", "[@ a]"),
    ("two keys without a semicolon", "Vague [@a, @b].", "@a, @b"),
    ("words without a key", "Vague [@a; p. 3].", " p. 3"),
    ("stray mark", "Vague [@a:].", "@a:"),
    ("stray full stop", "Vague [@a.]", "@a."),
    ("in a heading", "## Vague [@a]\n", "[@a]"),
    ("in a link", "[Vague [@a] term](https://example.org)", "[@a]"),
    ("in an image", "![Vague [@a]](x.svg)", "![Vague [@a]](x.svg)"),
    ("locator in round brackets", "Vague [@a](p. 3).", "[@a](p. 3)"),
    ("comment without end", "Vague <!-- [@a].", "<!--"),
    ("touching an address", "https://example.org/x[@a]", "[@a]"),
]


@pytest.mark.parametrize(("text", "keys"), [case[1:] for case in CITED], ids=[case[0] for case in CITED])
def test_citations_are_found(text: str, keys: list[str]) -> None:
    found = find(text)
    cites = [cite for citation in found.citations for cite in citation.cites]
    assert [cite.key for cite in cites] == keys
    assert [text[cite.key_span.start : cite.key_span.end] for cite in cites] == keys


@pytest.mark.parametrize("text", [case[1] for case in NOT_CITED], ids=[case[0] for case in NOT_CITED])
def test_what_is_no_citation(text: str) -> None:
    found = find(text)
    assert (found.citations, found.malformed) == ([], [])


@pytest.mark.parametrize(("text", "fault"), [case[1:] for case in MALFORMED], ids=[case[0] for case in MALFORMED])
def test_malformed_citations(text: str, fault: str) -> None:
    (malformed,) = find(text).malformed
    assert text[malformed.span.start : malformed.span.end].strip() == fault.strip()


def test_the_parts_of_a_cite() -> None:
    (citation,) = find("X [see also @a, pp. 3-5, my emphasis; -@b].").citations
    first, second = citation.cites
    assert (first.prefix, first.locator and first.locator.text, first.suffix) == ("see also", "pp. 3–5", "my emphasis")
    assert (first.author_in_text, second.author_in_text) == (False, True)


NOTES = [
    # name, Markdown, names referred to, bodies defined
    ("one", "Text.[^n]\n\n[^n]: Note.\n", ["n"], {"n": " Note.\n"}),
    (
        "lines that go on",
        "[^n]: One\ntwo\n    three\n\n    four\n\nText",
        [],
        {"n": " One\ntwo\n    three\n\n    four\n"},
    ),
    ("next to each other", "[^a]: One\n[^b]: Two\n", [], {"a": " One\n", "b": " Two\n"}),
    ("ended by a heading", "[^a]: One\n# H\n", [], {"a": " One\n"}),
    ("within a sentence", "As said[^n]: more", ["n"], {}),
    ("in code", "`[^n]`\n\n```\n[^n]: Note\n```\n", [], {}),
    ("escaped", "\\[^n]", [], {}),
]


@pytest.mark.parametrize(("text", "names", "bodies"), [case[1:] for case in NOTES], ids=[case[0] for case in NOTES])
def test_notes_are_found(text: str, names: list[str], bodies: dict[str, str]) -> None:
    found = find(text)
    assert [reference.name for reference in found.references] == names
    assert {d.name: text[d.body_span.start : d.body_span.end] for d in found.definitions} == bodies


def test_positions_count_from_the_whole_text() -> None:
    text = "---\ntitle: '[@no]'\n---\nVague [@a]."
    found = find(text, start=text.index("Vague"))
    assert [text[c.span.start : c.span.end] for c in found.citations] == ["[@a]"]


FRAGMENTS = st.lists(
    st.sampled_from(
        ["[@a]", "[@b, p. 3; @a]", "[^n]", "\n\n[^n]: Note", "`", "``", "```\n", "~~~\n", "<!--", "-->", "[", "]", "(",
         ")", "](", "@a", "\\", "\n", "\n\n", "    ", "- ", "| ", "# ", "<b>", "</b>", '"', "{", "}", ";", "x", " ", "![",
         "<a@b.c>", "<pre>", "</pre>", "\t", "é", ": ", "1. "]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(st.one_of(st.text(max_size=200), FRAGMENTS))
def test_any_text_is_searched_without_an_error_and_every_span_is_true(text: str) -> None:
    found = find(text)
    for citation in found.citations:
        written = text[citation.span.start : citation.span.end]
        assert written.startswith("[")
        assert written.endswith("]")
        for cite in citation.cites:
            assert text[cite.key_span.start : cite.key_span.end] == cite.key
            assert citation.span.start < cite.span.start <= cite.span.end < citation.span.end
    for reference in found.references:
        assert text[reference.span.start : reference.span.end].rstrip(":") == f"[^{reference.name}]"
    for definition in found.definitions:
        assert text[definition.label_span.start : definition.label_span.end] == f"[^{definition.name}]:"
        assert definition.label_span.end == definition.body_span.start
        assert definition.body_span.end == definition.span.end
    for code in found.code_spans:
        assert text[code.span.start : code.span.end].strip("`") == code.code.strip("`")
    assert len(found.prose) == len(text)
    assert [i for i, c in enumerate(found.prose) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]
