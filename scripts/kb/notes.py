"""Number the notes of a page: one note for each source and place cited, in reading order."""

from dataclasses import dataclass, field

from kb.citations import Citation, Cite, Findings, NoteDefinition, NoteReference, Span


@dataclass
class Note:
    """One note at the foot of a page: a source at a place, or an explanation by the authors."""

    number: int
    cite: Cite | None = None
    definition: NoteDefinition | None = None
    # The fragment of every place in the text that sends a reader to this note.
    markers: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The fragment of the note itself."""
        return f"fn:{self.number}"

    def new_marker(self) -> str:
        """Add a place that refers to the note, and return its fragment."""
        marker = f"fnref:{self.number}" + (f":{len(self.markers) + 1}" if self.markers else "")
        self.markers.append(marker)
        return marker


@dataclass(frozen=True)
class Marker:
    """A number in the text: which note it leads to, and its own fragment."""

    note: Note
    id: str


@dataclass(frozen=True)
class Numbering:
    """The notes of a page, and the markers of each citation and note reference by its offset."""

    notes: tuple[Note, ...]
    markers: dict[int, tuple[Marker, ...]]
    # Cites within an explanatory note, which are written out there: where, and in which note.
    inside_notes: tuple[tuple[Cite, Note], ...]


def number(found: Findings) -> Numbering:
    """Number the notes of a page.

    The same source with the same locator, prefix and suffix is one note. A citation within an
    explanatory note gets no note of its own; the reference is written out in that note.
    References to notes that are not defined are left out.
    """
    definitions: dict[str, NoteDefinition] = {}
    for definition in found.definitions:
        definitions.setdefault(definition.name, definition)
    notes: dict[tuple[object, ...], Note] = {}
    markers: dict[int, tuple[Marker, ...]] = {}

    def mark(identity: tuple[object, ...], **content: object) -> Marker:
        note = notes.setdefault(identity, Note(len(notes) + 1, **content))  # type: ignore[arg-type]
        return Marker(note, note.new_marker())

    def visit(item: Citation | NoteReference) -> None:
        if isinstance(item, Citation):
            markers[item.span.start] = tuple(
                mark((cite.key, cite.locator, cite.prefix, cite.suffix), cite=cite) for cite in item.cites
            )
        elif item.name in definitions:
            markers[item.span.start] = (mark((item.name,), definition=definitions[item.name]),)

    bodies = [definition.span for definition in found.definitions]
    in_order = found.in_order
    for item in in_order:
        if not _within(item.span, bodies):
            visit(item)
    # Notes may refer to further notes: these follow, as a reader would come upon them.
    inside: list[tuple[Cite, Note]] = []
    queue = [note for note in notes.values() if note.definition]
    for note in queue:
        assert note.definition is not None
        before = len(notes)
        for item in in_order:
            if _within(item.span, [note.definition.span]):
                if isinstance(item, Citation):
                    inside.extend((cite, note) for cite in item.cites)
                else:
                    visit(item)
        queue.extend(list(notes.values())[before:])
    return Numbering(tuple(notes.values()), markers, tuple(inside))


def _within(span: Span, areas: list[Span]) -> bool:
    return any(area.start <= span.start < area.end for area in areas)
