"""A sign at each address that a page had before, since addresses are cited and kept for ever.

No plugin does it: those of MkDocs do not run in Zensical.
"""

import posixpath
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kb.corpus import Corpus
from kb.site import Site


def write(corpus: Corpus, site: Site, folder: Path) -> None:
    """Write into the folder of a rendered site a page at each address from which a page has moved."""
    environment = Environment(
        loader=FileSystemLoader(corpus.root / "docs" / ".overrides"), autoescape=True, undefined=StrictUndefined
    )
    for page in corpus.pages:
        for address in page.moved_from:
            file = folder / address / "index.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            base = posixpath.relpath(".", address) + "/"
            text = environment.get_template("moved.html").render(page=page, site=site, base=base)
            file.write_text(text, encoding="utf-8")
