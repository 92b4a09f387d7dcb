"""Read the pages: front matter with the place of every key, and what the finder sees below it."""

import pickle
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import yaml

from kb import citations, kept
from kb.citations import Findings, Span
from kb.diagnostics import Diagnostic, SourceText, at


# The C loader is the same loader, faster; it is missing where PyYAML was built without libyaml.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader for which "on", "yes" and "no" are words, as in YAML 1.2, not true or false."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _date_or_text(loader: Any, node: yaml.ScalarNode) -> Any:
    """Read a date; an impossible one, such as 2026-02-30, stays text, which the schema reports in its place."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _date_or_text)
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))
# The form MkDocs recognises (mkdocs/utils/meta.py).
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?^)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)

_HEADING = re.compile(r"^(#{1,6})[^\n]*$", re.MULTILINE)
_SECTION = re.compile(r"^##[ \t]+([^\n]*)", re.MULTILINE)

# Path of a value in the front matter: ("duties", 0, "on").
KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, eq=False)
class FrontMatter:
    """The front matter of a page: plain values, and where each key and value stands."""

    values: dict[str, Any] = field(default_factory=dict)
    body_start: int = 0
    spans: dict[KeyPath, Span] = field(default_factory=dict)  # of each key, and of each item of a list
    value_spans: dict[KeyPath, Span] = field(default_factory=dict)  # of what stands after the key


@dataclass(frozen=True)
class Heading:
    """A heading: how many ``#`` it has, its words, and where it stands."""

    level: int
    text: str
    span: Span


