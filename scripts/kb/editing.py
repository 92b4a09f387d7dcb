"""The commands for people who write: ``kb new``, ``kb find``, ``kb source add``, ``kb upkeep``."""

import re
import sys
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

from kb import bibtex, corpus, drafts, finding, lookup, new_page
from kb.bibliography import Bibliography
from kb.checks.sources import EVIDENCE, REQUIRED
from kb.diagnostics import SourceText
from kb.drafts import Draft, DraftError
from kb.isbn import isbn_as_13_digits
from kb.lookup import NoRecordError
from kb.schema import NATIONS, STATUSES
from kb.upkeep import report

_ROOT = click.option(
    "--root", type=click.Path(path_type=Path, exists=True, file_okay=False), default=".", help="Folder with docs/."
)
_MOST_SHOWN = 10


@click.command()
@click.argument("kind", type=click.Choice(list(new_page.FOLDERS)))
@click.argument("slug")
@click.option("--title", help="Title of the page. Without it, the words of the slug.")
@click.option("--description", help="What the page tells, in at most 160 characters.")
@click.option(
    "--nation", "nations", multiple=True, type=click.Choice(NATIONS), help="Nation it is about; repeat for more."
)
@click.option("--chapter", help="Of an Act: 2014 c. 23.")
@click.option("--status", type=click.Choice(STATUSES), help="Of an Act.")
@click.option(
    "--extent", multiple=True, type=click.Choice(NATIONS[:4]), help="Of an Act: where it is law; repeat for more."
)
@_ROOT
def new(kind: str, slug: str, root: Path, **given: str | tuple[str, ...] | None) -> None:
    """Start a page of a KIND: its headings, its front matter and its place in the navigation.

    SLUG is the last part of its address, such as shared-power; or folder and last part.
    """
    known = {key: list(value) if isinstance(value, tuple) else value for key, value in given.items()}
    try:
        name = new_page.start(root, kind, slug, known, date.today())
    except new_page.NewPageError as error:
        _stop(str(error))
    click.echo(f"Made docs/{name}, and listed it in mkdocs.yml.")
    click.echo(
        "Now write the description and the nations at its top, then the sections: kb check lists what is still empty."
    )


@click.command()
@click.argument("words", nargs=-1, required=True)
@_ROOT
def find(words: tuple[str, ...], root: Path) -> None:
    """Find a source in references.bib, and print the citation to paste.

    WORDS stand in its author, title, year, annotation or key. A slip of typing does no harm.
    """
    entries = finding.find(_library(root), " ".join(words))
    if not entries:
        _stop(f'Nothing found for "{" ".join(words)}". A source that is not there yet: kb source add')
    for entry in entries[:_MOST_SHOWN]:
        click.echo(finding.shown(entry))
    if len(entries) > _MOST_SHOWN:
        click.echo(f"… and {len(entries) - _MOST_SHOWN} more: add a word, such as a year.")


@click.group()
def source() -> None:
    """Look after references.bib."""


@source.command()
@click.argument("what")
@click.option("--key", help="Key of the entry. Without it, one is made: surname, year, first word of the title.")
@click.option("--type", "kind", type=click.Choice(list(REQUIRED)), help="Type, where the record does not tell.")
@click.option("--evidence", type=click.Choice(EVIDENCE), help="What kind of evidence it is.")
@click.option("--nation", multiple=True, type=click.Choice(NATIONS), help="Nation it is about; repeat for more.")
@click.option("--annotation", help="One sentence: what it is good for.")
@click.option("--same-title", is_flag=True, help="Another work or edition of a title that is there already.")
@click.option("--dry-run", is_flag=True, help="Show the entry without writing it.")
@_ROOT
def add(
    what: str, key: str | None, kind: str | None, nation: tuple[str, ...], root: Path,
    *, same_title: bool, dry_run: bool, **own_words: str | None,
) -> None:  # fmt: skip
    """Add a source to references.bib.

    WHAT is a DOI or an ISBN, which is looked up on the network; or a file with BibTeX or RIS text;
    or - for such text as you paste. The entry says that only a record was seen: change
    "consulted" when you have read the source.
    """
    said = {name: value for name, value in {**own_words, "nation": ", ".join(nation)}.items() if value}
    try:
        found = _drafts(what, kind or "")
        if key and len(found) > 1:
            _stop(f"The text has {len(found)} sources, and --key can name only one.")
    except (DraftError, NoRecordError) as error:
        _stop(str(error))
    refused = False
    for draft in found:
        try:
            _add(drafts.with_own_words(draft, said), key or "", root, same_title=same_title, dry_run=dry_run)
        except DraftError as error:
            refused = True
            click.echo(str(error), err=True)
    sys.exit(1 if refused else 0)


