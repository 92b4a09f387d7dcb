"""The command line: ``kb check``, ``kb build``, ``kb serve``."""

import gc
import os
import runpy
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import click

from kb import checks, corpus
from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, Severity, as_json, as_text, counts


@click.group()
@click.version_option(package_name="partnership-working-reference", prog_name="kb")
def main() -> None:
    """Check, build and preview the reference."""


@main.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to write faults.")
@click.option("--all", "everything", is_flag=True, help="List information too, such as sources no page cites.")
@click.option("--select", multiple=True, metavar="NAME", help="Report only the check of this name.")
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=".",
    help="Folder with references.bib and docs/.",
)
def check(form: str, *, everything: bool, select: tuple[str, ...], root: Path) -> None:
    """Check the pages and references.bib.

    Exit status: 0 no errors, 1 errors found, 2 could not run.
    """
    gc.disable()  # a short run that keeps nearly all it makes: collecting would cost a third of it
    try:
        sources = corpus.load(root.resolve())
    except OSError as error:
        click.echo(f"kb check could not run: {error.strerror}: {error.filename}", err=True)
        sys.exit(2)
    found = checks.run(sources)
    if select:
        found = [diagnostic for diagnostic in found if diagnostic.name in select]
    click.echo(as_json(found) if form == "json" else _report(sources, found, everything or bool(select)))
    sys.exit(1 if counts(found)[Severity.ERROR] else 0)


def _report(sources: Corpus, found: list[Diagnostic], everything: bool) -> str:
    listed = [d for d in found if everything or d.severity is not Severity.INFORMATION]
    return "\n".join(part for part in (as_text(listed), summary(sources, found)) if part)


def summary(sources: Corpus, found: list[Diagnostic]) -> str:
    """Return the counts in one line."""
    number = counts(found)
    errors, warnings = number[Severity.ERROR], number[Severity.WARNING]
    uncited = sum(diagnostic.name == "unused-entry" for diagnostic in found)
    verdict = "All citations resolve" if not errors else "Not published until the errors are mended"
    return (
        f"{verdict}: {len(sources.pages)} pages, {len(sources.cites)} citations, "
        f"{len(sources.bibliography.entries)} sources ({uncited} not yet cited), "
        f"{errors} errors, {warnings} warnings."
    )


@main.command()
def build() -> None:
    """Check, render, audit, and put the new site in place of the old."""
    script = Path(__file__).parent.parent / "build.py"
    runpy.run_path(str(script), run_name="__main__")


@main.command()
@click.option("--port", default=8000, help="Port of the preview.")
def serve(port: int) -> None:
    """Show the pages in the browser and follow every change.

    A citation that does not resolve is marked on its page instead of stopping the preview.
    """
    environment = {**os.environ, "KB_UNRESOLVED": "show", "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "serve", "--no-strict", "--dev-addr", f"127.0.0.1:{port}"]
    # Ctrl-C ends the preview; the server says so itself.
    with suppress(KeyboardInterrupt):
        sys.exit(subprocess.run([*command, "--watch", "references.bib"], env=environment, check=False).returncode)


if __name__ == "__main__":
    main()
