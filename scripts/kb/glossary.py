"""Explain terms where they are used: a term leads to the glossary, whose first sentence on it shows at the term.

The glossary page is the only place where a term is explained:

    Safeguarding adults board (SAB)
    :   In England, the board that … [@careact2014, s 43]. More …

Everyday single words get no explanation, because they mean other things too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from kb.citations import find

PAGE = "reference/glossary.md"

_ENTRY = re.compile(r"^(?P<term>\S[^\n]*)\n:[ ]{3}(?P<meaning>[^\n]*(?:\n[ ]{4}[^\n]*)*)", re.MULTILINE)
_IN_BRACKETS = re.compile(r"\s*\((?P<inside>[^)]*)\)")
_ACRONYM = re.compile(r"[A-Z][A-Za-z&]*[A-Z][A-Za-z]*s?")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_WORD = re.compile(r"[\w'’&-]+")
_PUT_AWAY = re.compile("\x02[^\x03]*\x03")  # a sign that the renderer has put away until the end
_SENTENCE_END = re.compile(r"(?<=[a-z)]{2})\.(?=\s|$)")
# Where a term is not looked for: headings, links, code, notes, and what already has a title.
_PASSED_OVER = {"h1", "h2", "h3", "h4", "h5", "h6", "a", "code", "pre", "sup", "section", "dt", "figcaption"}


@dataclass(frozen=True)
class Entry:
    """One entry of the glossary page."""

    term: str  # as it stands there: Safeguarding adults board (SAB)
    meaning: str  # its first sentence, as plain text

    @property
    def words(self) -> str:
        """The term without what stands in brackets."""
        return _IN_BRACKETS.sub("", self.term).strip()

    @property
    def acronyms(self) -> list[str]:
        """The acronyms that stand in brackets after the term."""
        return [inside for inside in _IN_BRACKETS.findall(self.term) if _ACRONYM.fullmatch(inside)]


@dataclass(frozen=True)
class Glossary:
    """The terms that are explained: by their first word, the rest of their words and the entry."""

    terms: dict[str, list[tuple[tuple[str, ...], Entry]]]


def entries(text: str) -> Iterator[Entry]:
    """Yield the entries of the glossary page."""
    for entry in _ENTRY.finditer(text):
        yield Entry(entry["term"].strip(), _plain(entry["meaning"]))


def load(text: str) -> Glossary:
    """Read the glossary page."""
    terms: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for entry in entries(text):
        for form in _forms(entry):
            first, *rest = _WORD.findall(form)
            terms.setdefault(first, []).append((tuple(rest), entry))
    for candidates in terms.values():
        candidates.sort(key=lambda candidate: -len(candidate[0]))
    return Glossary(terms)


def name_terms(root: Element) -> None:
    """Give each term of the glossary page a name, for links to lead to."""
    for term in root.iter("dt"):
        term.set("id", anchor("".join(term.itertext())))


def anchor(term: str) -> str:
    """Return the name of a term's place, the same from its source and from the rendered page."""
    letters = re.sub("['’]", "", _PUT_AWAY.sub("", term.lower()))
    return f"term-{re.sub(r'[^a-z0-9]+', '-', letters).strip('-')}"


def explain(root: Element, glossary: Glossary, address: str) -> None:
    """Make the first use of each term in each section of a page a link to its entry, titled with its meaning.

    ``address`` leads from the page to the glossary. A link, and not ``abbr``, because keyboard and touch reach it.
    """
    seen: set[Entry] = set()
    for block in list(root):
        if block.tag == "h2":
            seen = set()
        _explain_within(block, glossary, address, seen)


def _forms(entry: Entry) -> Iterator[str]:
    """Yield how a term may be written: itself, with a small first letter, its acronym."""
    yield from entry.acronyms
    term = entry.words
    if _ACRONYM.fullmatch(term):
        yield term
    elif len(_WORD.findall(term)) > 1 or "-" in term:
        yield term
        if not term[1:2].isupper():
            yield term[0].lower() + term[1:]


def _plain(meaning: str) -> str:
    """Return the first sentence of a meaning without citations, links and emphasis."""
    found = find(meaning)
    for citation in reversed(found.citations):
        meaning = meaning[: citation.span.start].rstrip() + meaning[citation.span.end :]
    meaning = " ".join(_LINK.sub(r"\1", meaning).replace("*", "").split())
    end = _SENTENCE_END.search(meaning)
    return meaning[: end.end()] if end else meaning


def _explain_within(element: Element, glossary: Glossary, address: str, seen: set[Entry]) -> None:
    if (
        not isinstance(element.tag, str)
        or element.tag in _PASSED_OVER
        or _is_a_cell_with_only_a_term(element, glossary)
    ):
        return
    children = list(element)
    # From the front, so that the first use is the one that is explained.
    element.text = _explain_text(element, 0, element.text, glossary, address, seen)
    for child in children:
        _explain_within(child, glossary, address, seen)
        position = list(element).index(child) + 1
        child.tail = _explain_text(element, position, child.tail, glossary, address, seen)


def _is_a_cell_with_only_a_term(element: Element, glossary: Glossary) -> bool:
    """Tell whether a term is all the text of a cell of a table.

    As a link it would stand right beside the number of its note, with no text around that excuses targets so
    small and close (WCAG 2.2, 2.5.8).
    """
    words = list(_WORD.finditer(_PUT_AWAY.sub("", element.text or "")))
    return element.tag == "td" and bool(words) and _term_at(words, 0, glossary)[0] == len(words)


def _explain_text(
    parent: Element, position: int, text: str | None, glossary: Glossary, address: str, seen: set[Entry]
) -> str | None:
    """Put the terms of a text into ``parent`` from a position on; return what stands before the first."""
    if not text:
        return text
    words = list(_WORD.finditer(text))
    before, last, cut = text, None, 0
    index = 0
    while index < len(words):
        length, entry = _term_at(words, index, glossary)
        if entry is None or entry in seen:
            index += max(length, 1)
            continue
        seen.add(entry)
        start, end = words[index].start(), words[index + length - 1].end()
        link = f"{address}#{anchor(entry.term)}"
        term = Element("a", {"class": "kb-term", "href": link, "title": entry.meaning})
        term.text = text[start:end]
        if last is None:
            before = text[:start]
        else:
            last.tail = text[cut:start]
        parent.insert(position, term)
        position += 1
        last, cut = term, end
        index += length
    if last is not None:
        last.tail = text[cut:]
    return before


def _term_at(words: list[re.Match[str]], index: int, glossary: Glossary) -> tuple[int, Entry | None]:
    """Return how many words the longest term that begins at a word has, and its entry; 0 and None if none does."""
    for rest, entry in glossary.terms.get(words[index][0], ()):
        following = [word[0] for word in words[index + 1 : index + 1 + len(rest)]]
        # A plural counts: the last word may have an s more.
        if following == list(rest) or (
            rest and [*following[:-1], following[-1:] and following[-1].removesuffix("s")] == list(rest)
        ):
            return 1 + len(rest), entry
    return 0, None
