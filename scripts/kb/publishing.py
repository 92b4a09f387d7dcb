"""The steps that turn checked sources into a site, none of which harms the site that is there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from kb import notes
from kb.audit import Fault, audit
from kb.corpus import Corpus


class BuildError(Exception):
    """The site was not built; the message says why, for people."""


@contextmanager
def workspace(root: Path) -> Iterator[Path]:
    """Give an empty folder to render into, beside the site so that it can be moved; then remove it."""
    folder = root / ".site-new"
    recover(root)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def recover(root: Path) -> None:
    """Put the old site back if an earlier build was killed between its two moves."""
    if (root / ".site-old").exists() and not (root / "site").exists():
        (root / ".site-old").rename(root / "site")


def render(sources: Corpus, site: Path) -> None:
    """Render all pages with MkDocs into a folder. Raises BuildError if MkDocs fails or warns."""
    environment = {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        "KB_UNRESOLVED": "fail",
        # The same sources give the same bytes: no page and no sitemap tells the time of the build.
        "SOURCE_DATE_EPOCH": str(_last_change(sources)),
    }
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)],
        cwd=sources.root,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise BuildError(f"MkDocs could not render the pages:\n{done.stdout}{done.stderr}".rstrip())


def examine(sources: Corpus, site: Path, site_url: str) -> None:
    """Audit a rendered site. Raises BuildError with every fault found."""
    expected = {f"{page.url}index.html": len(notes.number(page.found).notes) for page in sources.pages}
    faults = audit(site, site_url, expected)
    if faults:
        raise BuildError(_list_faults(faults))


def swap(root: Path, new: Path, place: Path) -> None:
    """Put a rendered folder in the place of another."""
    old = root / ".site-old"
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _last_change(sources: Corpus) -> int:
    days = [page.front_matter.values.get("reviewed") for page in sources.pages]
    last = max((day for day in days if type(day) is date), default=date(2026, 1, 1))
    return int(datetime(last.year, last.month, last.day, tzinfo=UTC).timestamp())


def _list_faults(faults: list[Fault]) -> str:
    listed = "\n".join(f"  {fault}" for fault in faults)
    return f"The rendered pages have {len(faults)} faults:\n{listed}"