def _drafts(what: str, kind: str) -> list[Draft]:
    if doi := re.fullmatch(rf"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?({drafts.DOI})", what, re.IGNORECASE):
        click.echo(f"Looking up the DOI {doi[1]} …", err=True)
        return [drafts.from_csl(lookup.by_doi(doi[1]), kind)]
    if isbn_as_13_digits(what):
        click.echo(f"Looking up the ISBN {what} …", err=True)
        return [drafts.from_csl(lookup.by_isbn(what), kind)]
    try:
        text = sys.stdin.read() if what == "-" else Path(what).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DraftError(f'"{what}" is no DOI (10.…/…), no ISBN with a right check digit, and no file.') from None
    except (OSError, UnicodeDecodeError):
        raise DraftError(f'"{what}" cannot be read as UTF-8 text.') from None
    return drafts.from_text(text, kind)


def _add(draft: Draft, key: str, root: Path, *, same_title: bool, dry_run: bool) -> None:
    library = _library(root)
    if library.diagnostics:
        raise DraftError("references.bib has faults of syntax. Mend them first: kb check")
    if there := list(drafts.duplicates(draft, library, same_title=same_title)):
        lines = ["Nothing was added: the source is there already.", *there]
        raise DraftError("\n    ".join(lines) + "\nAnother work or edition of that title: add --same-title")
    key = key or drafts.propose_key(draft, library.by_key)
    if key.lower() in {taken.lower() for taken in library.by_key}:
        raise DraftError(f'The key "{key}" is taken ({library.by_key[key].summary}).')
    written = drafts.as_bibtex(draft, key, date.today())
    text = drafts.with_entry(library, key, written)
    if not dry_run:
        (root / library.source.path).write_text(text, encoding="utf-8")
    line = text[: text.index(written)].count("\n") + 1
    click.echo(f"{'Would add' if dry_run else 'Added'} {library.source.path}:{line}\n\n{written}\n")
    click.echo(f"Still to write: {', '.join(draft.to_fill_in)}." if draft.to_fill_in else "Nothing is missing.")
    if draft.left_out:
        click.echo(f"Left out of the record: {', '.join(draft.left_out)}.")
    click.echo(
        "Compare it with the work itself: records have mistakes.\n"
        f"[@{key}] may stand under See also. When you have read some of it, change consulted = {{record}}"
        " to abstract, extract or full text; then it can carry a claim."
    )


@click.command()
@_ROOT
def upkeep(root: Path) -> None:
    """List addresses outside that no longer answer, and pages due for review, as Markdown.

    This asks every host named in the sources; a scheduled job runs it.
    Exit status: 0 nothing to do, 1 something to do, 2 could not run.
    """
    try:
        found = report(corpus.load(root.resolve()))
    except OSError as error:
        click.echo(f"kb upkeep could not run: {error.strerror}: {error.filename}", err=True)
        sys.exit(2)
    click.echo(found or "Nothing is left to do.")
    sys.exit(1 if found else 0)


def _library(root: Path) -> Bibliography:
    path = root / "references.bib"
    try:
        return bibtex.read(SourceText(path.name, path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError):
        _stop(f"{path} cannot be read. Run this in the folder that has it, or name that with --root.")


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)
