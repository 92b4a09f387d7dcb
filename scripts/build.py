"""Build the site: load, check, render aside, audit, swap. Nothing false replaces something true.

Usage: build.py [ROOT [INTO]]: the folder of the sources, and the folder to build into.

Exit status: 0 built, 1 errors in the sources or the rendered pages, 2 could not run.
"""

import sys
import time
from pathlib import Path

from kb import (
    checks,
    content_security,
    corpus,
    delivery,
    exports,
    feed,
    publishing,
    redirects,
    search_index,
    site,
    sitemap,
)
from kb.cli import summary
from kb.diagnostics import Severity, as_text, counts

ROOT = Path(__file__).resolve().parent.parent


def build(root: Path = ROOT, into: Path | None = None) -> int:
    """Build the site of a folder, print what happened, and return the exit status.

    It is put ``into`` the folder's ``site/`` unless another place is given.
    """
    started = time.monotonic()
    place = into or root / "site"

    print("Checking the sources …", flush=True)
    sources = corpus.load(root)
    found = checks.run(sources)
    shown = [diagnostic for diagnostic in found if diagnostic.severity is not Severity.INFORMATION]
    if shown:
        print(as_text(shown))
    print(summary(sources, found))
    if counts(found)[Severity.ERROR]:
        return 1

    settings = site.load(root)
    try:
        with publishing.workspace(root) as new:
            print("Rendering the pages …", flush=True)
            publishing.render(sources, new)
            print("Writing what readers take away …", flush=True)
            exports.write(sources, settings, new)
            search_index.write(sources, new)
            redirects.write(sources, settings, new)
            feed.write(sources, settings, new)
            sitemap.write(sources, settings, new)
            delivery.merge(new)
            content_security.protect(new)
            print("Auditing the rendered pages …", flush=True)
            publishing.examine(sources, new, settings.url)
            publishing.swap(root, new, place)
    except publishing.BuildError as error:
        print(f"{error}\nThe site was left as it was.", file=sys.stderr)
        return 1

    print(f"Built in {time.monotonic() - started:.1f} s. Open {place / 'index.html'}, or run: make serve")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(build(*(Path(argument).resolve() for argument in sys.argv[1:3])))
    except OSError as error:
        print(f"The build could not run: {error.strerror}: {error.filename}", file=sys.stderr)
        sys.exit(2)
