r"""What a check's docstring says, taken apart: for the page about the checks, for reports, for tests.

A docstring has five parts: what the check finds; ``Why:`` it matters; how to ``Mend:`` it; one
``Wrong:`` and one ``Right:`` example. Examples are what an editor would type: text of a page,
lines of its front matter, an entry of references.bib or one of its fields, a picture, or the
``nav:`` of mkdocs.yml; an ellipsis at the end of an entry stands for the other fields it needs, and ``\xe9``
for the byte of that number.
"""

import re
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any

_PARTS = re.compile(
    r"(?P<finds>.*?)\n\nWhy: (?P<why>.*?)\n\nMend: (?P<mend>.*?)\n\n"
    r"Wrong:\s+(?P<wrong>.*?)\nRight:\s+(?P<right>.*)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Documentation:
    """The parts of a check's docstring. All but the examples may have code in ``double backticks``."""

    name: str
    finds: str
    why: str
    mend: str
    wrong: str
    right: str

    @property
    def summary(self) -> str:
        """What the check finds, in its first sentence."""
        return self.finds.partition("\n\n")[0].replace("\n", " ")

    def as_text(self) -> str:
        """Return all parts as plain text."""
        parts = {"": self.finds, "Why: ": self.why, "Mend: ": self.mend}
        examples = {"Wrong:\n": self.wrong, "Right:\n": self.right}
        return "\n\n".join(f"{label}{text}" for label, text in (parts | examples).items()).replace("``", "")

    def as_markdown(self) -> str:
        """Return all parts as Markdown."""
        prose = f"{self.finds}\n\n**Why:** {self.why}\n\n**Mend:** {self.mend}"
        examples = f"**Wrong:**\n\n{_indented(self.wrong)}\n\n**Right:**\n\n{_indented(self.right)}"
        return f"{prose}\n\n{examples}"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def name_of(check: Any) -> str:
    """Return the name under which a check reports: its function's name with hyphens."""
    return str(check.__name__).replace("_", "-")


def read(check: Any) -> Documentation:
    """Take a check's docstring apart. Raises ValueError where a part is missing."""
    parts = _PARTS.fullmatch(cleandoc(check.__doc__ or ""))
    if parts is None:
        raise ValueError(f"the docstring of {check.__name__} lacks Why, Mend, Wrong or Right, in this order")
    return Documentation(name=name_of(check), **parts.groupdict())
