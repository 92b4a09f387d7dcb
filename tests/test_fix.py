"""A fix changes what is wrong and nothing else, and a second run finds nothing more to fix."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from conftest import CASES, FRONT_MATTER, MakeSite, page
from kb.cli import main
from kb.dates import in_figures
from kb.inspection import Inspection
from kb.kept import Kept
from kb.spelling import meant
from test_checks import FAULTS, written

ENTRY = "@online{o,\n  author = {A},\n  title = {T},\n  url = {https://example.org/o},\n  consulted = {extract},\n  consulteddate = {2026-11-21},\n  evidence = {study},\n  nation = {UK},\n  annotation = {A.}\n}\n"
FIXES: list[dict[str, Any]] = yaml.safe_load((CASES / "fixes.yaml").read_text(encoding="utf-8"))


def run(root: Path, *arguments: str) -> Any:
    return CliRunner().invoke(main, ["check", "--root", str(root), *arguments])


@pytest.mark.parametrize("case", FIXES, ids=lambda case: case["what"])
def test_a_fix_mends_the_fault_and_nothing_else(make_site: MakeSite, case: dict[str, Any]) -> None:
    before, after = case["before"], case.get("after", case["before"])
    file = case["in"]
    whole = {"page": FRONT_MATTER, "entry": (CASES / "library.bib").read_text(encoding="utf-8") + "\n", "front": ""}[
        file
    ]
    if file == "front":
        before, after = (FRONT_MATTER.replace(case["line"], text) + "Text." for text in (before, after))
    root = make_site(
        {"index.md": page("Text.") if file == "entry" else whole + before}, whole + before if file == "entry" else None
    )
    path = root / ("references.bib" if file == "entry" else "docs/index.md")
    run(root, "--fix")
    assert path.read_text(encoding="utf-8") == whole + after
    assert run(root, "--diff").output.count("@@") == 0


@pytest.mark.parametrize("case", FAULTS, ids=[f"{case['name']}-{index}" for index, case in enumerate(FAULTS)])
def test_fixing_any_fault_twice_changes_nothing_more(make_site: MakeSite, case: dict[str, Any], tmp_path: Path) -> None:
    pages, bib, _ = written(case)
    root = make_site(pages, bib)
    inspection = Inspection(root, Kept(tmp_path / "kept"))
    for path, content in inspection.mended().items():
        (root / path).write_bytes(content)
    assert inspection.mended() == {}


@pytest.mark.parametrize("options", [["--diff"], ["--fix", "--diff"]])
def test_a_diff_is_shown_and_nothing_written(make_site: MakeSite, options: list[str]) -> None:
    root = make_site({"index.md": page("Vague [@glendining2002, abstract].\n")})
    before = (root / "docs" / "index.md").read_bytes()
    result = run(root, *options)
    assert "--- a/docs/index.md\n+++ b/docs/index.md\n" in result.output
    assert "-Vague [@glendining2002, abstract].\n+Vague [@glendinning2002, abstract].\n" in result.output
    assert (root / "docs" / "index.md").read_bytes() == before
    assert result.exit_code == 1
    assert run(root, "--fix").exit_code == 0


def test_line_breaks_marks_and_other_bytes_stay(make_site: MakeSite) -> None:
    root = make_site({"index.md": ""})
    text = page("One [@glendining2002, abstract].\n\nTwo\tTabs  and 𝔘 [@glendining2002, abstract]. \n")
    content = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() + b"old Mac\rline"
    (root / "docs" / "index.md").write_bytes(content)
    run(root, "--fix")
    assert (root / "docs" / "index.md").read_bytes() == content.replace(b"glendining2002", b"glendinning2002")


def test_a_file_that_is_not_utf8_is_left_alone(make_site: MakeSite) -> None:
    root = make_site({"index.md": ""})
    content = page("Caf\u00e9 [@glendining2002, abstract].").encode("latin-1")
    (root / "docs" / "index.md").write_bytes(content)
    assert run(root, "--fix").exit_code == 1
    assert (root / "docs" / "index.md").read_bytes() == content


def test_only_the_chosen_check_is_fixed(make_site: MakeSite) -> None:
    root = make_site({"index.md": page("Vague[@glendining2002, abstract].")})
    run(root, "--fix", "--select", "missing-space")
    assert (root / "docs" / "index.md").read_text(encoding="utf-8").endswith("Vague [@glendining2002, abstract].")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("21 November 2026", "2026-11-21"), ("1st Sept. 2026", "2026-09-01"), ("21/11/2026", "2026-11-21"),
        ("2026/1/5", "2026-01-05"), ("3.3.2026", "2026-03-03"),
        ("5/6/2026", None), ("31/2/2026", None), ("21 Novembre 2026", None), ("21 November", None), ("soon", None),
    ],
)  # fmt: skip
def test_a_day_is_put_in_figures_only_where_it_can_mean_one(text: str, day: str | None) -> None:
    assert in_figures(text) == day


@pytest.mark.parametrize(
    ("word", "known", "slip_of"),
    [
        ("glendining2002", ["glendinning2002", "carr2004"], "glendinning2002"),
        ("glendinning2003", ["glendinning2002"], None),  # another year is another work
        ("smith2002", ["smyth2002", "smitt2002"], None),  # two could be meant
        ("part", ["parts-of-the-act"], None),
        ("n1", ["n2"], None),
    ],
)
def test_a_slip_of_typing_is_one_only_where_there_is_no_doubt(word: str, known: list[str], slip_of: str | None) -> None:
    assert meant(word, known) == slip_of
