"""What several tests need: small sites, and the site itself in a browser."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kb import checks, corpus
from kb.diagnostics import Diagnostic, Severity

CASES = Path(__file__).parent / "cases"
ROOT = Path(__file__).parent.parent
REPOSITORY = "https://code.example/reference"  # the address a built site is told
CHROMIUM = os.environ.get("KB_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")

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
## In brief

## What it requires

## Who owes the duty

## Where it applies

## Status

## How to cite it

## Commonly got wrong

## See also

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


@pytest.fixture(scope="session")
def style_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in which all small sites keep what the citation processor wrote: it is slow."""
    return tmp_path_factory.mktemp("styles")


@pytest.fixture
def site_folder(make_site: MakeSite, style_cache: Path) -> Path:
    """Give a folder that builds: the small library, a page, the two that others lead to, and this repository's set-up."""
    pages = {
        "index.md": page("# A page\n\nVague [@glendinning2002, abstract].\n"),
        "coursework/citing-this-site.md": page("# Citing this site\n"),
        "reference/bibliography.md": page(
            "# Bibliography\n\n<!-- generate: sources -->\n\n<!-- generate: law-and-parliament -->\n"
        ),
    }
    root = make_site(pages)
    (root / ".cache").symlink_to(style_cache)
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


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Where nothing is, show the page that the site has for it, as hosts do."""
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.exists():
            return super().send_error(code, message, explain)
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes())
        return None


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine, and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site, once for all tests that look at it."""
    site = tmp_path_factory.mktemp("browser") / "site"
    command = [sys.executable, str(ROOT / "scripts/build.py"), str(ROOT), str(site)]
    subprocess.run(command, env={**os.environ, "KB_REPOSITORY": REPOSITORY}, check=True, capture_output=True)
    return site


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    """Serve the site, and give its address."""
    with served(built) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium."""
    expect.set_options(timeout=20_000)  # milliseconds: a slow machine is no fault of the site
    missing = "Chromium is not installed: apt-get install chromium, or set KB_CHROMIUM to its path"
    if not CHROMIUM and "CI" not in os.environ:
        pytest.skip(missing)  # on a bare machine the other tests still tell; in CI nothing is left out
    assert CHROMIUM, missing
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


@pytest.fixture(name="page")
def browser_page(browser: Browser, address: str) -> Iterator[Page]:
    """Give a page of the browser, for the built site; an error in a script or a breach of the page's policy fails the test."""
    page = browser.new_page(base_url=address, viewport={"width": 1280, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    page.close()
    assert errors == []
