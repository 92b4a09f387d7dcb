"""The workflows are safe with strangers' changes, and do what they say where that can be tried here."""

import os
import re
import shlex
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click import Command, Group

from conftest import ROOT
from kb import page_actions
from kb.cli import main
from kb.schema import KINDS

GITHUB = ROOT / ".github"
WORKFLOWS = {
    path.stem: yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) for path in (GITHUB / "workflows").iterdir()
}
FORMS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (GITHUB / "ISSUE_TEMPLATE").glob("*-*.yml")
}
FORMS["mistake"] = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / "mistake.yml").read_text(encoding="utf-8"))

each_workflow = pytest.mark.parametrize("name", WORKFLOWS)


def jobs(name: str) -> dict[str, Any]:
    found: dict[str, Any] = WORKFLOWS[name]["jobs"]
    return found


def steps(name: str) -> Iterator[dict[str, Any]]:
    for job in jobs(name).values():
        yield from job["steps"]


def triggers(name: str) -> set[str]:
    on = WORKFLOWS[name]["on"]
    return {on} if isinstance(on, str) else set(on)


@each_workflow
def test_every_action_is_pinned_by_its_commit_and_its_version_is_named(name: str) -> None:
    text = (GITHUB / "workflows" / f"{name}.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses:(.*)", text)
    assert used
    assert [use for use in used if not re.fullmatch(r" [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)] == []


def test_an_action_is_pinned_to_one_commit_everywhere() -> None:
    pins = {step["uses"] for name in WORKFLOWS for step in steps(name) if "uses" in step}
    assert len(pins) == len({pin.partition("@")[0] for pin in pins})


# What each job may do besides reading the code; nothing else is given to any of them.
MAY_WRITE = {("publish", "publish"): {"contents": "write"}, ("upkeep", "report"): {"issues": "write"}}


@each_workflow
def test_every_job_has_the_least_permission(name: str) -> None:
    assert WORKFLOWS[name]["permissions"] == {}
    for job, settings in jobs(name).items():
        assert settings["permissions"] == MAY_WRITE.get((name, job), {"contents": "read"}), job


@each_workflow
def test_code_of_strangers_never_meets_a_right_or_a_secret(name: str) -> None:
    # pull_request_target and workflow_run run with the rights of the repository on what strangers sent.
    assert triggers(name) <= {"pull_request", "push", "schedule", "workflow_dispatch"}
    assert "secrets" not in (GITHUB / "workflows" / f"{name}.yml").read_text(encoding="utf-8")
    if "pull_request" in triggers(name):
        assert not any((name, job) in MAY_WRITE for job in jobs(name))
    for job, settings in jobs(name).items():
        for step in settings["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                keeps = step["with"]["persist-credentials"]
                assert keeps == ("true" if MAY_WRITE.get((name, job), {}).get("contents") == "write" else "false")


@each_workflow
def test_no_expression_stands_in_a_script(name: str) -> None:
    """A title or a branch name put into a script as text could be a command; as a variable it cannot."""
    assert [step["run"] for step in steps(name) if "${{" in step.get("run", "")] == []


@each_workflow
def test_every_job_ends_and_names_its_machine(name: str) -> None:
    for settings in jobs(name).values():
        assert int(settings["timeout-minutes"]) <= 60
        assert settings["runs-on"] == "ubuntu-24.04"


COMMANDS = sorted(
    {
        line.strip()
        for name in WORKFLOWS
        for step in steps(name)
        for line in re.findall(r"\.venv/bin/kb ([^\n>|]*)", step.get("run", ""))
    }
)


@pytest.mark.parametrize("line", COMMANDS)
def test_the_workflows_run_commands_that_exist(line: str) -> None:
    words = shlex.split(line)
    command: Command = main
    while isinstance(command, Group):
        found = command.get_command(command.make_context("kb", [], resilient_parsing=True), words.pop(0))
        assert found is not None
        command = found
    command.make_context(command.name or "", words)  # raises on an option that there is not


def test_the_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    used = {
        word for name in WORKFLOWS for step in steps(name) for word in re.findall(r"make (\S+)", step.get("run", ""))
    }
    assert used
    assert [target for target in used if f"\n{target.replace('.venv', '$(VENV)')}:" not in makefile] == []


FAKE_GH = """#!/bin/sh
# Answers "issue list" with what is open, and writes down what else it is asked to do.
if [ "$2" = list ]; then printf '%s' "$OPEN_ISSUE"; else echo "$*" >> "$ASKED"; fi
"""


@pytest.mark.parametrize(
    ("found", "open_issue", "done"),
    [
        ("yes", "", ["label create upkeep", "issue create"]),
        ("yes", "7", ["issue edit 7"]),
        ("no", "7", ["issue close 7"]),
        ("no", "", []),
    ],
    ids=["opened", "brought up to date", "closed", "nothing to do"],
)
def test_there_is_at_most_one_issue_about_upkeep(tmp_path: Path, found: str, open_issue: str, done: list[str]) -> None:
    gh = tmp_path / "gh"
    gh.write_text(FAKE_GH, encoding="utf-8")
    gh.chmod(gh.stat().st_mode | stat.S_IXUSR)
    asked = tmp_path / "asked"
    asked.touch()
    (script,) = [step["run"] for step in jobs("upkeep")["report"]["steps"] if "run" in step]
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "FOUND": found, "OPEN_ISSUE": open_issue}
    subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script], env={**environment, "ASKED": str(asked)}, cwd=tmp_path, check=True
    )
    lines = asked.read_text(encoding="utf-8").splitlines()
    assert [line[: len(start)] for line, start in zip(lines, done, strict=True)] == done


