"""What an editor's programs are told about this repository fits what the tools do."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import BODY_LINE, ROOT, MakeSite, faults, page
from kb.citations import find
from kb.diagnostics import as_text


def settings(path: str) -> Any:
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


SNIPPETS = settings(".vscode/reference.code-snippets")


def expanded(snippet: dict[str, Any], choice: int = 0) -> str:
    """Return a snippet as it stands when its editor only types over the empty places."""
    body = "\n".join(snippet["body"]) if isinstance(snippet["body"], list) else snippet["body"]
    body = re.sub(
        r"\$\{\d+\|([^|]*)\|\}", lambda choices: choices[1].split(",")[choice % len(choices[1].split(","))], body
    )
    body = re.sub(r"\$\{CURRENT_\w+\}|(?<= )\$\d+", "3", body)
    return re.sub(r"\$\{\d+:?([^}]*)\}", r"\1", body).replace("$3", "")


@pytest.mark.parametrize("name", [name for name, snippet in SNIPPETS.items() if snippet["scope"] == "markdown"])
def test_a_snippet_is_read_as_what_it_is(name: str) -> None:
    for choice in range(10):
        found = find(f"Text {expanded(SNIPPETS[name], choice)}.")
        assert found.malformed == []
        located = [cite.locator is not None for citation in found.citations for cite in citation.cites]
        assert located == [True] * {"Two sources": 2, "Note": 0, "Our analysis": 0}.get(name, 1)


def test_the_snippet_of_a_source_lacks_only_what_its_editor_writes(make_site: MakeSite) -> None:
    entry = expanded(SNIPPETS["Source"]).replace("{3-3-3}", "{2026-11-28}")
    assert {found.name for found in faults(make_site({"index.md": page("Text.")}, entry))} == {"missing-field"}


def test_the_task_finds_each_fault_on_its_line(make_site: MakeSite) -> None:
    (task,) = [task for task in settings(".vscode/tasks.json")["tasks"] if task["label"].startswith("Check")]
    pattern = task["problemMatcher"]["pattern"]
    found = faults(make_site({"index.md": page("Vague [@nobody2002].")}))
    (line,) = [match for text in as_text(found).splitlines() if (match := re.match(pattern["regexp"], text))]
    assert line.group(pattern["file"], pattern["line"], pattern["code"]) == (
        "docs/index.md",
        str(BODY_LINE),
        "unknown-key",
    )
    assert line[pattern["message"]] == found[0].message


def test_every_command_of_the_set_up_is_a_target_of_make() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    commands = [hook["entry"] for repository in hooks for hook in repository["hooks"]]
    commands += [task["command"] for task in settings(".vscode/tasks.json")["tasks"]]
    commands.append(settings(".devcontainer/devcontainer.json")["postCreateCommand"])
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("$(VENV)", ".venv")
    assert len(commands) == 5
    assert [command for command in commands if f"\n{command.split()[-1]}:" not in makefile] == []
    assert {repository["repo"] for repository in hooks} == {"local"}


def test_the_hooks_run_for_the_files_they_are_about() -> None:
    hooks = {
        hook["id"]: hook["files"]
        for hook in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    }
    assert all(
        re.search(hooks["kb-check"], path) for path in ("docs/concepts/trust.md", "references.bib", "mkdocs.yml")
    )
    assert re.search(hooks["lint"], Path("scripts/kb/cli.py").as_posix())
    assert not re.search(hooks["lint"], "docs/concepts/trust.md")
