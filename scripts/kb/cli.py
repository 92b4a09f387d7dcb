"""The command line. The commands for people who write are in ``editing``."""

import gc
import os
import runpy
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import click

from kb import fixing
from kb.comparison import Change
from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, Severity, as_json, as_text, counts
from kb.history import HistoryError
from kb.inspection import Inspection
from kb.kept import Kept

_TAKEN_AWAY = Path("site-offline")
FORMATS = ("text", "json", "github", "sarif", "markdown")


class _Commands(click.Group):
    """The commands here, and those for people who write, whose code no check has to wait for."""

    _WRITING = ("new", "find", "source", "upkeep")

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted([*super().list_commands(context), *self._WRITING])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in self._WRITING:
            command: click.Command = getattr(import_module("kb.editing"), name)
            return command
        return super().get_command(context, name)


@click.group(cls=_Commands)
@click.version_option(package_name="partnership-working-reference", prog_name="kb")
def main() -> None:
    """Check, build and preview the reference."""


@main.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to write faults.")
@click.option("--all", "everything", is_flag=True, help="List information too, such as sources no page cites.")
@click.option("--select", multiple=True, metavar="NAME", help="Report only the check of this name.")
@click.option(
    "--since", "revision", default="", metavar="REV", help="Report only what came in since REV, such as main."
)
@click.option("--fix", is_flag=True, help="Mend what has exactly one safe mend, and show what was changed.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, without changing it.")
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=".",
    help="Folder with references.bib and docs/.",
)
def check(
    form: str, *, everything: bool, select: tuple[str, ...], revision: str, fix: bool, diff: bool, root: Path
) -> None:
    """Check the pages and references.bib.

    Exit status: 0 no errors, 1 errors found, 2 could not run.
    """
    gc.disable()  # a short run that keeps nearly all it makes: collecting would cost a third of it
    root = root.resolve()
    kept = Kept(root / ".cache" / "parsed.pickle")
    # The counts of a whole run name the sources nobody cites, which is information.
    information = everything or fix or diff or bool(select) or not revision
    inspection = Inspection(root, kept, select, information, revision, everywhere=form == "markdown")
    try:
        if fix or diff:
            mended = inspection.mended()
            for line in fixing.difference(root, mended):
                click.echo(line, err=form != "text")
            if fix and not diff:
                fixing.write(root, mended)
        sources, change = inspection.run()
    except OSError as error:
        click.echo(f"kb check could not run: {error.strerror}: {error.filename}", err=True)
        sys.exit(2)
    except HistoryError as error:
        click.echo(f"kb check could not run: {error}", err=True)
        sys.exit(2)
    kept.save()
    counted = f"Since {revision}: {_counted(change)}." if revision else summary(sources, list(change.new))
    listed = [d for d in change.new if everything or select or d.severity is not Severity.INFORMATION]
    click.echo(_written(form, replace(change, new=tuple(listed)), counted, revision))
    sys.exit(1 if counts(change.new)[Severity.ERROR] else 0)


def _written(form: str, change: Change, counted: str, revision: str) -> str:
    if form == "text":
        more = "What each check means, with examples: docs/contribute/checks.md, or the page Checks of the site"
        return "\n".join([as_text(change.new), more, counted] if change.new else [counted])
    if form == "json":
        return as_json(change.new)
    from kb import reports  # takes a while to load

    match form:
        case "github":
            return reports.as_github(change.new)
        case "sarif":
            return reports.as_sarif(change.new)
        case "markdown":
            return reports.as_markdown(change, counted, revision)
    raise ValueError(form)


def _counted(change: Change) -> str:
    number = counts(change.new)
    errors, warnings = _many(number[Severity.ERROR], "new error"), _many(number[Severity.WARNING], "new warning")
    return f"{errors}, {warnings}, {_many(len(change.fixed), 'fault')} mended"


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def summary(sources: Corpus, found: list[Diagnostic]) -> str:
    """Return the counts in one line."""
    number = counts(found)
    errors, warnings = number[Severity.ERROR], number[Severity.WARNING]
    uncited = len(sources.bibliography.by_key.keys() - {cite.key for _, cite in sources.cites})
    verdict = "All citations resolve" if not errors else "Not published until the errors are mended"
    return (
        f"{verdict}: {_many(len(sources.pages), 'page')}, {_many(len(sources.cites), 'citation')}, "
        f"{len(sources.bibliography.entries)} sources ({uncited} not yet cited), "
        f"{_many(errors, 'error')}, {_many(warnings, 'warning')}."
    )


@main.command()
def build() -> None:
    """Check, render, audit, and put the new site in place of the old."""
    script = Path(__file__).parent.parent / "build.py"
    runpy.run_path(str(script), run_name="__main__")


@main.command("offline")
def pack() -> None:
    """Pack the site that was built into one file, which opens without a server and without the network.

    Exit status: 0 packed, 1 there is no site yet.
    """
    from kb import offline, site

    built, edition = _built(), site.load(Path.cwd()).edition
    archive = _TAKEN_AWAY / offline.file_name(edition)
    offline.write(built, archive)
    click.echo(f"Packed: {archive}. Unpack it anywhere, and open index.html.")


@main.command("book")
def bind() -> None:
    """Write the pages of the site that was built as one EPUB.

    Exit status: 0 written, 1 there is no site yet.
    """
    from kb import book, site

    built, settings = _built(), site.load(Path.cwd())
    file = _TAKEN_AWAY / book.file_name(settings.edition)
    book.write(Path.cwd(), built, settings, file)
    click.echo(f"Written: {file}")


def _built() -> Path:
    if not Path("site/index.html").is_file():
        click.echo("There is no site yet. Write: make site", err=True)
        sys.exit(1)
    return Path.cwd() / "site"


@main.command()
@click.argument("what", type=click.Choice(["rolling", "edition"]))
@click.argument("name", default="")
@click.option("--branch", default="gh-pages", help="Branch that holds what is published.")
@click.option("--remote", default="", help="Fetch the branch from there before, and push it there after.")
def publish(what: str, name: str, branch: str, remote: str) -> None:
    """Build and publish the rolling site, or an edition by its NAME (2026.1), which then never changes.

    Exit status: 0 published, 1 not published.
    """
    if (what == "edition") != bool(name):
        raise click.UsageError("Write: kb publish rolling, or kb publish edition 2026.1")
    from kb import editions  # takes a while to load, which the check has no use for

    try:
        commit = editions.publish(Path.cwd(), branch, remote, name)
    except editions.PublishError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"Published: {commit} on the branch {branch}")


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
