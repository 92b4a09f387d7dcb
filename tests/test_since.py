"""A report of what a change introduced, read through git, names that and nothing else."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from conftest import ACT, MakeSite, page
from kb import checks, corpus
from kb.cli import main
from kb.diagnostics import Severity

Repository = Callable[..., Path]


def git(root: Path, *arguments: str) -> str:
    names = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *names, *arguments], cwd=root, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


@pytest.fixture
def repository(make_site: MakeSite) -> Repository:
    """Return a function that makes a repository with one commit, on the branch main."""

    def make(pages: dict[str, str], bib: str | None = None) -> Path:
        root = make_site(pages, bib)
        git(root, "init", "--quiet", "--initial-branch=main")
        commit(root)
        return root

    return make


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "State")


def write(root: Path, name: str, text: str) -> None:
    path = root / "docs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def since(root: Path, revision: str = "main", *arguments: str) -> Any:
    return CliRunner().invoke(main, ["check", "--root", str(root), "--since", revision, *arguments])


def new(root: Path, revision: str = "main") -> list[str]:
    """Return place and name of every new fault."""
    result = since(root, revision, "--format", "json")
    found = [f"{each['path']}:{each['line']} {each['name']}" for each in json.loads(result.output)]
    assert result.exit_code == bool(found)
    return found


OLD = "Old fault [@nobody1999, p. 3]."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (OLD, []),
        (f"A new line.\n\n{OLD}", []),
        (f"{OLD}\n\nNew [@nobody2020].", ["docs/index.md:11 unknown-key"]),
        (f"New [@nobody1999].\n\n{OLD}", ["docs/index.md:9 unknown-key"]),
        ("Old fault, other words [@nobody1999, p. 3].", []),
        (f"{OLD} Twice [@nobody1999, p. 3].", ["docs/index.md:9 unknown-key"]),
        ("Mended.", []),
        ("Mended.\n\nA line.\n\nA line.\n\nBroken elsewhere [@nobody2020].", ["docs/index.md:15 unknown-key"]),
    ],
)
def test_only_what_came_in_is_reported(repository: Repository, body: str, expected: list[str]) -> None:
    root = repository({"index.md": page(OLD)})
    write(root, "index.md", page(body))
    assert new(root) == expected


def test_an_old_fault_of_another_paragraph_does_not_excuse_a_new_one(repository: Repository) -> None:
    root = repository(
        {"index.md": page("Cited [@carr2004, p. 3].\n\nNot cited.\n\nCited [@carr2004, p. 4].", "concept")}
    )
    write(
        root, "index.md", page("Cited [@carr2004, p. 3].\n\nCited [@carr2004, p. 4].\n\nNot cited either.", "concept")
    )
    assert "docs/index.md:13 uncited-paragraph" in new(root)


def test_lines_named_in_messages_may_move(repository: Repository) -> None:
    twice = "One.[^n]\n\n[^n]: First.\n\n[^n]: Second.\n"
    root = repository({"index.md": page(twice)})
    write(root, "index.md", page(f"A line.\n\n{twice}"))
    assert new(root) == []


def test_new_moved_and_deleted_pages(repository: Repository) -> None:
    root = repository({"index.md": page("Text."), "old.md": page(OLD), "gone.md": page(OLD)})
    git(root, "mv", "docs/old.md", "docs/moved.md")
    (root / "docs" / "gone.md").unlink()
    write(root, "new.md", page("New [@nobody2020]."))  # not added yet
    assert new(root) == ["docs/new.md:9 unknown-key"]
    result = since(root, "main", "--format", "markdown")
    assert "### Fixed by this change (1)" in result.output
    assert "### Remaining: there before this change (1)" in result.output


def test_a_change_of_the_bibliography_shows_where_it_breaks_pages(repository: Repository) -> None:
    root = repository({"index.md": page("Vague [@carr2004, p. 3].")})
    bib = root / "references.bib"
    bib.write_text(bib.read_text(encoding="utf-8").replace("carr2004", "carr2005"), encoding="utf-8")
    assert new(root) == ["docs/index.md:9 unknown-key"]


def test_what_others_did_on_the_main_line_meanwhile_is_not_this_change(repository: Repository) -> None:
    root = repository({"index.md": page("Text."), "other.md": page(OLD)})
    git(root, "checkout", "--quiet", "-b", "edit")
    write(root, "index.md", page("New [@nobody2020]."))
    commit(root)
    git(root, "checkout", "--quiet", "main")
    write(root, "other.md", page("Mended by somebody else."))
    commit(root)
    git(root, "checkout", "--quiet", "edit")
    assert new(root) == ["docs/index.md:9 unknown-key"]


def test_the_work_tree_stays_as_it_is(repository: Repository) -> None:
    root = repository({"index.md": page(OLD)})
    write(root, "index.md", page("Changed."))
    before = git(root, "status", "--porcelain", "--", "docs", "references.bib")
    since(root)
    assert git(root, "status", "--porcelain", "--", "docs", "references.bib") == before


@pytest.mark.parametrize("revision", ["nope", "--help", "HEAD:docs", "a b", "main..edit"])
def test_an_unknown_revision_is_said_in_a_sentence(repository: Repository, revision: str) -> None:
    result = since(repository({"index.md": page("Text.")}), revision)
    assert result.exit_code == 2
    assert f'git knows no revision "{revision}" here' in result.output


def test_without_git_there_is_nothing_to_compare_with(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_site()
    result = since(root)
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "could not run: git has no earlier state" in result.output
    monkeypatch.setenv("PATH", "")
    result = since(root)
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "git is not installed" in result.output


def test_a_shortened_run_finds_what_a_whole_one_finds_in_the_changed_file(make_site: MakeSite) -> None:
    bodies = [OLD, "Text.[^x]", '"Three whole words" here.', "Not [closed @carr2004.", "A [@careact2014, s 6]."]
    root = make_site({f"page{number}.md": page(body, "concept") for number, body in enumerate(bodies)})
    sources = corpus.load(root)
    everything = [found for found in checks.run(sources) if found.severity is Severity.ERROR]
    for each in sources.pages:
        changed = {each.source.path}
        here = [found for found in everything if found.path in changed]
        found = [found for found in checks.run(sources, changed) if found.severity is Severity.ERROR]
        assert [each for each in found if each.path in changed] == here


def test_a_change_that_breaks_a_link_of_another_page_is_reported(repository: Repository) -> None:
    root = repository({"index.md": page("See [there](a/two.md#in-practice)."), "a/two.md": page("## In practice")})
    write(root, "a/two.md", page("## In practise"))
    assert new(root) == ["docs/index.md:9 broken-anchor"]
    (root / "docs" / "a" / "two.md").unlink()
    assert new(root) == ["docs/index.md:9 broken-link"]


def test_a_change_of_an_act_page_shows_where_the_act_is_cited(repository: Repository) -> None:
    root = repository({"act.md": ACT, "index.md": page("Must [@careact2014, s 7]. See [Act](act.md).")})
    write(root, "act.md", ACT.replace("provision: s 7", "provision: s 8"))
    assert new(root) == ["docs/index.md:9 unknown-provision"]
