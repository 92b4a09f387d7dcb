"""Publish: the rolling site, and dated editions beside it that never change.

Everything published stands on one branch, as a host of static pages takes it: the rolling site
at the root, each edition in a folder of its name, with its offline copy and its book, and
``editions.json``, which lists them. The branch is written with git's plumbing: a new tree takes
over the trees of the editions as they are, so their bytes cannot change, and nothing is checked out.

``mike``, which other MkDocs projects use, was not taken: it runs MkDocs itself, past our checks
and our audit, has no place for a site at the root, and lets an edition be written over.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from functools import cache
from pathlib import Path

from kb import book, offline, site
from kb.site import Edition, Site

_NAME = re.compile(r"\d{4}\.\d{1,2}")
_BUILD = Path(__file__).parent.parent / "build.py"


class PublishError(Exception):
    """Nothing was published; the message says why, for people."""


def publish(root: Path, branch: str, remote: str = "", edition: str = "", day: date | None = None) -> str:
    """Build the site of a folder, commit it to a branch, and return the commit.

    With the name of an ``edition`` that edition is added, dated ``day`` or today; without, the
    rolling site is put in the place of the old one. With a ``remote``, the branch is fetched from
    there first and pushed there at the end. Raises PublishError.
    """
    if edition and not _NAME.fullmatch(edition):
        raise PublishError(f'"{edition}" cannot be the name of an edition. Write the year and a number: 2026.1')
    if remote and _git(root, "ls-remote", "--heads", remote, branch):
        _git(root, "fetch", "--quiet", remote, f"+refs/heads/{branch}:refs/heads/{branch}")
    published = _published(root, branch)
    if edition in {each.name for each in published}:
        raise PublishError(f"Edition {edition} is published, and an edition does not change. Take the next number.")
    # Within the folder, so that the site can be moved there: a move does not cross file systems.
    (root / ".cache").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root / ".cache") as folder:
        built = Path(folder, "site")
        settings = _settings(root, edition, published, Path(folder, "published.json"))
        _build(root, built, settings, Path(folder, "published.json"))
        if edition:
            _send_search_engines_to_the_rolling_site(built, settings)
            offline.write(built, built / offline.file_name(edition))
            book.write(root, built, settings, built / book.file_name(edition))
            pages = json.loads((built / "pages.json").read_text(encoding="utf-8"))
            published = [*published, Edition(edition, (day or date.today()).isoformat(), pages)]
        tree = _tree(root, branch, built, edition, published)
    commit = _commit(root, branch, tree, f"Edition {edition}" if edition else "Rolling site")
    if remote:
        _git(root, "push", "--quiet", remote, f"refs/heads/{branch}:refs/heads/{branch}")
    return commit


def _published(root: Path, branch: str) -> list[Edition]:
    if not _git(root, "branch", "--list", branch):
        return []
    try:
        listed = json.loads(_git(root, "show", f"{branch}:editions.json"))
    except PublishError:
        raise PublishError(
            f"The branch {branch} has no editions.json, so it is not one that this command made."
        ) from None
    return [
        Edition(**each, pages=json.loads(_git(root, "show", f"{branch}:{each['name']}/pages.json"))) for each in listed
    ]


def _settings(root: Path, edition: str, published: Sequence[Edition], file: Path) -> Site:
    """Return the site to be built, and write down the editions for the build."""
    file.write_text(json.dumps([asdict(each) for each in published]), encoding="utf-8")
    rolling = site.load(root)
    return replace(rolling, url=f"{rolling.url}{edition}/", edition=edition) if edition else rolling


def _build(root: Path, built: Path, settings: Site, editions: Path) -> None:
    environment = {
        **os.environ,
        "KB_SITE_URL": settings.url,
        site.EDITION: settings.edition,
        site.EDITIONS: str(editions),
    }
    done = subprocess.run([sys.executable, str(_BUILD), str(root), str(built)], cwd=root, env=environment, check=False)
    if done.returncode:
        raise PublishError("The site could not be built, so nothing was published.")


def _send_search_engines_to_the_rolling_site(built: Path, settings: Site) -> None:
    """Give every page of an edition the canonical address of the page as it now is."""
    own, rolling = (f'<link rel="canonical" href="{address}' for address in (settings.url, settings.rolling_url))
    for file in built.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(own, rolling), encoding="utf-8")


def _tree(root: Path, branch: str, built: Path, edition: str, published: Sequence[Edition]) -> str:
    """Put the new tree of the branch together in an index of its own, and return its name."""
    with tempfile.TemporaryDirectory(prefix="index-") as folder:
        of_site = {"GIT_INDEX_FILE": str(Path(folder, "site"))}
        # The bytes as they are: no change of line ends, nothing left out as ignored.
        plain = ("-c", "core.autocrlf=false", f"--work-tree={built}")
        _git(root, *plain, "add", "--all", "--force", ".", environment=of_site, folder=built)
        new = _git(root, "write-tree", environment=of_site)
        of_branch = {"GIT_INDEX_FILE": str(Path(folder, "branch"))}
        if edition:
            if _git(root, "branch", "--list", branch):
                _git(root, "read-tree", branch, environment=of_branch)
            _git(root, "read-tree", f"--prefix={edition}/", new, environment=of_branch)
        else:
            _git(root, "read-tree", new, environment=of_branch)
            for name in (each.name for each in published):
                _git(root, "read-tree", f"--prefix={name}/", f"{branch}:{name}", environment=of_branch)
        listed = json.dumps([{"name": each.name, "date": each.date} for each in published], indent=1)
        # .nojekyll: a host that makes sites itself is to take the files as they are.
        for name, content in {"editions.json": listed, ".nojekyll": ""}.items():
            blob = _git(root, "hash-object", "-w", "--stdin", given=content)
            _git(root, "update-index", "--add", "--cacheinfo", f"100644,{blob},{name}", environment=of_branch)
        return _git(root, "write-tree", environment=of_branch)


def _commit(root: Path, branch: str, tree: str, message: str) -> str:
    parent = _git(root, "rev-parse", branch) if _git(root, "branch", "--list", branch) else ""
    commit = _git(root, "commit-tree", tree, *(("-p", parent) if parent else ()), "-m", message)
    _git(root, "update-ref", f"refs/heads/{branch}", commit, parent)
    return commit


@cache
def _repository(root: Path) -> str:
    command = ["git", "rev-parse", "--absolute-git-dir"]
    found = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    if found.returncode:
        raise PublishError(f"{root} is not in a git repository, which keeps what is published.")
    return found.stdout.strip()


def _git(
    root: Path, *command: str, environment: Mapping[str, str] | None = None, given: str = "", folder: Path | None = None
) -> str:
    """Run git on the repository of ``root`` and return what it prints. Raises PublishError with its words."""
    done = subprocess.run(
        ["git", f"--git-dir={_repository(root)}", *command],  # noqa: S607  the git of the machine
        cwd=folder or root,
        env={**os.environ, **(environment or {})},
        input=given,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise PublishError(f"git {command[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()
