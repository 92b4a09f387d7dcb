"""What editors are told is true of the tools."""

import re
import shlex
from pathlib import Path

import pytest
import yaml
from click import Command, Group

from conftest import ROOT
from kb.checks.sources import REQUIRED
from kb.cli import main
from kb.new_page import FOLDERS, HEADINGS
from kb.schema import KINDS

GUIDES = [ROOT / "CONTRIBUTING.md", ROOT / "README.md", *sorted((ROOT / "docs" / "contribute").glob("*.md"))]


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def told(guide: Path) -> list[str]:
    """Return the commands that a guide tells its readers to type."""
    lines = re.findall(r"^(?: {4})?(kb .*)$|`(?:\.venv/bin/)?(kb [a-z][^`]*)`", text(guide), re.MULTILINE)
    return [indented or inline for indented, inline in lines]


TOLD = sorted({command for guide in GUIDES for command in told(guide)})


@pytest.mark.parametrize("line", TOLD)
def test_the_guides_tell_commands_that_exist(line: str) -> None:
    words = shlex.split(line.partition("#")[0])[1:]
    command: Command = main
    while isinstance(command, Group) and words:
        found = command.get_command(command.make_context("kb", [], resilient_parsing=True), words.pop(0))
        assert found is not None
        command = found
    if any(word.isupper() for word in words):  # such as WORDS, which stands for something
        words = [word for word in words if word.startswith("-")]
    command.make_context(command.name or "", words, resilient_parsing=not words)


def test_every_command_is_told_somewhere() -> None:
    commands = main.list_commands(main.make_context("kb", [], resilient_parsing=True))
    mentioned = set(re.findall(r"\b(?:kb|make) ([a-z]+)", "".join(map(text, GUIDES))))
    assert set(commands) - mentioned == set()


def test_the_guide_to_writing_has_the_headings_of_each_kind() -> None:
    rows = re.findall(
        r"^\| ([a-z-]+) \| (.*?) \| (.*?) \|$", text(ROOT / "docs/contribute/write-a-page.md"), re.MULTILINE
    )
    assert {kind: headings.split(" · ") for kind, _, headings in rows if kind in KINDS} == {
        kind: list(headings) for kind, headings in HEADINGS.items()
    }
    assert all(FOLDERS[kind] in folder for kind, folder, _ in rows if FOLDERS.get(kind))


def test_the_guide_to_citing_has_every_type_of_source() -> None:
    table = text(ROOT / "docs/contribute/cite-a-source.md")
    rows = re.findall(r"^\| ((?:`@\w+`(?:, )?)+) \| .*? \| (.*?) \|$", table, re.MULTILINE)
    needs = {kind.strip("`@"): needed for kinds, needed in rows for kind in kinds.split(", ")}
    assert needs.keys() == REQUIRED.keys()
    for kind, needed in needs.items():
        for field in {name for names in REQUIRED[kind] for name in names.split("|")} - {"title"}:
            assert field in needed


def test_contributing_begins_with_the_browser_and_explains_every_red_check() -> None:
    guide = text(ROOT / "CONTRIBUTING.md")
    headings = re.findall(r"^## (.*)$", guide, re.MULTILINE)
    assert headings == [
        "In the browser, in four steps",
        "On your own machine, with two commands",
        "What each red check means",
    ]
    first, second, third = re.split(r"^## .*$", guide, flags=re.MULTILINE)[1:]
    assert len(re.findall(r"^\d\. ", first, re.MULTILINE)) == 4
    assert len(re.findall(r"^ {4}\S", second, re.MULTILINE)) == 2
    workflow = yaml.safe_load(text(ROOT / ".github/workflows/pull-request.yml"))
    assert all(f"*{job['name']}*" in third for job in workflow["jobs"].values())
