"""Measure checking and building at several sizes and print a table. Not a test: it never fails.

Each figure is the processor time of a whole process, the best of its runs: wall time on a shared
machine says more about its neighbours. The plain build has the same pages without their
citations, rendered by MkDocs with the same settings. The citation layer is what citations add to
turning the Markdown into HTML; what they add to the whole build includes the work of MkDocs, its
theme and its search index on the longer pages.
"""

import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

import synthetic

ROOT = Path(__file__).parent.parent
CITATIONS_PER_PAGE = 8
# What follows rendering is not done here, so the audit has faults to find; it takes the same time.
AUDIT = """
from contextlib import suppress
from pathlib import Path
from kb import corpus, publishing
with suppress(publishing.BuildError):
    publishing.examine(corpus.load(Path.cwd()), Path("out"), "https://partnership-working.example/")
"""
# Each page is converted without and with its citations in turn: what slows one slows the other.
LAYER = """
import sys, time
from pathlib import Path
from markdown import Markdown
from kb.markdown_extension import _references
extensions = ["admonition", "attr_list", "def_list", "smarty", "tables", "toc", "kb"]
roots = [Path(name) for name in sys.argv[1:]]
spent = [0.0, 0.0]
for root in roots:
    _references(root.resolve())
for page in sorted(roots[0].glob("docs/*/*/*.md")):
    for index, root in enumerate(roots):
        text = (root / page.relative_to(roots[0])).read_text(encoding="utf-8").split("---", 2)[2]
        started = time.process_time()
        Markdown(extensions=extensions, extension_configs={"kb": {"root": str(root)}}).convert(text)
        spent[index] += time.process_time() - started
print(spent[1] - spent[0])
"""
COLUMNS = ("pages", "citations", "entries", "check", "plain build", "citation layer", "build", "audit")


@click.command()
@click.option("--sizes", default="300,1000,3000", help="Numbers of pages, separated by commas.")
@click.option("--runs", default=3, help="Runs of each measurement; the best counts.")
def main(sizes: str, runs: int) -> None:
    """Print times in seconds, what citations add to the build, and how each grows with size."""
    rows = [_measure(int(size), runs) for size in sizes.split(",")]
    print("| " + " | ".join(COLUMNS) + " |")
    print("| " + " | ".join("---:" for _ in COLUMNS) + " |")
    for row in rows:
        plain = row["plain build"]
        cells = [f"{int(row[name]):,}" for name in COLUMNS[:3]]
        cells += [f"{row['check']:.2f} s", f"{plain:.2f} s"]
        cells.append(f"{row['citation layer']:.2f} s ({row['citation layer'] / plain:+.0%})")
        cells.append(f"{row['build']:.2f} s ({row['build'] / plain - 1:+.0%})")
        cells.append(f"{row['audit']:.2f} s")
        print("| " + " | ".join(cells) + " |")
    if len(rows) > 1:
        growth = [f"{name} {_exponent(rows[-2], rows[-1], name):.2f}" for name in COLUMNS[3:]]
        print(f"\nGrowth exponent between the last two sizes (1 is linear): {', '.join(growth)}.")


def _measure(pages: int, runs: int) -> dict[str, float]:
    entries = min(2000, max(200, pages // 2))
    row: dict[str, float] = {"pages": pages, "citations": pages * CITATIONS_PER_PAGE, "entries": entries}
    with tempfile.TemporaryDirectory() as folder:
        plain, cited = Path(folder, "plain"), Path(folder, "cited")
        for root, citations in ((plain, 0), (cited, CITATIONS_PER_PAGE)):
            synthetic.write(root, pages=pages, citations=citations, entries=entries)
            _add_settings(root)
        row["check"] = min(_timed(cited, "-m", "kb.cli", "check") for _ in range(runs))
        row["citation layer"] = min(_layer(plain, cited) for _ in range(runs))
        # The two builds take turns, so that a change in the machine's speed meets both.
        turns = [(_build(plain), _build(cited)) for _ in range(runs)]
        row["plain build"] = min(turn[0] for turn in turns)
        row["build"] = min(turn[1] for turn in turns)
        row["audit"] = min(_timed(cited, "-c", AUDIT) for _ in range(runs))
    print(f"measured {pages} pages", file=sys.stderr)
    return row


def _add_settings(root: Path) -> None:
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (root / "mkdocs.yml").write_text(settings[: settings.index("\nnav:")] + "\n", encoding="utf-8")
    shutil.copytree(ROOT / "docs" / ".overrides", root / "docs" / ".overrides")
    shutil.copytree(ROOT / "docs" / "assets", root / "docs" / "assets")


def _build(root: Path) -> float:
    return _timed(root, "-m", "mkdocs", "build", "--site-dir", "out")


def _layer(plain: Path, cited: Path) -> float:
    command = [sys.executable, "-c", LAYER, str(plain), str(cited)]
    return float(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)


def _timed(root: Path, *arguments: str) -> float:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], cwd=root, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _exponent(smaller: dict[str, float], larger: dict[str, float], name: str) -> float:
    return math.log(larger[name] / smaller[name]) / math.log(larger["pages"] / smaller["pages"])


if __name__ == "__main__":
    main()
