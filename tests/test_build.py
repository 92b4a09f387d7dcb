"""The whole build: break a page, see it named and the site untouched; mend it, see it pass."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import CASES, ROOT, page
from kb import publishing
from test_checks import FAULTS, written

SCRIPT = "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; import build; sys.exit(build.build(Path.cwd()))"


def build(root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(ROOT / "scripts")],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def check(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kb.cli", "check"], cwd=root, capture_output=True, encoding="utf-8", check=False
    )


def mkdocs(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", "elsewhere"],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def digest(folder: Path) -> dict[str, str]:
    """Return a hash of every file of a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_break_see_mend_pass(site_folder: Path) -> None:
    good = build(site_folder)
    assert good.returncode == 0, good.stderr
    assert "All citations resolve: 3 pages, 1 citation, 5 sources" in good.stdout
    before = digest(site_folder / "site")
    assert "index.html" in before

    bib = site_folder / "references.bib"
    bib.write_text(bib.read_text(encoding="utf-8").replace("{glendinning2002,", "{glendinning2002b,"), encoding="utf-8")
    broken = build(site_folder)
    assert broken.returncode == 1
    assert 'docs/index.md:11:9 unknown-key no entry "glendinning2002" in references.bib' in broken.stdout
    assert "did you mean glendinning2002b (references.bib:3, Glendinning 2002, Policy & Politics)?" in broken.stdout
    assert "Traceback" not in broken.stdout + broken.stderr
    assert digest(site_folder / "site") == before

    bib.write_text(bib.read_text(encoding="utf-8").replace("{glendinning2002b,", "{glendinning2002,"), encoding="utf-8")
    mended = build(site_folder)
    assert mended.returncode == 0, mended.stderr
    assert digest(site_folder / "site") == before


ERRORS = [case for case in FAULTS if "severity" not in case]


@pytest.mark.parametrize("case", ERRORS, ids=[f"{case['name']}-{index}" for index, case in enumerate(ERRORS)])
def test_each_fault_stops_the_build_with_its_place(site_folder: Path, case: dict[str, Any]) -> None:
    """In each way the checks name: break a page, see the exact place and the status, mend it, see a pass."""
    index, library = site_folder / "docs" / "index.md", site_folder / "references.bib"
    good = (index.read_text(encoding="utf-8"), library.read_text(encoding="utf-8"))
    pages, bib, place = written(case)
    index.write_text(pages["index.md"], encoding="utf-8")
    library.write_text(bib, encoding="utf-8")
    result = build(site_folder)
    assert result.returncode == 1
    assert f"{place} {case['name']} " in result.stdout
    assert "Traceback" not in result.stdout + result.stderr
    assert not (site_folder / "site").exists()
    index.write_text(page(case["fix"], case.get("kind", "guide")) if "fix" in case else good[0], encoding="utf-8")
    library.write_text(good[1], encoding="utf-8")
    assert check(site_folder).returncode == 0


def test_the_same_sources_give_the_same_bytes(site_folder: Path) -> None:
    assert build(site_folder).returncode == 0
    first = digest(site_folder / "site")
    (site_folder / ".cache").unlink()
    assert build(site_folder).returncode == 0
    assert digest(site_folder / "site") == first


def test_a_failed_render_leaves_the_site_as_it_was(site_folder: Path) -> None:
    assert build(site_folder).returncode == 0
    before = digest(site_folder / "site")
    (site_folder / "docs" / ".overrides" / "main.html").write_text("{% extends", encoding="utf-8")
    failed = build(site_folder)
    assert failed.returncode == 1
    assert "MkDocs could not render the pages" in failed.stderr
    assert "The site was left as it was." in failed.stderr
    assert digest(site_folder / "site") == before
    assert not (site_folder / ".site-new").exists()


def test_a_failed_audit_leaves_the_site_as_it_was(site_folder: Path) -> None:
    assert build(site_folder).returncode == 0
    before = digest(site_folder / "site")
    template = site_folder / "docs" / ".overrides" / "main.html"
    template.write_text(
        template.read_text(encoding="utf-8").replace("{{ super() }}", '{{ super() }}<img src="https://x.example/a">'),
        encoding="utf-8",
    )
    failed = build(site_folder)
    assert failed.returncode == 1
    assert "the page loads something from another host: https://x.example/a" in failed.stderr
    assert digest(site_folder / "site") == before


def test_a_build_killed_between_its_moves_is_recovered(site_folder: Path) -> None:
    (site_folder / ".site-old").mkdir()
    (site_folder / ".site-old" / "index.html").write_text("old", encoding="utf-8")
    publishing.recover(site_folder)
    assert (site_folder / "site" / "index.html").read_text(encoding="utf-8") == "old"


BROKEN = ["Vague [@nobody2002].", "Vague.[^x]", "Vague [@carr2004; ].", "One.[^n]\n\n[^n]: A.\n\n[^n]: B."]


@pytest.mark.parametrize("body", BROKEN)
def test_mkdocs_alone_stops_too(site_folder: Path, body: str) -> None:
    (site_folder / "docs" / "index.md").write_text(page(body), encoding="utf-8")
    result = mkdocs(site_folder)
    assert result.returncode == 1
    assert "docs/index.md:9:" in result.stderr or "docs/index.md:13:" in result.stderr
    assert "Traceback" not in result.stderr


def test_mkdocs_alone_builds_what_resolves(site_folder: Path) -> None:
    result = mkdocs(site_folder)
    assert result.returncode == 0, result.stderr
    assert "WARNING" not in result.stderr
    assert (site_folder / "elsewhere" / "index.html").exists()


def test_without_a_bibliography_the_build_could_not_run(tmp_path: Path) -> None:
    shutil.copy(CASES / "library.bib", tmp_path / "other.bib")
    result = check(tmp_path)
    assert result.returncode == 2
    shutil.copy(CASES / "library.bib", tmp_path / "references.bib")
    assert "there is no such folder" in check(tmp_path).stderr
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