@dataclass(frozen=True, eq=False)
class Page:
    """One Markdown page."""

    source: SourceText
    name: str  # path within docs/: concepts/respect.md
    front_matter: FrontMatter
    diagnostics: tuple[Diagnostic, ...]

    def __getstate__(self) -> dict[str, object]:
        """Keep the findings apart, to be read again only where somebody asks for them."""
        state = dict(self.__dict__)
        if "found" in state:
            state["kept_findings"] = pickle.dumps(state.pop("found"), pickle.HIGHEST_PROTOCOL)
        return state

    @cached_property
    def found(self) -> Findings:
        """What the finder sees in the body."""
        if content := self.__dict__.get("kept_findings"):
            found: Findings = kept.unpickled(content)
            return found
        return citations.find(self.source.text, self.front_matter.body_start)

    @property
    def kind(self) -> str:
        """The kind of page, or the empty string where the front matter gives none."""
        kind = self.front_matter.values.get("kind")
        return kind if isinstance(kind, str) else ""

    @property
    def title(self) -> str:
        """The title of the page; its path where the front matter gives none."""
        return str(self.front_matter.values.get("title") or self.name)

    @property
    def moved_from(self) -> tuple[str, ...]:
        """The addresses that the page had before, relative to the site, the oldest first."""
        given = self.front_matter.values.get("moved_from")
        return tuple(map(str, given)) if isinstance(given, list) else ()

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The headings, in their order."""
        found = []
        for mark in _HEADING.finditer(self.found.prose):
            words = self.source.text[mark.end(1) : mark.end()].rstrip("# \t").strip()
            if words:
                found.append(Heading(len(mark[1]), words, Span(mark.start(), mark.end())))
        return tuple(found)

    @cached_property
    def sections(self) -> tuple[tuple[int, str], ...]:
        """Where each second-level heading begins, and its text."""
        return tuple((match.start(), match[1].strip()) for match in _SECTION.finditer(self.found.prose))

    def section_at(self, offset: int) -> str:
        """Return the text of the second-level heading above an offset, or the empty string."""
        return next((title for start, title in reversed(self.sections) if start <= offset), "")

    @property
    def url(self) -> str:
        """The address of the rendered page, relative to the site: ``concepts/respect/``."""
        return url(self.name)


def url(name: str) -> str:
    """Return the address of a page, relative to the site, from its path within docs/."""
    stem = name.removesuffix(".md")
    return "" if stem == "index" else stem.removesuffix("/index") + "/"


def source_url(key: str) -> str:
    """Return the address of the page of a source, relative to the site. Keys may hold what folders may not."""
    return f"reference/sources/{re.sub(r'[^A-Za-z0-9._-]', '-', key)}/"


def load(source: SourceText, name: str) -> Page:
    """Read a page. Never raises on bad text: faults in the YAML become diagnostics."""
    match = _FRONT_MATTER.match(source.text)
    if match is None:
        missing = at(
            source,
            0,
            min(3, len(source.text)),
            "invalid-front-matter",
            "the page does not begin with the lines that describe it",
            "Begin the file with a line ---, then title: …, description: …, kind: … and so on, then another line ---",
        )
        return Page(source, name, FrontMatter(), (missing,))
    start = match.start("yaml")
    diagnostics: list[Diagnostic] = []
    places: list[tuple[KeyPath, Span, Span]] = []
    values: dict[str, Any] = {}
    try:
        loader = _Loader(match["yaml"])
        try:
            node = loader.get_single_node()
            if node is not None:
                places = list(_places(node, (), start, set()))
                _check_duplicates(source, node, start, diagnostics, set())
                loaded = loader.construct_document(node)
                if isinstance(loaded, dict):
                    values = {str(key): value for key, value in loaded.items()}
                else:
                    diagnostics.append(
                        _not_yaml(source, start, match.end("yaml"), "it is not a list of keys and values")
                    )
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = start + (mark.index if mark else 0)
        diagnostics.append(_not_yaml(source, place, place + 1, str(error.problem)))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        # ValueError: a number with too many digits; TypeError: a key that is a list.
        diagnostics.append(_not_yaml(source, start, match.end("yaml"), str(error).splitlines()[0]))
    keys = {path: key for path, key, _ in places}
    front_matter = FrontMatter(values, match.end(), keys, {path: value for path, _, value in places})
    return Page(source, name, front_matter, tuple(diagnostics))


# What the YAML library says, and what it means for an editor: the fault, and how to mend it.
_IN_PLAIN_WORDS = {
    "mapping values are not allowed": (
        "a colon stands where none can be",
        'If it belongs to the value, put quotation marks around the value: title: "Trust: a guide"'
        "\nIf not, a colon is missing on the line above, or this line begins with too many spaces",
    ),
    "could not find expected ':'": ("a line has no colon after its key", "Write it as key: value, with a space"),
    "expected ',' or": ("a bracket is opened and never closed", "Add the missing ] or } at the end of the list"),
    "unexpected end of stream": ("a quotation mark is opened and never closed", "Add the missing quotation mark"),
    "cannot start any token": (
        "a value or line cannot begin with this sign",
        "Put quotation marks around the value, or spaces instead of a tab at the beginning of the line",
    ),
    "undefined alias": ("a value cannot begin with *", 'Put quotation marks around the value: "*starred*"'),
    "did not find expected key": ("words stand after the closing quotation mark", "Put them inside the marks"),
}


def _not_yaml(source: SourceText, start: int, end: int, problem: str) -> Diagnostic:
    usual = (problem, 'Each line is "key: value"; put quotation marks around a value that contains ": "')
    said, hint = next((plain for words, plain in _IN_PLAIN_WORDS.items() if words in problem), usual)
    message = f"the lines at the top of the page cannot be read: {said}"
    return at(source, start, min(end, len(source.text)), "invalid-front-matter", message, hint)


def _places(node: yaml.Node, path: KeyPath, start: int, seen: set[int]) -> Iterator[tuple[KeyPath, Span, Span]]:
    """Yield the path of each key and list item, where it stands, and where its value stands."""
    if id(node) in seen:
        return  # an alias, which may stand for very much, or contain itself
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*path, str(key.value))
            yield inner, _span(key, start), _span(value, start)
            yield from _places(value, inner, start, seen)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            inner = (*path, index)
            yield inner, _span(item, start), _span(item, start)
            yield from _places(item, inner, start, seen)


def _span(node: yaml.Node, start: int) -> Span:
    return Span(start + node.start_mark.index, start + node.end_mark.index)


def _check_duplicates(
    source: SourceText, node: yaml.Node, start: int, diagnostics: list[Diagnostic], visited: set[int]
) -> None:
    """Report a key written twice: YAML would keep the second and lose the first in silence."""
    if id(node) in visited:
        return
    visited.add(id(node))
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if isinstance(key.value, str):
                if key.value in seen:
                    diagnostics.append(
                        at(
                            source,
                            start + key.start_mark.index,
                            start + key.end_mark.index,
                            "invalid-front-matter",
                            f'the key "{key.value}" stands here for the second time',
                            "Keep one of the two",
                        )
                    )
                seen.add(key.value)
            _check_duplicates(source, value, start, diagnostics, visited)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _check_duplicates(source, item, start, diagnostics, visited)
