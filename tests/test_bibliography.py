"""The bibliography reader: entries with their places, and every syntax error in one pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import bibliography
from kb.bibliography import Bibliography
from kb.bibtex import plain_text
from kb.diagnostics import SourceText


def load(text: str) -> Bibliography:
    return bibliography.load(SourceText("references.bib", text))


def faults(library: Bibliography) -> list[str]:
    return [f"{d.start.line}:{d.start.column} {d.message}" for d in library.diagnostics]


def test_entries_know_their_lines_and_fields() -> None:
    library = load("% comment\n\n@book{a,\n  title = {T},\n  year = 2002\n}\n@book{b, title = {U}}\n")
    first, second = library.entries
    assert (first.key, first.type, first.fields) == ("a", "book", {"title": "T", "year": "2002"})
    place = library.source.position
    assert place(first.span.start).line == 3
    assert (place(first.field_spans["year"].start).line, place(first.field_spans["year"].start).column) == (5, 3)
    assert place(second.key_span.start).column == 7
    assert library.diagnostics == ()


TEXTS = [
    (r"{\AA}hgren", "Åhgren"),
    (r"J{\'e}r{\^o}me", "Jérôme"),
    (r"Policy \& Politics", "Policy & Politics"),
    (r"The {NHS} Plan", "The NHS Plan"),
    ("780--795", "780–795"),
    ("`single' and ``double''", "‘single’ and “double”"),
    (r"100\%", "100%"),
    ("no\n   break", "no break"),
    ("it's 50% more", "it’s 50% more"),
    (r"50% \& more", "50% & more"),
]


@pytest.mark.parametrize(("written", "read"), TEXTS)
def test_latex_becomes_text(written: str, read: str) -> None:
    assert plain_text(written) == read


def test_addresses_are_kept_as_they_are() -> None:
    (entry,) = load("@online{a, url = {https://example.org/~x/a--b_c?q=%20}}").entries
    assert entry.get("url") == "https://example.org/~x/a--b_c?q=%20"


def test_names() -> None:
    text = (
        "@book{a, author = {{Department of Health and Social Care} and van der Berg, Jan and Smith, Ann B. and others}}"
    )
    (entry,) = load(text).entries
    organisation, berg, smith, others = entry.names["author"]
    assert organisation.literal == "Department of Health and Social Care"
    assert (berg.particle, berg.family, berg.given) == ("van der", "Berg", "Jan")
    assert (smith.family, smith.given) == ("Smith", "Ann B.")
    assert others.literal == "others"


BROKEN = [
    ("missing brace", "@book{bad, title = {T, year = 2002}\n", ["1:1 this entry does not end: a closing brace or quotation mark is missing"]),
    ("missing comma", "@book{bad, title = {T} year = 2002}\n", ["1:24 the entry cannot be read from here on"]),
    ("no key", "@book{, title = {T}}\n", ["1:7 the entry has no key"]),
    ("bare word", "@book{bad, title = Title}\n", ['1:25 the value "Title" has no braces around it']),
    ("field twice", "@book{bad, title = {T}, title = {U}}\n", ['1:25 the entry "bad" has the field "title" twice; the first is used']),
    ("lost @", "book{bad, title = {T}}\n", ["1:1 this text stands outside every entry"]),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "messages"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_bad_entry_is_reported_and_hides_no_other(bad: str, messages: list[str]) -> None:
    good = "@book{good, title = {G}}\n"
    library = load(bad + good)
    assert faults(library) == messages
    assert "good" in library.by_key
    # the same after a good entry
    shifted = load(good + bad)
    assert "good" in shifted.by_key
    assert [fault.split(":", 1)[0] for fault in faults(shifted)] == ["2"] * len(messages)


def test_all_errors_in_one_pass() -> None:
    library = load("".join(case[1] for case in BROKEN[:5]))
    assert [fault.split(":", 1)[0] for fault in faults(library)] == ["1", "2", "3", "4", "5"]


def test_the_first_of_two_entries_with_one_key_is_used() -> None:
    assert load("@book{a, title = {First}}\n@book{a, title = {Second}}\n").by_key["a"].get("title") == "First"


BIBTEX = st.lists(
    st.sampled_from(["@book{", "@article(", "key", ",", " = ", "{", "}", '"', "title", "author", "\n", "#", "and ", "\\", "'e",
                     "%", "2002", "@string{", "@comment{", "é", "@", ")", "{\\AA}", "von ", ", ", "~"])
).map("".join)  # fmt: skip


@given(st.one_of(st.text(max_size=200), BIBTEX))
def test_any_text_is_read_without_an_error_and_every_span_is_true(text: str) -> None:
    library = load(text)
    for entry in library.entries:
        assert text[entry.key_span.start : entry.key_span.end] == entry.key
        assert text[entry.span.start] == "@"
        for name, span in entry.field_spans.items():
            assert text[span.start : span.end].lower() == name
    for diagnostic in library.diagnostics:
        assert diagnostic.start <= diagnostic.end
