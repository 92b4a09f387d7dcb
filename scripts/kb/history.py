"""The sources as they were at a revision, read through git without touching the work tree."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

_SOURCES = ("docs", "references.bib", "mkdocs.yml")


class HistoryError(Exception):
    """The earlier state could not be read; the message says why, for people."""


@dataclass(frozen=True)
class Changed:
    """One file that differs: its paths now and then, and what it held then. None where it was not there."""

    path: str
    earlier_path: str
    earlier: bytes | None


def changed_since(root: Path, revision: str) -> list[Changed]:
    """Return what differs between the work tree and the point where it left a revision.

    Files that git does not know yet count as new. Raises HistoryError.
    """
    base = _starting_point(root, revision)
    paths: list[tuple[str, str]] = []  # now, then
    status = iter(_git(root, "diff", "--name-status", "-z", "-M", "--relative", base, "--", *_SOURCES).split("\0"))
    for letter in status:
        if letter:
            earlier = next(status)
            paths.append((next(status) if letter[0] in "RC" else earlier, earlier))
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", *_SOURCES).split("\0")
    paths += [(path, path) for path in new if path]
    contents = _contents(root, base, [earlier for _, earlier in paths])
    return [Changed(now, then, contents[then]) for now, then in paths]


def _starting_point(root: Path, revision: str) -> str:
    """Return the commit to compare with: where the present state left the revision's line, or the revision."""
    known = _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if known.returncode == 1:
        raise HistoryError(
            f'git knows no revision "{revision}" here. Name a branch, a tag or a commit, such as main or HEAD~1; '
            "one that is only on the server has to be fetched first: git fetch"
        )
    if known.returncode:
        raise HistoryError(f"git has no earlier state of {root}: {_said(known)}")
    commit = known.stdout.decode().strip()
    left = _run(root, "merge-base", "HEAD", commit)
    return left.stdout.decode().strip() or commit


def _contents(root: Path, commit: str, paths: list[str]) -> dict[str, bytes | None]:
    wanted = "".join(f"{commit}:./{path}\n" for path in paths)
    output = _run(root, "cat-file", "--batch", given=wanted.encode()).stdout
    contents: dict[str, bytes | None] = {}
    position = 0
    for path in paths:
        line_end = output.index(b"\n", position)
        header = output[position:line_end]
        position = line_end + 1
        if header.endswith(b" missing"):
            contents[path] = None
        else:
            size = int(header.rsplit(b" ", 1)[1])
            contents[path] = output[position : position + size]
            position += size + 1
    return contents


def _git(root: Path, *arguments: str) -> str:
    done = _run(root, *arguments)
    if done.returncode:
        raise HistoryError(f"git {arguments[0]} failed: {_said(done)}")
    return done.stdout.decode(errors="surrogateescape")


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode(errors="replace").strip().removeprefix("fatal: ").partition("\n")[0]


def _run(root: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], cwd=root, input=given, capture_output=True, check=False)  # noqa: S607
    except FileNotFoundError:
        raise HistoryError("git is not installed, so there is no earlier state to compare with") from None
