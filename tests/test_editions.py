"""Editions: published beside the rolling site, and never changed by what is published later."""

import json
import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, expect

from conftest import page, served
from kb import editions
from kb.cli import main
from kb.editions import PublishError


def git(root: Path, *command: str) -> str:
    done = subprocess.run(["git", *command], cwd=root, capture_output=True, encoding="utf-8", check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(site_folder: Path) -> Path:
    """Give a folder that builds, in a repository whose remote is a bare one beside it."""
    git(site_folder, "init", "--quiet", "--initial-branch=main")
    git(site_folder, "config", "user.name", "A test")
    git(site_folder, "config", "user.email", "test@site.example")
    git(site_folder.parent, "init", "--quiet", "--bare", "remote.git")
    git(site_folder, "remote", "add", "origin", str(site_folder.parent / "remote.git"))
    (site_folder / "docs/about").mkdir()
    (site_folder / "docs/about/editions.md").write_text(
        page("# Editions\n\n<!-- generate: editions -->\n"), encoding="utf-8"
    )
    return site_folder


def published(root: Path, file: str) -> str:
    """Return a file as it stands in the remote, where readers get it from."""
    return git(root.parent / "remote.git", "show", f"gh-pages:{file}")


def test_an_edition_keeps_its_address_and_its_bytes(repository: Path) -> None:
    index = repository / "docs/index.md"
    editions.publish(repository, "gh-pages", "origin", "2026.1", date(2026, 11, 30))
    first = git(repository, "rev-parse", "gh-pages:2026.1")
    assert "Vague" in published(repository, "2026.1/index.html")

    index.write_text(
        index.read_text(encoding="utf-8")
        .replace("Vague", "Vaguer")
        .replace("changed: 2026-11-21", "changed: 2026-12-05"),
        encoding="utf-8",
    )
    (repository / ".cache").unlink()
    git(repository, "branch", "-D", "gh-pages")  # what is published is fetched from the remote
    editions.publish(repository, "gh-pages", "origin", "2026.2", date(2026, 12, 6))
    editions.publish(repository, "gh-pages", "origin")

    remote = repository.parent / "remote.git"
    assert git(remote, "rev-parse", "gh-pages:2026.1") == first
    assert "Vaguer" not in published(repository, "2026.1/index.html")
    assert "Vaguer" in published(repository, "2026.2/index.html")
    assert "Vaguer" in published(repository, "index.html")
    assert [(each["name"], each["date"]) for each in json.loads(published(repository, "editions.json"))] == [
        ("2026.1", "2026-11-30"),
        ("2026.2", "2026-12-06"),
    ]


def test_readers_are_told_which_text_they_cite(repository: Path) -> None:
    editions.publish(repository, "gh-pages", edition="2026.1", day=date(2026, 11, 30))
    about = repository / "docs/about/editions.md"
    about.write_text(
        about.read_text(encoding="utf-8").replace("changed: 2026-11-21", "changed: 2026-12-05"), encoding="utf-8"
    )
    editions.publish(repository, "gh-pages")

    def show(file: str) -> str:
        return git(repository, "show", f"gh-pages:{file}")

    address = "https://partnership-working.example/"
    edition, same, changed = show("2026.1/index.html"), show("index.html"), show("about/editions/index.html")
    assert f'<link rel="canonical" href="{address}">' in edition  # search engines are sent to the page as it now is
    assert f'name="citation_public_url" content="{address}2026.1/"' in edition
    assert 'name="kb-edition" content="2026.1"' in edition
    assert edition.count(f'href="{address}changes.xml"') == 2  # it has no feed of its own
    assert same.count('href="changes.xml"') == 2
    assert "This is edition 2026.1, which does not change." in edition
    assert f'data-address="{address}2026.1/"' in same
    assert "Edition 2026.1 has this page as it stands here" in same
    assert f'data-address="{address}about/editions/"' in changed
    assert "No edition has this text yet" in changed
    listed = changed[changed.index("Since edition 2026.1") :]
    assert f'Changed on 5 December 2026: <a href="{address}about/editions/">A page</a>' in listed
    assert "Edition 2026.1, 30 November 2026" in listed
    copy = "2026.1/partnership-working-2026.1.zip"
    book = "2026.1/partnership-working-2026.1.epub"
    assert f'<a href="{address}{copy}">' in listed
    assert f'<a href="{address}{book}">' in listed
    assert git(repository, "ls-tree", "--name-only", "gh-pages", book) == book
    packed = subprocess.run(["git", "show", f"gh-pages:{copy}"], cwd=repository, capture_output=True, check=True).stdout
    with ZipFile(BytesIO(packed)) as archive:
        page_offline = archive.read("partnership-working-2026.1/index.html").decode()
    assert (
        f'Offline copy of Partnership Working: the reference, edition 2026.1: <a href="{address}2026.1/">'
        in page_offline
    )
    assert f'data-address="{address}2026.1/"' in page_offline
    assert "The first edition, with 4 pages." in listed


def test_an_old_edition_says_what_has_changed_since(repository: Path, browser: Browser) -> None:
    index = repository / "docs/index.md"
    editions.publish(repository, "gh-pages", edition="2026.1", day=date(2026, 11, 30))
    index.write_text(
        index.read_text(encoding="utf-8").replace("changed: 2026-11-21", "changed: 2026-12-05"), encoding="utf-8"
    )
    editions.publish(repository, "gh-pages")
    (repository / "published").mkdir()
    git(repository, "archive", "--output=published.tar", "gh-pages")
    shutil.unpack_archive(repository / "published.tar", repository / "published", filter="data")
    with served(repository / "published") as address:
        page = browser.new_page(base_url=address)
        page.goto("2026.1/")
        note = page.get_by_role("note").first
        expect(note).to_contain_text("You are reading edition 2026.1, which does not change.")
        expect(note).to_contain_text("This page was changed on 5 December 2026")
        expect(note).to_contain_text("the text of 21 November 2026")
        note.get_by_role("link", name="The page now").click()
        expect(page).to_have_url(address)
        expect(page.get_by_text("You are reading edition")).to_have_count(0)
        page.goto("2026.1/about/editions/")
        expect(page.get_by_role("note").first).to_contain_text("This page has not changed since.")
        page.close()


@pytest.mark.parametrize("name", ["2026", "../2026.1", "latest", "2026.1/x"])
def test_a_name_that_is_none_is_refused(repository: Path, name: str) -> None:
    with pytest.raises(PublishError, match="Write the year and a number"):
        editions.publish(repository, "gh-pages", edition=name)


def test_an_edition_is_published_once(repository: Path) -> None:
    editions.publish(repository, "gh-pages", edition="2026.1")
    before = git(repository, "rev-parse", "gh-pages")
    with pytest.raises(PublishError, match="an edition does not change"):
        editions.publish(repository, "gh-pages", edition="2026.1")
    assert git(repository, "rev-parse", "gh-pages") == before


def test_nothing_is_published_that_does_not_build(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "docs/index.md").write_text(page("Vague [@nobody2002].\n"), encoding="utf-8")
    monkeypatch.chdir(repository)
    result = CliRunner().invoke(main, ["publish", "edition", "2026.1"])
    assert result.exit_code == 1
    assert "nothing was published" in result.output
    assert git(repository, "branch", "--list", "gh-pages") == ""


def test_a_branch_of_another_kind_is_left_alone(repository: Path) -> None:
    git(repository, "add", "mkdocs.yml")
    git(repository, "commit", "--quiet", "-m", "Mine")
    git(repository, "branch", "gh-pages")
    with pytest.raises(PublishError, match=r"no editions\.json"):
        editions.publish(repository, "gh-pages")


def test_the_command_asks_for_a_name_where_it_needs_one() -> None:
    result = CliRunner().invoke(main, ["publish", "edition"])
    assert result.exit_code == 2
    assert "kb publish edition 2026.1" in result.output
