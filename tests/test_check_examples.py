"""The documentation of the checks is true: every example is run, and the page shows what was run."""

import re
from dataclasses import replace
from datetime import date

import pytest

from conftest import FRONT_MATTER, ROOT, MakeSite
from kb import bibliography, checks, corpus, documentation, parts
from kb.bibliography import Bibliography
from kb.checks import sources
from kb.corpus import Corpus
from kb.diagnostics import Severity, SourceText

DOCUMENTED = [documentation.read(check) for check in checks.CHECKS]

ACT = """\
---
title: Care Act 2014
description: An Act
kind: act
reviewed: 2026-11-21
changed: 2026-11-21
nations: [England]
short_title: Care Act 2014
chapter: 2014 c. 23
status: amended
extent: [England, Wales]
url: https://www.legislation.gov.uk/ukpga/2014/23
duties:
  - {duty: co-operate, provision: ss 6-7, on: a council, strength: must, nation: England}
---
# Care Act 2014

## In brief

## What it requires

## Who owes the duty

## Where it applies

## Status

## How to cite it

## Commonly got wrong

## See also
"""
PAGES = {
    "index.md": FRONT_MATTER
    + "# Home\n\n[Trust](concepts/trust.md), [the Care Act](legislation/care-act-2014.md),\n[Example](example.md).\n",
    "concepts/trust.md": FRONT_MATTER + "# Trust\n\n## In practice\n\nText.\n",
    "legislation/care-act-2014.md": ACT,
    "assets/continuum.svg": "<svg/>",
}
# What an ellipsis at the end of an entry stands for.
REST = {
    "author": "{Body of an Example}", "title": "Title of ", "type": "Report", "institution": "{Body}",
    "journal": "Journal", "booktitle": "Book", "publisher": "Press", "year": "2005", "number": "1", "chapter": "c. 1",
    "jurisdiction": "UK", "url": "https://www.legislation.gov.uk/", "consulted": "extract",
    "consulteddate": "2026-11-21", "evidence": "study", "nation": "UK", "annotation": "An example.",
}  # fmt: skip
ENTRY = re.compile(r"@(?P<type>\w+)\{(?P<key>[^,]+),(?P<fields>.*)…\}\Z", re.DOTALL)


def completed(entry: str) -> str:
    """Return an entry with fields for its ellipsis."""
    match = ENTRY.fullmatch(entry)
    if match is None:
        return entry
    needed = [name.split("|")[0] for name in sources.REQUIRED.get(match["type"], ("title",))]
    rest = {name: REST[name] for name in (*needed, *list(REST)[-5:]) if not re.search(rf"\b{name} =", match["fields"])}
    if "title" in rest:
        rest["title"] += match["key"]  # two works of one title would be one fault more
    written = ", ".join(f"{name} = {{{value}}}" for name, value in rest.items())
    return f"@{match['type']}{{{match['key']},{match['fields']}{written}}}"


def site_of(example: str, library: Bibliography) -> dict[str, str]:
    """Return the files of a site in which an example stands: path to text."""
    front = FRONT_MATTER
    body: list[str] = []
    entries: list[str] = []
    files: dict[str, str] = {}
    for piece in re.split(r"\n\n(?=@|\S+:|\S)", example):
        if piece.startswith("@"):
            entries.append(completed(piece))
        elif re.match(r"\w+ = \{", piece):
            entries.append(completed(f"@article{{example2005, {piece}, …}}"))
        elif piece.startswith("<svg"):
            files["docs/assets/pictures/example.svg"] = piece
            body.append("<!-- generate: picture example -->")
        elif piece.startswith("nav:"):
            files["mkdocs.yml"] = piece
        elif not body and re.match(r"[a-z_]+: ", piece):
            for line in piece.splitlines():
                key = line.partition(":")[0]
                # A misspelt key is added; a right one takes the place of what is there.
                front = re.sub(rf"^{key}:.*\n", "", front, flags=re.MULTILINE)
                front = front.replace("---\n", f"---\n{line}\n", 1)
        else:
            body.append(piece)
    cited = set(re.findall(r"@([\w-]+)", "\n\n".join(body)))
    entries += [library.source.text[e.span.start : e.span.end] for e in library.entries if e.key in cited]
    files["docs/example.md"] = front + "# Example\n\n" + "\n\n".join(body) + "\n"
    return {"references.bib": "\n\n".join(entries), **{f"docs/{name}": text for name, text in PAGES.items()}, **files}


@pytest.fixture(scope="module")
def library() -> Bibliography:
    return bibliography.load(SourceText("references.bib", (ROOT / "references.bib").read_text(encoding="utf-8")))


def found_in(make_site: MakeSite, example: str, library: Bibliography, name: str) -> set[str]:
    """Return the names of all faults in a site with the example; of information, the one that is asked for."""
    root = make_site({})
    for path, text in site_of(example, library).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        raw = re.sub(rb"\\x([0-9a-f]{2})", lambda byte: bytes([int(byte[1], 16)]), text.encode())
        (root / path).write_bytes(raw)
    found = checks.run(replace(corpus.load(root), today=date(2026, 11, 28)))
    found = [each for each in found if each.path.removeprefix("docs/") not in PAGES]
    return {each.name for each in found if each.severity is not Severity.INFORMATION or each.name == name}


@pytest.mark.parametrize("described", DOCUMENTED, ids=lambda described: described.name)
def test_the_wrong_example_has_this_fault_alone_and_the_right_one_has_not(
    make_site: MakeSite, library: Bibliography, described: documentation.Documentation
) -> None:
    assert found_in(make_site, described.wrong, library, described.name) == {described.name}
    assert described.name not in found_in(make_site, described.right, library, described.name)


def test_a_check_without_documentation_or_example_is_refused() -> None:
    def some_fault(corpus: Corpus) -> None:
        """Something is wrong.

        Why: it matters.

        Wrong: this
        Right: that
        """

    with pytest.raises(ValueError, match="some_fault lacks Why, Mend, Wrong or Right"):
        documentation.read(some_fault)


def test_a_check_reports_under_its_own_name_only() -> None:
    assert len({each.name for each in DOCUMENTED}) == len(DOCUMENTED)
    reported = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)",?$', "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "scripts" / "kb" / "checks").glob("*.py")
    ), re.MULTILINE))  # fmt: skip
    assert reported <= {each.name for each in DOCUMENTED} | {"in-styles"}


def test_the_page_has_a_heading_and_both_examples_for_every_check() -> None:
    shown = parts.html("checks", "", None, None, "")  # type: ignore[arg-type]  # it is made from the code alone
    for described in DOCUMENTED:
        section = shown.partition(f'<h3 id="{described.name}">')[2].partition("<h3")[0]
        assert section.count("<pre>") == 2
        assert all(words in section for words in ("Why it matters:", "How to mend it:"))
    assert "``" not in shown
