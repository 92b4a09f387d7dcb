"""What the navigation of mkdocs.yml names."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from kb.citations import Span
from kb.diagnostics import SourceText

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class NavEntry:
    """A page, by its path within docs/, or an address; and where mkdocs.yml names it."""

    path: str
    span: Span
    section: str = ""  # the outermost heading under which it stands


def read(settings: SourceText) -> tuple[NavEntry, ...] | None:
    """Return what stands under ``nav:``, None where nothing does, or where MkDocs will say that it cannot be read."""
    try:
        document = yaml.compose(settings.text, Loader=_LOADER)
    except yaml.YAMLError:
        return None
    for key, value in document.value if isinstance(document, yaml.MappingNode) else ():
        if key.value == "nav":
            return tuple(_entries(value))
    return None


def _entries(node: yaml.Node, section: str = "") -> Iterator[NavEntry]:
    if isinstance(node, yaml.ScalarNode):
        yield NavEntry(node.value, Span(node.start_mark.index, node.end_mark.index), section)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _entries(item, section)
    elif isinstance(node, yaml.MappingNode):
        for heading, value in node.value:
            yield from _entries(value, section or str(heading.value))
