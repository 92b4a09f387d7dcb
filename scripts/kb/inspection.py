"""One run of the checks: over all there is, or over what a change introduced; and the mends it offers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from kb import checks, corpus, fixing, history
from kb.comparison import Change, compare
from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, Severity
from kb.kept import Kept

_ROUNDS = 5  # a fix may bring to light, or wait for, another


@dataclass(frozen=True)
class Inspection:
    """What is asked for."""

    root: Path
    kept: Kept
    select: tuple[str, ...] = ()  # names of checks; none means all
    information: bool = True  # whether mere information is wanted
    revision: str = ""  # what to compare with, if anything
    everywhere: bool = True  # whether what remains in unchanged files is wanted too

    def run(self, instead: Mapping[str, bytes | None] = MappingProxyType({})) -> tuple[Corpus, Change]:
        """Read the sources, some files perhaps with other content, and return what is wrong in them.

        Raises OSError and HistoryError.
        """
        now = corpus.load(self.root, self.kept)
        now = corpus.with_files(now, instead) if instead else now
        if not self.revision:
            return now, Change(self._found(now))
        changed = history.changed_since(self.root, self.revision)
        changed = [each for each in changed if corpus.is_source(each.path) or corpus.is_source(each.earlier_path)]
        paths = None if self.everywhere else {path for each in changed for path in (each.path, each.earlier_path)}
        found = self._found(now, paths)
        if not found and not self.everywhere:
            return now, Change(())
        files = {each.path: None for each in changed} | {each.earlier_path: each.earlier for each in changed}
        then = corpus.with_files(now, files)
        # A page that has moved takes its faults along.
        moved = {each.earlier_path: each.path for each in changed}
        earlier = [replace(fault, path=moved.get(fault.path, fault.path)) for fault in self._found(then, paths)]
        texts = {each.path: (then.texts.get(each.earlier_path, ""), now.texts.get(each.path, "")) for each in changed}
        return now, compare(earlier, found, texts)

    def mended(self) -> dict[str, bytes]:
        """Return the new content of every file that a safe fix changes."""
        content: dict[str, bytes] = {}
        for _ in range(_ROUNDS):
            _, change = self.run(content)
            further = fixing.fixed(self.root, change.new, content)
            if not further:
                break
            content |= further
        return content

    def _found(self, sources: Corpus, changed: set[str] | None = None) -> tuple[Diagnostic, ...]:
        return tuple(
            found
            for found in checks.run(sources, changed)
            if (not self.select or found.name in self.select)
            and (self.information or found.severity is not Severity.INFORMATION)
        )
