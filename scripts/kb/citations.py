r"""The finder: every citation, note reference and note definition of a Markdown text.

The checker and the renderer both use it, so what was checked is what is rendered. For that
the finder alone decides what is code and what is comment: the renderer replaces exactly the
spans found here and switches off Python-Markdown's own reading of them.

The syntax is Pandoc's (https://pandoc.org/MANUAL.html#citation-syntax), with three
deliberate differences: a bare ``@word`` is never a citation, because pages name social media
accounts; ``\[@key]`` is not one, because a backslash takes the meaning away; and locators
have our own labels (see ``locators``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from kb.locators import Locator, split_locator


# There are very many of some of these: a tuple is made, and kept, faster than a dataclass.
class Span(NamedTuple):
    """Characters from ``start`` up to ``end`` of the text that was searched, counted from 0."""

    start: int
    end: int


class Cite(NamedTuple):
    """One source within a citation: ``see @key, pp. 3-5, my emphasis``."""

    span: Span
    key: str
    key_span: Span
    prefix: str
    locator: Locator | None
    suffix: str
    author_in_text: bool  # written -@key: the sentence already names the author


class Citation(NamedTuple):
    """A bracket with one or more cites: ``[@a, p. 1; @b]``."""

    span: Span
    cites: tuple[Cite, ...]


class NoteReference(NamedTuple):
    """``[^name]``: the place from which a reader is sent to a note."""

    span: Span
    name: str


@dataclass(frozen=True)
class NoteDefinition:
    """``[^name]: text``, with the indented lines that continue it."""

    span: Span
    name: str
    label_span: Span  # [^name]:
    body_span: Span


@dataclass(frozen=True)
class CodeSpan:
    """Code within a line of text, and the code itself."""

    span: Span
    code: str


@dataclass(frozen=True)
class CodeBlock:
    """Code between two lines of backticks or tildes, the language if named, and the code."""

    span: Span
    language: str
    code: str


@dataclass(frozen=True)
class BareKey:
    """``@key`` in running text, outside square brackets."""

    span: Span
    key: str


class Link(NamedTuple):
    """``[text](address)``, or ``![text](address)`` for an image."""

    whole: Span
    span: Span  # of the address
    address: str
    text: str
    image: bool


@dataclass(frozen=True)
class Malformed:
    """Something that was meant as a citation or a note and cannot be read as one."""

    span: Span
    message: str
    hint: str
    replacement: str | None = None  # what to write instead, where only one thing can be meant


@dataclass
class Findings:
    """All that the finder saw, each list in the order of the text."""

    citations: list[Citation] = field(default_factory=list)
    references: list[NoteReference] = field(default_factory=list)
    definitions: list[NoteDefinition] = field(default_factory=list)
    malformed: list[Malformed] = field(default_factory=list)
    code_spans: list[CodeSpan] = field(default_factory=list)
    code_blocks: list[CodeBlock] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    tags: list[Span] = field(default_factory=list)  # HTML: a tag, or an element whose content is not prose
    literals: list[Span] = field(default_factory=list)  # \[@ and \[^, meant to be read as they stand
    text: str = ""
    hidden: list[Span] = field(default_factory=list)  # what is not prose: code, tags, addresses, cites

    def __getstate__(self) -> dict[str, object]:
        """Keep the prose rather than the many places that make it."""
        return {**self.__dict__, "prose": self.prose, "hidden": []}

    @cached_property
    def prose(self) -> str:
        """The text with everything that is not prose blanked out; all positions stay true."""
        return _blank(self.text, self.hidden)

    @cached_property
    def bare_keys(self) -> list[BareKey]:
        """``@word`` outside brackets: a social media account, or a slip."""
        if "@" not in self.prose:  # nearly every page; the search below is slow
            return []
        return [BareKey(Span(*bare.span()), bare["plain"]) for bare in _BARE.finditer(self.prose)]

    @property
    def in_order(self) -> list[Citation | NoteReference]:
        """Citations and note references together, as a reader comes upon them."""
        both: list[Citation | NoteReference] = [*self.citations, *self.references]
        return sorted(both, key=lambda each: each.span.start)


# A line of any of these kinds starts a new block, which code and brackets do not reach into.
_NEW_BLOCK = r"[ \t]*(?:$|\n|[-*+][ \t]|\d+[.)][ \t]|\#|>|\||!!!|\?\?\?|===|\[\^[^\]\n]*\]:|:[ \t]|```|~~~)"
_SAME_BLOCK = rf"\n(?!{_NEW_BLOCK})"

_SAME_BLOCK_PATTERN = re.compile(_SAME_BLOCK, re.MULTILINE)

# One pass, leftmost construct first. Each begins with one of these characters; searching for
# the character before trying the constructs is five times faster than searching for them.
_MARK = re.compile(r"[\\~`<!\]\[{]")
_CONSTRUCTS = re.compile(
    rf"""
    (?P<escape>\\(?:\[[@^]|[^<]))
  | (?P<fence>~{{3,}}|`{{3,}})
  | (?P<ticks>`+)
  | (?P<comment><!--.*?-->)
  | (?P<open_comment><!--)
  | (?P<raw_block>(?<![^\n])<(?P<block_tag>script|style|pre)\b[^<>]*>(?:(?!<!--).)*?</(?P=block_tag)\s*>)
  | (?P<raw><(?P<tag>script|style|pre|code|textarea|kbd|samp|svg)\b[^<>\n]*>
      (?:(?!<!--)(?:[^\n]|{_SAME_BLOCK}))*?</(?P=tag)\s*>)
  | (?P<autolink><[^<>\s]*[:@][^<>\s]*>)
  | (?P<html></?[a-zA-Z](?:[^<>"'\n]|"[^"\n]*"|'[^'\n]*'|\n(?!\s*\n))*>)
  | (?P<image>!\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]\((?:[^()\n]|\([^()\n]*\))*\))
  | (?P<destination>\]\((?:[^()\n]|\([^()\n]*\))*\))
  | (?P<open_destination>\]\()
  | (?P<definition>\[\^(?P<defined>[^\]\n]*)\]:)
  | (?P<reference>\[\^(?P<referred>[^\]\n]*)\])
  | (?P<bracket>\[(?:[^\[\]\\`\n]|\\.|{_SAME_BLOCK})*\])
  | (?P<unclosed>\[[ \t]*(?:-?@|\^)[^\s\[\]()]+)
  | (?P<attributes>\{{:?(?:[ ]*(?:[.\#][\w-]+|[\w-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s{{}}\[\]"']+)))+[ ]*\}})
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_CODE = re.compile(
    rf"(?P<ticks>`+)(?P<code>(?:[^`\n]|{_SAME_BLOCK}|(?!(?P=ticks)(?!`))`++)+?)(?P=ticks)(?!`)",
    re.MULTILINE,
)

# Pandoc's key: begins with a letter, digit or _, single punctuation marks inside.
KEY = r"\w(?:\w|[:.#$%&\-+?<>~/](?=\w))*"
# A cite begins a word: the @ of an e-mail address or of example.org/@name does not.
_CITE = re.compile(rf"(?<![\w@./\\-])(?P<minus>-?)@(?:\{{(?P<braced>[^{{}}\n]+)\}}|(?P<plain>{KEY}))")
_BARE = re.compile(rf"(?<![\w@./\\\[{{])@(?P<plain>{KEY})")
_BETWEEN_CITES = re.compile(r";(?![^{}]*\})")
_LINK_ADDRESS = re.compile(r"\((?P<address>(?:[^()\n]|\([^()\n]*\))*)\)")
_ADDRESS = re.compile(r"[ \t]*(?:<(?P<angled>[^<>\n]*)>|(?P<plain>(?:[^\s()]|\([^\s()]*\))*))")
_LINK_DEFINITION = re.compile(r":[ \t]+<?(?:https?|mailto):\S+[ \t]*(?:\n|\Z)")
_NOTE_CONTINUES = re.compile(
    rf"(?:[ \t]*\n)*(?:[ ]{{4}}|\t)[ \t]*\S[^\n]*(?:\n|\Z)|(?!{_NEW_BLOCK})[^\n]+(?:\n|\Z)",
    re.MULTILINE,
)

_NOT_LINE_BREAK = re.compile(r"[^\n]")
_LONGEST_LINK_TEXT = 1000  # characters; keeps a text full of ]( from being read over and over

_ESCAPE_HINT = "If it is not meant as a citation, put a backslash before the bracket: \\["


def find(text: str, start: int = 0) -> Findings:
    """Find citations, note references and note definitions, and what hides them from view.

    Takes Markdown and the offset at which its body begins (after the front matter). All
    spans are offsets into ``text``. Never raises: what cannot be read is ``malformed``.
    """
    found = Findings(text=text)
    hidden = found.hidden
    hidden.append(Span(0, start))
    position = start
    while mark := _MARK.search(text, position):
        position = mark.end()
        if not (match := _CONSTRUCTS.match(text, mark.start())):
            continue
        span = Span(*match.span())
        position = span.end
        match match.lastgroup:
            case "fence" | "ticks":
                if block := _code_block(text, span):
                    found.code_blocks.append(block)
                    hidden.append(block.span)
                    position = block.span.end
                elif code := _CODE.match(text, span.start):
                    found.code_spans.append(CodeSpan(Span(*code.span()), code["code"]))
                    hidden.append(Span(*code.span()))
                    position = code.end()
            case "comment":
                found.comments.append(span)
                hidden.append(span)
            case "escape" if len(match[0]) > 2:
                found.literals.append(span)
                hidden.append(span)
            case "open_comment":
                hint = "Close it with -->, or the rest of the page is hidden"
                found.malformed.append(Malformed(span, "a comment begins here and never ends", hint))
                hidden.append(span)
            case "image":
                if _CITE.search(match[0]) or "[^" in match[0]:
                    found.malformed.append(_misplaced(span, "the alternative text of an image"))
                found.links.append(_link(text, span, text.rindex("](", span.start, span.end), image=True))
                hidden.append(span)
            case "raw_block" | "raw" | "html":
                found.tags.append(span)
                hidden.append(span)
            case "destination" | "open_destination":
                opening = _link_opening(text, span.start)
                if opening is None:
                    position = span.start + 1
                elif match.lastgroup == "destination":
                    found.malformed.extend(_inside_link(found, Span(opening, span.start)))
                    found.links.append(_link(text, Span(opening, span.end), span.start, image=False))
                    hidden.append(span)
                else:
                    hint = "Add the missing ) after the address"
                    found.malformed.append(Malformed(Span(opening, span.end), "a link's address never ends", hint))
            case "definition" if _indentation(text, span.start) is not None:
                found.definitions.append(_definition(text, span, match["defined"]))
                hidden.append(Span(span.start - (_indentation(text, span.start) or 0), span.end))
            case "definition" | "reference":
                name = match["defined"] or match["referred"] or ""
                found.references.append(NoteReference(span, name))
                hidden.append(span)
            case "bracket":
                position = _read_bracket(found, hidden, text, span)
            case "unclosed":
                found.malformed.append(
                    Malformed(
                        span,
                        f'"{match[0]}" opens a bracket that is never closed',
                        "Add the missing ] at the end of the citation: [@key, p. 3]",
                    )
                )
                hidden.append(span)
            case _:
                hidden.append(span)
    found.malformed.extend(_inside_headings(found, text))
    return found


def _code_block(text: str, opening: Span) -> CodeBlock | None:
    """Return the fenced code block that begins here, as Python-Markdown itself reads it."""
    if opening.start > 0 and text[opening.start - 1] != "\n":
        return None
    from markdown.extensions.fenced_code import FencedBlockPreprocessor  # takes a while, and few pages have code

    block = FencedBlockPreprocessor.FENCED_BLOCK_RE.match(text, opening.start)
    return CodeBlock(Span(*block.span()), block["lang"] or "", block["code"]) if block else None


def _indentation(text: str, offset: int) -> int | None:
    """Return how many spaces stand before an offset, None if it is not the start of a block."""
    before = text[text.rfind("\n", 0, offset) + 1 : offset]
    return len(before) if len(before) < 4 and not before.strip(" ") else None


def _definition(text: str, label: Span, name: str) -> NoteDefinition:
    end = text.find("\n", label.end) + 1 or len(text)
    while continued := _NOTE_CONTINUES.match(text, end):
        end = continued.end()
    start = label.start - (_indentation(text, label.start) or 0)
    return NoteDefinition(Span(start, end), name, label, Span(label.end, end))


def _read_bracket(found: Findings, hidden: list[Span], text: str, span: Span) -> int:
    """Record the bracket if it is a citation; return the offset at which to search on."""
    content = text[span.start + 1 : span.end - 1]
    if "@" not in content:
        return span.start + 1
    if address := _LINK_ADDRESS.match(text, span.end):
        if not re.search(r"\s", address["address"].strip()):
            return span.end - 1  # the text of a link, such as a social media account
        hint = f"Put what is in ( ) inside the square brackets, after a comma: [{content}, {address['address']}]"
        fault = Malformed(Span(span.start, address.end()), "round brackets make a link of this citation", hint)
        found.malformed.append(fault)
        hidden.append(fault.span)
        return fault.span.end
    if _LINK_DEFINITION.match(text, span.end) and _indentation(text, span.start) is not None:
        return span.end - 1
    if not _CITE.search(content):
        if content.strip().startswith(("@", "-@")):
            found.malformed.append(
                Malformed(span, f'"[{content}]" has no key after the @', "Write the key of an entry: [@key]")
            )
            hidden.append(span)
            return span.end
        return span.start + 1
    cites, faults = _read_cites(content, span.start + 1)
    if re.search(r"://\S*$", text[max(0, span.start - 300) : span.start]):
        message = f'"[{content}]" touches a web address'
        faults.append(Malformed(span, message, "Put a space between the two", f" [{content}]"))
    found.malformed.extend(faults)
    if not faults:
        found.citations.append(Citation(span, tuple(cites)))
    hidden.append(span)
    return span.end


def _read_cites(content: str, offset: int) -> tuple[list[Cite], list[Malformed]]:
    """Read the cites between two brackets; ``offset`` is where the content stands in the text."""
    cites, faults = [], []
    for part, start in _parts(content, offset):
        keys = list(_CITE.finditer(part))
        span = Span(start, start + len(part))
        if not part.strip():
            hint = "Take out the semicolon that has nothing before or after it"
            faults.append(Malformed(Span(offset - 1, offset + len(content) + 1), "a place for a source is empty", hint))
        elif not keys:
            hint = f"Write @ and a key, or join the words to the cite before it with a comma. {_ESCAPE_HINT}"
            faults.append(Malformed(span, f'"{part.strip()}" names no source', hint))
        elif len(keys) > 1:
            second = keys[1][0]
            faults.append(
                Malformed(span, f'"{second}" follows another key', f'Put a semicolon before it: "; {second}"')
            )
        else:
            key = keys[0]
            group = "braced" if key["braced"] else "plain"
            locator, suffix = split_locator(part[key.end() :])
            if suffix and not re.search(r"\w", suffix):
                faults.append(Malformed(span, f'"{suffix}" after the key has no meaning', "Take it out"))
            cites.append(
                Cite(
                    span,
                    key[group],
                    Span(start + key.start(group), start + key.end(group)),
                    " ".join(part[: key.start()].split()),
                    locator,
                    " ".join(suffix.split()),
                    author_in_text=bool(key["minus"]),
                )
            )
    return cites, faults


def _parts(content: str, offset: int) -> Iterator[tuple[str, int]]:
    start = 0
    for separator in _BETWEEN_CITES.finditer(content):
        yield content[start : separator.start()], offset + start
        start = separator.end()
    yield content[start:], offset + start


def _misplaced(span: Span, place: str) -> Malformed:
    return Malformed(span, f"a citation or note stands in {place}", "Move it to the sentence that makes the claim")


def _link_opening(text: str, closing: int) -> int | None:
    """Return where the [ stands that a link's ] closes, None if there is none in the block."""
    depth = 1
    for position in range(closing - 1, max(-1, closing - _LONGEST_LINK_TEXT), -1):
        if text[position] == "\n" and not _SAME_BLOCK_PATTERN.match(text, position):
            return None
        if position and text[position - 1] == "\\":
            continue
        depth += {"]": 1, "[": -1}.get(text[position], 0)
        if depth == 0:
            return position
    return None


def _link(text: str, whole: Span, closing: int, *, image: bool) -> Link:
    """Return the link whose text ends at ``closing``."""
    address = _ADDRESS.match(text, closing + 2)
    assert address is not None
    group = "angled" if address["angled"] is not None else "plain"
    words = text[whole.start + (2 if image else 1) : closing]
    return Link(whole, Span(*address.span(group)), address[group], words, image)


def _inside_link(found: Findings, link: Span) -> Iterator[Malformed]:
    for cited in found.in_order:
        if link.start < cited.span.start < link.end:
            yield _misplaced(cited.span, "the text of a link")


def _inside_headings(found: Findings, text: str) -> Iterator[Malformed]:
    for cited in found.in_order:
        if text.startswith("#", text.rfind("\n", 0, cited.span.start) + 1):
            yield _misplaced(cited.span, "a heading")


def _blank(text: str, hidden: list[Span]) -> str:
    """Put spaces for the hidden characters, so that all other positions stay true."""
    pieces, position = [], 0
    for span in hidden:
        if span.end > position:
            start = max(span.start, position)
            pieces.append(text[position:start])
            pieces.append(_NOT_LINE_BREAK.sub(" ", text[start : span.end]))
            position = span.end
    pieces.append(text[position:])
    return "".join(pieces)
