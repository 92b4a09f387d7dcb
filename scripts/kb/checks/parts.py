"""Checks of the lists and tables that are generated."""

from collections.abc import Iterator
from difflib import get_close_matches

from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, at


def unknown_part(corpus: Corpus) -> Iterator[Diagnostic]:
    """A comment asks for a generated part that does not exist, or for a source that does not.

    Why: the page would silently lack its list or table.

    Mend: take the name that the message suggests.

    Wrong: <!-- generate: source -->
    Right: <!-- generate: sources -->
    """
    for page in corpus.pages:
        for comment in page.found.comments:
            from kb.parts import PARTS, request  # they load what formats references, which takes a while

            asked = request(page.source.text[comment.start : comment.end])
            if asked and asked[0] not in PARTS:
                close = get_close_matches(asked[0], PARTS, n=1)
                hint = f'Did you mean "{close[0]}"?' if close else f"Parts: {', '.join(PARTS)}"
                message = f'there is no part "{asked[0]}" to generate'
                yield at(page.source, comment.start, comment.end, "unknown-part", message, hint)
            elif asked and asked[0] == "in-styles" and asked[1] not in corpus.bibliography.by_key:
                close = get_close_matches(asked[1], corpus.bibliography.by_key, n=1)
                hint = f'Did you mean "{close[0]}"?' if close else "Name the key of an entry"
                message = f'there is no entry "{asked[1]}" in {corpus.bibliography.source.path}'
                yield at(page.source, comment.start, comment.end, "unknown-part", message, hint)
