"""The checks: each fault is reported where it is, in words that help, and its mend is clean."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import BODY_LINE, CASES, FRONT_MATTER, ROOT, MakeSite, faults, page, places
from kb import checks, corpus
from kb.cli import main
from kb.diagnostics import Severity

FAULTS: list[dict[str, Any]] = yaml.safe_load((CASES / "faults.yaml").read_text(encoding="utf-8"))
LIBRARY = (CASES / "library.bib").read_text(encoding="utf-8")


def written(case: dict[str, Any]) -> tuple[dict[str, str], str, str]:
    """Return the pages and the bibliography of a case, and the place where its fault is."""
    line, column = (int(part) for part in case["at"].split(":"))
    if "body" in case:
        return (
            {"index.md": page(case["body"], case.get("kind", "guide"))},
            LIBRARY,
            f"docs/index.md:{line + BODY_LINE - 1}:{column}",
        )
    if "entry" in case:
        shift = LIBRARY.count("\n") + 1
        return {"index.md": page("Text.")}, f"{LIBRARY}\n{case['entry']}\n", f"references.bib:{line + shift}:{column}"
    # "kinds: x" stands in for "kind: x"
    key = next(key for key in re.findall(r"^\w+", FRONT_MATTER, re.MULTILINE) if case["front"].startswith(key))
    front = re.sub(rf"^{key}:.*$", lambda _: case["front"], FRONT_MATTER, flags=re.MULTILINE)
    return {"index.md": front + "Text."}, LIBRARY, f"docs/index.md:{line}:{column}"


@pytest.mark.parametrize("case", FAULTS, ids=[f"{case['name']}-{index}" for index, case in enumerate(FAULTS)])
def test_a_fault_is_reported_where_it_is(make_site: MakeSite, case: dict[str, Any]) -> None:
    pages, bib, place = written(case)
    found = faults(make_site(pages, bib))
    matching = [d for d in found if d.name == case["name"] and f"{d.path}:{d.start.line}:{d.start.column}" == place]
    assert matching, [(d.path, d.start, d.name, d.message) for d in found]
    assert case["message"] in " ".join(d.message for d in matching)
    assert case.get("hint", "") in " ".join(d.hint for d in matching)
    assert all(d.end > d.start and d.severity == case.get("severity", "error") for d in matching)
    if "fix" in case:
        assert places(make_site({"index.md": page(case["fix"], case.get("kind", "guide"))})) == []


def test_every_check_has_a_case() -> None:
    # These have tests of their own, or only their examples.
    elsewhere = {
        "unused-entry", "unwritten-section", "unknown-provision", "review-overdue", "bad-encoding", "control-character",
        "misplaced-field", "orphan-page", "page-length", "several-sentences",
        "picture-without-words", "picture-beyond-its-page", "taken-address",
    }  # fmt: skip
    names = {check.__name__.replace("_", "-") for check in checks.CHECKS} - elsewhere
    assert names <= {case["name"] for case in FAULTS}


def test_all_faults_are_reported_in_one_run(make_site: MakeSite) -> None:
    root = make_site(
        {
            "a.md": page("One [@nobody].\n\nTwo.[^x]"),
            "b.md": page("Three [@carr2004, p. 3."),
            "c.md": "no front matter",
        },
        LIBRARY + "\n@book{bad, title = {T\n",
    )
    assert places(root) == [
        "docs/a.md:9:7 unknown-key",
        "docs/a.md:11:5 undefined-footnote",
        "docs/b.md:9:7 malformed-citation",
        "docs/c.md:1:1 invalid-front-matter",
        "references.bib:75:1 bib-syntax",
    ]


def test_a_comma_forgotten_in_an_entry_is_one_fault_however_often_it_is_cited(make_site: MakeSite) -> None:
    bib = LIBRARY.replace("year = {2002},", "year = {2002}")
    found = places(
        make_site({"a.md": page("Vague [@glendinning2002, abstract].\n\nSo [@glendinning2002, p. 116].")}, bib)
    )
    assert found == ["references.bib:11:3 bib-syntax"]


def test_a_renamed_key_is_recognised_by_what_it_describes(make_site: MakeSite) -> None:
    bib = LIBRARY.replace("{careact2014,", "{ca14,").replace("{carr2004,", "{scie-pp3,")
    found = faults(make_site({"index.md": page("Must [@careact2014, s 6]. Found [@carr2004, p. 3].")}, bib))
    assert [d.hint.split(" ")[3] for d in found] == ["ca14", "scie-pp3"]


def test_a_source_no_page_cites_is_information(make_site: MakeSite) -> None:
    found = checks.run(corpus.load(make_site({"index.md": page("Must [@careact2014, s 6].")})))
    assert {d.name for d in found} == {"unused-entry"}
    assert {d.severity for d in found} == {Severity.INFORMATION}
    assert len(found) == 4


def test_a_review_long_ago_is_a_warning(make_site: MakeSite) -> None:
    sources = corpus.load(make_site({"index.md": page("Text.")}))
    for today, names in ((date(2027, 11, 22), []), (date(2027, 11, 23), ["review-overdue"])):
        found = [d for d in checks.run(replace(sources, today=today)) if d.severity is Severity.WARNING]
        assert [d.name for d in found] == names


def test_a_quotation_of_two_words_is_a_term(make_site: MakeSite) -> None:
    assert places(make_site({"index.md": page('The "relevant partners" are named.')})) == []


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["check", *arguments])


def test_a_clean_tree_prints_one_line(make_site: MakeSite) -> None:
    result = run("--root", str(make_site({"index.md": page("Must [@careact2014, s 6].")})))
    assert (result.exit_code, result.output.count("\n")) == (0, 1)
    assert result.output.startswith("All citations resolve: 1 page, 1 citation, 5 sources (4 not yet cited), 0 errors")


def test_faults_exit_with_one_and_json_is_complete(make_site: MakeSite) -> None:
    root = str(make_site({"index.md": page("Vague [@glendining2002, abstract].")}))
    text = run("--root", root)
    assert text.exit_code == 1
    assert 'docs/index.md:9:9 unknown-key no entry "glendining2002" in references.bib\n' in text.output
    result = run("--root", root, "--format", "json", "--select", "unknown-key")
    assert result.exit_code == 1
    (fault,) = json.loads(result.output)
    assert fault == {
        "path": "docs/index.md", "line": 9, "column": 9, "end_line": 9, "end_column": 23,
        "name": "unknown-key", "severity": "error",
        "message": 'no entry "glendining2002" in references.bib',
        "hint": "did you mean glendinning2002 (references.bib:3, Glendinning 2002, Policy & Politics)?",
        "fix": "glendinning2002",
    }  # fmt: skip


def test_without_sources_the_check_could_not_run(tmp_path: Path) -> None:
    result = run("--root", str(tmp_path))
    assert result.exit_code == 2
    assert "could not run" in result.output
    assert "Traceback" not in result.output


def test_the_reference_itself_is_clean() -> None:
    # Warnings are left out: they come with time, without anybody's doing.
    errors = [d for d in faults(ROOT) if d.severity is Severity.ERROR]
    assert [f"{d.path}:{d.start.line} {d.name} {d.message}" for d in errors] == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(page_bytes=st.binary(max_size=300), bib_bytes=st.binary(max_size=300), yaml_text=st.text(max_size=100))
def test_any_bytes_give_diagnostics(tmp_path: Path, page_bytes: bytes, bib_bytes: bytes, yaml_text: str) -> None:
    (tmp_path / "docs").mkdir(exist_ok=True)
    (tmp_path / "references.bib").write_bytes(bib_bytes)
    (tmp_path / "docs" / "a.md").write_bytes(page_bytes)
    (tmp_path / "docs" / "b.md").write_bytes(f"---\n{yaml_text}\n---\nText".encode("utf-8", "surrogatepass"))
    for diagnostic in checks.run(corpus.load(tmp_path)):
        assert diagnostic.start.line >= 1
        assert diagnostic.start.column >= 1
        assert diagnostic.message


YAMLISH = st.lists(
    st.sampled_from(["title", "kind", ": ", "act", "\n", "- ", "[", "]", "{", "}", "&a ", "*a", "2026-13-40", "'", '"',
                     "!!python/object:os.system ", "duties", "  ", "? ", "<<: ", "on", "null", "é", "#", "|", "1e9"])
).map("".join)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=YAMLISH)
def test_any_front_matter_gives_diagnostics(make_site: MakeSite, text: str) -> None:
    for diagnostic in faults(make_site({"index.md": f"---\n{text}\n---\nText"})):
        assert diagnostic.start <= diagnostic.end


def test_marks_are_not_counted_as_words(make_site: MakeSite) -> None:
    rows = "| one | two |\n" * 750  # 1,500 words, and 2,250 marks
    root = make_site({"index.md": page(f"| a | b |\n| - | - |\n{rows}", "model")})
    assert [found for found in checks.run(corpus.load(root)) if found.name == "page-length"] == []
