"""The page about the checks, made from their docstrings."""

import re
import sys
from html import escape
from itertools import groupby

from kb import documentation
from kb.checks import CHECKS, Check
from kb.corpus import Corpus
from kb.documentation import Documentation
from kb.referencing import References

_CODE = re.compile(r"``(.+?)``")
_EMPHASIS = re.compile(r"\*(\S[^*]*)\*")


def checks(_: Corpus, __: References, ___: str, ____: str) -> str:
    """Return a list of all checks, then for each what it finds, why, an example, and the mend."""
    groups = [
        (_subject(module), [documentation.read(check) for check in members])
        for module, members in groupby(sorted(CHECKS, key=_module), key=_module)
    ]
    index = "".join(f"<li>{escape(subject)}: {', '.join(map(_link, described))}</li>" for subject, described in groups)
    sections = "\n".join(
        f"<h2>{escape(subject)}</h2>\n" + "\n".join(map(_section, described)) for subject, described in groups
    )
    return f"<ul>{index}</ul>\n{sections}"


def _module(check: Check) -> str:
    return check.__module__


def _subject(module: str) -> str:
    """Return what the checks of a module are about, from its docstring: "Checks of the citations …"."""
    subject = (sys.modules[module].__doc__ or "").partition("\n")[0].removeprefix("Checks of ").rstrip(".")
    return subject[0].upper() + subject[1:]


def _link(described: Documentation) -> str:
    return f'<a href="#{described.name}">{described.name}</a>'


def _section(described: Documentation) -> str:
    anchor = f'<a class="headerlink" href="#{described.name}" title="Link to this section">#</a>'
    return (
        f'<h3 id="{described.name}">{described.name}{anchor}</h3>\n{_prose(described.finds)}\n'
        f"{_prose('*Why it matters:* ' + described.why)}\n{_prose('*How to mend it:* ' + described.mend)}\n"
        f"<p>Wrong:</p>\n{_example(described.wrong)}\n<p>Right:</p>\n{_example(described.right)}"
    )


def _prose(text: str) -> str:
    marked = _CODE.sub(r"<code>\1</code>", escape(text, quote=False))
    marked = _EMPHASIS.sub(r"<em>\1</em>", marked)
    return "".join(f"<p>{' '.join(paragraph.split())}</p>" for paragraph in marked.split("\n\n"))


def _example(text: str) -> str:
    return f"<pre><code>{escape(text, quote=False)}</code></pre>"
