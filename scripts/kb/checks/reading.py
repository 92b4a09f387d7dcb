"""Checks of the files themselves.

These faults are found while reading, so that the rest of a file is still checked.
"""

import re
from collections.abc import Iterator

from kb.citations import KEY
from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, at


def bib_syntax(corpus: Corpus) -> Iterator[Diagnostic]:
    """An entry of references.bib cannot be read, or something stands outside every entry.

    Why: the entry, or a part of it, would be lost, and with it the source of a claim.

    Mend: look at the line named, and at the line above it: each field is a name, an equals sign,
    a value in braces and a comma; each ``{`` needs its ``}``; an entry begins with an @, its type,
    an opening brace, its key and a comma, and ends with ``}``.

    Wrong:
    @book{barr2005effective,
      title = {Effective interprofessional education}
      year = {2005}
    }
    Right: @book{barr2005effective, title = {Effective interprofessional education}, year = {2005}, …}
    """
    library = corpus.bibliography
    yield from library.diagnostics
    for entry in library.entries:
        if not re.fullmatch(KEY, entry.key):
            span = entry.key_span
            message = f'a citation could not name the key "{entry.key}"'
            hint = "Use letters, digits and single marks from . : - _ / inside the key"
            yield at(library.source, span.start, span.end, "bib-syntax", message, hint)


def bad_encoding(corpus: Corpus) -> Iterator[Diagnostic]:
    r"""A file is not UTF-8 text; in the example, the byte E9 stands for the letter é.

    Why: letters with accents, dashes and quotation marks would appear as signs nobody can read.

    Mend: open the file in an editor, choose *Save with encoding* and UTF-8, and look whether all
    letters are still right.

    Wrong: Caf\xe9 meetings were held.
    Right: Café meetings were held.
    """
    yield from (found for found in corpus.diagnostics if found.name == "bad-encoding")


def control_character(corpus: Corpus) -> Iterator[Diagnostic]:
    r"""A sign that cannot be seen stands in a file; in the example, the one with the number 02.

    Why: such signs come along when text is copied from a PDF, hide between letters, and spoil
    search and copying.

    Mend: delete the sign, or the word around it, and type the word again.

    Wrong: Part\x02nership needs time.
    Right: Partnership needs time.
    """
    yield from (found for found in corpus.diagnostics if found.name == "control-character")
