"""The Content-Security-Policy: what a page may load and run, written into every page after rendering.

Scripts run only from the site's own files, save the few that the theme writes into its pages: those
are named by their hash. The policy stands in the page, so it holds on any host; a host that can send
headers adds what a page cannot say of itself (docs/contribute/publishing.md).
"""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

# Scripts without an address and without a type: those a browser runs. Others are data.
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_FIRST = '<meta charset="utf-8">'

_POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # the theme's icons are data in its style sheets
    "font-src": "'self'",
    "connect-src": "'self'",  # the index of the search; the list of pages, for the news on a page of an edition
    "worker-src": "'self'",  # the search
    "base-uri": "'none'",
    "form-action": "'none'",  # no form is sent: search and filters are the page's own affair
}


def protect(folder: Path) -> None:
    """Write the policy into every page of a rendered site."""
    for file in folder.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        hashes = sorted({_hash(script) for script in _INLINE.findall(text)})
        directives = {"script-src": " ".join(["'self'", *hashes]), **_POLICY}
        policy = "; ".join(f"{name} {value}" for name, value in directives.items())
        mark = f'{_FIRST}<meta http-equiv="Content-Security-Policy" content="{policy}">'
        file.write_text(text.replace(_FIRST, mark, 1), encoding="utf-8")


def _hash(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
