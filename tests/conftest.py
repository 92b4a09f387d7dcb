"""Small sites for tests: a folder with references.bib and pages."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kb import checks, corpus
from kb.diagnostics import Diagnostic, Severity

CASES = Path(__file__).parent / "cases"
ROOT = Path(__file__).parent.parent

FRONT_MATTER = """\
---
title: A page
description: A page for a test
kind: guide
reviewed: 2026-11-21
changed: 2026-11-21
nations: [UK]
---
"""
# The body of a page made by ``page`` begins on this line.
BODY_LINE = FRONT_MATTER.count("\n") + 1

ACT = """---
title: Care Act 2014
description: An Act
kind: act
reviewed: 2026-11-21
changed: 2026-11-21
nations: [England]
short_title: Care Act 2014
chapter: 2014 c. 23
status: amended
as_at: 2026-04-01
extent: [England, Wales]
url: https://www.legislation.gov.uk/ukpga/2014/23
duties:
  - {duty: co-operate in general, provision: s 6, on: a council, strength: must, nation: [England, Wales], formerly: Older Act 1999 s 1}
  - {duty: ask for help, provision: s 7, on: a partner, strength: must unless, nation: England}
---
Text.
"""

MakeSite = Callable[..., Path]


def page(body: str, kind: str = "guide") -> str:
    """Return a whole page with the given body; a guide need not cite, a concept must."""
    return FRONT_MATTER.replace("kind: guide", f"kind: {kind}") + body


@pytest.fixture
def make_site(tmp_path: Path) -> MakeSite:
    """Return a function that writes pages (path in docs/ to text) and a bibliography."""

    def make(pages: dict[str, str] | None = None, bib: str | None = None) -> Path:
        library = bib if bib is not None else (CASES / "library.bib").read_text(encoding="utf-8")
        (tmp_path / "references.bib").write_text(library, encoding="utf-8")
        for name, text in (pages or {"index.md": page("# A page\n")}).items():
            path = tmp_path / "docs" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return make


@pytest.fixture
def site_folder(make_site: MakeSite) -> Path:
    """Give a folder that builds: the small library, one page, and this repository's set-up."""
    root = make_site({"index.md": page("# A page\n\nVague [@glendinning2002, abstract].\n")})
    shutil.copytree(ROOT / "docs" / ".overrides", root / "docs" / ".overrides")
    shutil.copytree(ROOT / "docs" / "assets", root / "docs" / "assets")
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (root / "mkdocs.yml").write_text(settings[: settings.index("\nnav:")] + "\n", encoding="utf-8")
    return root


def faults(root: Path) -> list[Diagnostic]:
    """Run every check on a folder; return the faults, without mere information."""
    return [found for found in checks.run(corpus.load(root)) if found.severity is not Severity.INFORMATION]


def places(root: Path) -> list[str]:
    """Run every check; return ``path:line:column name`` of each fault."""
    return [f"{d.path}:{d.start.line}:{d.start.column} {d.name}" for d in faults(root)]
