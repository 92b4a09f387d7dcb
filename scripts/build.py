"""Build the site: load, check, render aside, audit, swap. Nothing false replaces something true.

Exit status: 0 built, 1 errors in the sources or the rendered pages, 2 could not run.
"""

import os
import sys
import time
from pathlib import Path

from kb import checks, corpus, publishing
from kb.cli import summary
from kb.diagnostics import Severity, as_text, counts

ROOT = Path(__file__).resolve().parent.parent
SITE_URL = os.environ.get("KB_SITE_URL", "https://partnership-working.example/")


def build(root: Path = ROOT) -> int:
    """Build ``site/`` below a folder, print what happened, and return the exit status."""
    started = time.monotonic()

    print("Checking the sources …", flush=True)
    sources = corpus.load(root)
    found = checks.run(sources)
    shown = [diagnostic for diagnostic in found if diagnostic.severity is not Severity.INFORMATION]
    if shown:
        print(as_text(shown))
    print(summary(sources, found))
    if counts(found)[Severity.ERROR]:
        return 1

    try:
        with publishing.workspace(root) as new:
            print("Rendering the pages …", flush=True)
            publishing.render(sources, new)
            print("Auditing the rendered pages …", flush=True)
            publishing.examine(sources, new, SITE_URL)
            site = publishing.swap(root, new)
    except publishing.BuildError as error:
        print(f"{error}\nThe site was left as it was.", file=sys.stderr)
        return 1

    print(f"Built in {time.monotonic() - started:.1f} s. Open {site / 'index.html'}, or run: make serve")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(build())
    except OSError as error:
        print(f"The build could not run: {error.strerror}: {error.filename}", file=sys.stderr)
        sys.exit(2)