@pytest.mark.parametrize(("status", "written"), [(0, "found=no\n"), (1, "found=yes\n"), (2, "")])
def test_the_weekly_look_tells_a_finding_from_a_failure(tmp_path: Path, status: int, written: str) -> None:
    kb = tmp_path / ".venv" / "bin" / "kb"
    kb.parent.mkdir(parents=True)
    kb.write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
    kb.chmod(kb.stat().st_mode | stat.S_IXUSR)
    outputs = {name: tmp_path / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in outputs.values():
        file.touch()
    (script,) = [step["run"] for step in jobs("upkeep")["look"]["steps"] if step.get("id") == "look"]
    environment = {**os.environ, **{name: str(file) for name, file in outputs.items()}}
    run = subprocess.run(["bash", "-eo", "pipefail", "-c", script], env=environment, cwd=tmp_path, check=False)
    assert run.returncode == (2 if status == 2 else 0)
    assert outputs["GITHUB_OUTPUT"].read_text(encoding="utf-8") == written


@pytest.mark.parametrize("name", FORMS)
def test_an_issue_form_can_be_filled_in(name: str) -> None:
    form = FORMS[name]
    assert {"name", "description", "body"} <= form.keys()
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in fields} <= {"input", "textarea", "dropdown", "checkboxes"}
    assert all(field["attributes"]["label"] for field in fields)
    assert len({field["id"] for field in fields}) == len(fields)
    assert any(field.get("validations", {}).get("required") for field in fields)


def test_the_report_of_a_page_fills_fields_that_the_form_has() -> None:
    script = (ROOT / "docs" / "assets" / "page-actions.js").read_text(encoding="utf-8")
    link = page_actions.Repository("https://code.example/r").report_address("a.md", "A", "2026.1")
    sent = {*re.findall(r"[?&](\w+)=", link), *re.findall(r'fields\.set\("(\w+)"', script)}
    assert sent == {"template", "title", "page", "edition", "paragraph", "quoted"}
    assert sent - {"template", "title"} <= {field.get("id") for field in FORMS["mistake"]["body"]}
    assert (GITHUB / "ISSUE_TEMPLATE" / re.findall(r"template=([\w.-]+)", link)[0]).is_file()


def test_the_form_for_a_page_knows_every_kind() -> None:
    (field,) = [field for field in FORMS["new-page"]["body"] if field.get("id") == "kind"]
    assert {*field["attributes"]["options"]} >= {*KINDS} - {"index"}


def test_the_files_that_hold_the_rules_have_their_owners_last() -> None:
    lines = re.findall(r"^(?:# )?(/\S+)", (GITHUB / "CODEOWNERS").read_text(encoding="utf-8"), re.MULTILINE)
    general = [lines.index(path) for path in ("/docs/", "/references.bib", "/scripts/")]
    control = [lines.index(path) for path in ("/scripts/kb/checks/", "/LICENSE", "/requirements.lock", "/.github/")]
    assert max(general) < min(control)
    assert lines[-1] == "/.github/"
    assert [path for path in lines if not (ROOT / path.strip("/")).exists()] == []
