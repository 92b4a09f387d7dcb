"""Checks of the lists and tables that are generated."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from kb import pictures
from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, at
from kb.parts import PARTS, request


def unknown_part(corpus: Corpus) -> Iterator[Diagnostic]:
    """A comment asks for a generated part, or for a source or picture within one, that does not exist.

    Why: the page would silently lack its list or table.

    Mend: take the name that the message suggests.

    Wrong: <!-- generate: source -->
    Right: <!-- generate: sources -->
    """
    names: dict[str, tuple[Iterable[str], str]] = {
        "in-styles": (corpus.bibliography.by_key, f'entry "{{}}" in {corpus.bibliography.source.path}'),
        "picture": (pictures.names(corpus.root), f'picture "{{}}" in {pictures.FOLDER}'),
    }
    for page in corpus.pages:
        for comment in page.found.comments:
            part, argument = request(page.source.text[comment.start : comment.end]) or ("", "")
            known, what = names.get(part, ((argument,), ""))
            if part and part not in PARTS:
                known, argument, what = PARTS, part, 'part "{}" to generate'
            if argument not in known:
                close = get_close_matches(argument, known, n=1)
                hint = f'Did you mean "{close[0]}"?' if close else f"There are: {', '.join(list(known)[:12])}"
                message = f"there is no {what.format(argument)}"
                yield at(page.source, comment.start, comment.end, "unknown-part", message, hint)
