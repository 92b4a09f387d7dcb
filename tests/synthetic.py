"""Write a reference of any size, the same for the same seed: for benchmarks."""

import random
from pathlib import Path

_WORDS = [
    "partnership",
    "council",
    "health",
    "board",
    "care",
    "people",
    "share",
    "power",
    "agree",
    "plan",
    "duty",
    "review",
    "trust",
    "team",
    "service",
    "the",
    "of",
    "and",
    "in",
    "to",
    "a",
    "with",
    "for",
    "by",
    "on",
    "must",
    "may",
    "where",
    "from",
    "between",
    "their",
    "each",
    "other",
    "about",
    "under",
    "joint",
]
_HEADINGS = (
    "In brief",
    "What the evidence says",
    "Limits and disagreement",
    "In practice",
    "For coursework",
    "See also",
)
_FRONT_MATTER = """---
title: {title}
description: A generated page
kind: concept
reviewed: 2026-11-21
changed: 2026-11-21
nations: [UK]
---
# {title}
"""


def write(root: Path, *, pages: int, citations: int, entries: int, words: int = 800, seed: int = 1) -> None:
    """Write ``references.bib`` and ``docs/`` below a folder.

    ``citations`` is the number on each page; 0 gives the same words without citations.
    """
    dice = random.Random(seed)
    (root / "docs").mkdir(parents=True, exist_ok=True)
    (root / "references.bib").write_text("\n".join(_entry(number, dice) for number in range(entries)), encoding="utf-8")
    for number in range(pages):
        # Ten areas, and in them parts of 25 pages: no list in the navigation grows long.
        folder = root / "docs" / f"area-{number // 25 % 10}" / f"part-{number // 250:03}"
        folder.mkdir(parents=True, exist_ok=True)
        text = _page(f"Page {number}", words, citations, entries, random.Random(seed * 1_000_003 + number))
        (folder / f"page-{number:05}.md").write_text(text, encoding="utf-8")
    (root / "docs" / "index.md").write_text(
        _FRONT_MATTER.format(title="Home").replace("concept", "guide") + "\nWelcome.\n", encoding="utf-8"
    )


def _entry(number: int, dice: random.Random) -> str:
    title = " ".join(dice.choices(_WORDS, k=9))
    return f"""@article{{author{number}word,
  author = {{Author{number}, Ann and Writer, Ben B.}},
  title = {{{title} {number}}},
  journal = {{Journal of Partnership \\& Care}},
  volume = {{{number % 40 + 1}}},
  pages = {{100--140}},
  year = {{{1970 + number % 56}}},
  doi = {{10.1000/{number}}},
  consulted = {{abstract}},
  consulteddate = {{2026-11-21}},
  evidence = {{study}},
  nation = {{UK}},
  annotation = {{Generated.}}
}}
"""


def _page(title: str, words: int, citations: int, entries: int, dice: random.Random) -> str:
    sentences = []
    # The words do not depend on the number of citations: pages with and without them compare.
    for number in range(words // 20):
        sentence = " ".join(dice.choices(_WORDS, k=20)).capitalize()
        key, page = dice.randrange(entries), dice.randrange(100, 141)
        cited = number * citations // (words // 20) != (number + 1) * citations // (words // 20)
        sentences.append(f"{sentence} [@author{key}word, p. {page}]." if cited else f"{sentence}.")
    each = -(-len(sentences) // len(_HEADINGS))
    parts = [
        f"## {heading}\n\n" + "\n".join(sentences[number * each : (number + 1) * each])
        for number, heading in enumerate(_HEADINGS)
    ]
    return _FRONT_MATTER.format(title=title) + "\n" + "\n\n".join(parts) + "\n"
