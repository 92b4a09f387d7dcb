"""What a change introduced: faults of two states of the sources, matched although lines have moved."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from kb.diagnostics import Diagnostic

_LINE_NUMBER = re.compile(r"\bline \d+")


@dataclass(frozen=True)
class Change:
    """Faults that are there now and were not, that were and are not, and that were and are."""

    new: tuple[Diagnostic, ...]
    fixed: tuple[Diagnostic, ...] = ()
    remaining: tuple[Diagnostic, ...] = ()


def compare(then: Iterable[Diagnostic], now: Iterable[Diagnostic], texts: Mapping[str, tuple[str, str]]) -> Change:
    """Match the faults of two states.

    ``texts`` gives the earlier and the present text of every file that changed. A fault is the
    same if it says the same about the same line, wherever that line is now, or about the same
    stretch of changed lines.
    """
    places = {path: _places(*both) for path, both in texts.items()}
    nowhere: tuple[dict[int, int], dict[int, int]] = ({}, {})
    waiting: dict[tuple[object, ...], list[Diagnostic]] = defaultdict(list)
    for fault in then:
        place = places.get(fault.path, nowhere)[0].get(fault.start.line, fault.start.line)
        waiting[_identity(fault, place)].append(fault)
    new, remaining = [], []
    for fault in now:
        place = places.get(fault.path, nowhere)[1].get(fault.start.line, fault.start.line)
        same = waiting.get(_identity(fault, place))
        if same:
            same.pop()
            remaining.append(fault)
        else:
            new.append(fault)
    fixed = sorted((fault for faults in waiting.values() for fault in faults), key=lambda fault: fault.sort_key)
    return Change(tuple(new), tuple(fixed), tuple(remaining))


def _identity(fault: Diagnostic, place: int) -> tuple[object, ...]:
    return (fault.path, fault.name, _LINE_NUMBER.sub("line", fault.message), place)


def _places(then: str, now: str) -> tuple[dict[int, int], dict[int, int]]:
    """Give earlier and present lines (from 1) one number where they are the same line.

    An unchanged line has its present number; all lines of one changed stretch share a negative one.
    """
    before, after = then.split("\n"), now.split("\n")
    earlier: dict[int, int] = {}
    present: dict[int, int] = {}
    matcher = SequenceMatcher(None, before, after)
    for number, (what, start, end, start_now, end_now) in enumerate(matcher.get_opcodes(), 1):
        if what == "equal":
            earlier |= {start + line + 1: start_now + line + 1 for line in range(end - start)}
        else:
            earlier |= dict.fromkeys(range(start + 1, end + 1), -number)
            present |= dict.fromkeys(range(start_now + 1, end_now + 1), -number)
    return earlier, present
