"""Diagnostics for the places where editors read them: annotations, code scanning, a pull request."""

import json
import os
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from kb import documentation
from kb.checks import CHECKS
from kb.comparison import Change
from kb.diagnostics import Diagnostic, Severity

_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "notice"}
_SARIF = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_CITED = re.compile(r"\[[^\[\]]*@[^\[\]]*\]|\S*@\S+")
_SIGN = re.compile(r"[\\`*_{}\[\]()#+!|~]")
_MOST_LISTED = 50  # faults of one heading in a summary; a page of them helps nobody


def as_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Write diagnostics as workflow commands, which GitHub shows on the lines of a change.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    return "\n".join(_command(found) for found in diagnostics)


def _command(found: Diagnostic) -> str:
    properties: dict[str, object] = {"file": found.path, "line": found.start.line, "endLine": found.end.line}
    if found.start.line == found.end.line:  # columns mean something within one line only
        properties |= {"col": found.start.column, "endColumn": found.end.column}
    properties["title"] = found.name
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_GITHUB[found.severity]} {listed}::{_data(found.explanation)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """Write diagnostics as SARIF 2.1.0, with the documentation of every check that found something."""
    from importlib import metadata  # takes a while to load

    named = {found.name for found in diagnostics}
    described = [each for each in map(documentation.read, CHECKS) if each.name in named]
    index = {each.name: number for number, each in enumerate(described)}
    driver = {
        "name": "kb check",
        "version": metadata.version("partnership-working-reference"),
        "rules": [
            {
                "id": each.name,
                "shortDescription": {"text": each.summary},
                "fullDescription": {"text": each.finds},
                "help": {"text": each.as_text(), "markdown": each.as_markdown()},
                **_address(each.name, "helpUri"),
            }
            for each in described
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(found, index[found.name]) for found in diagnostics],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _result(found: Diagnostic, rule: int) -> dict[str, Any]:
    artifact = {"uri": quote(found.path), "uriBaseId": "%SRCROOT%"}
    region = {
        "startLine": found.start.line,
        "startColumn": found.start.column,
        "endLine": found.end.line,
        "endColumn": found.end.column,
    }
    result: dict[str, Any] = {
        "ruleId": found.name,
        "ruleIndex": rule,
        "level": _SARIF[found.severity],
        "message": {"text": found.explanation},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }
    if found.fix:
        replacement = {"deletedRegion": region, "insertedContent": {"text": found.fix.replacement}}
        result["fixes"] = [{"artifactChanges": [{"artifactLocation": artifact, "replacements": [replacement]}]}]
    return result


def as_markdown(change: Change, counted: str, revision: str = "") -> str:
    """Write a summary for a pull request: what the change introduced, what it mended, what was there before.

    ``counted`` is the line of counts; ``revision`` is what was compared with, if anything was.
    """
    if not revision:
        return "\n".join([*_listed("Found", change.new), counted]) + "\n"
    parts = [f"## Checks, compared with `{revision}`", ""]
    parts += _listed("New: to be mended before this can be published", change.new)
    parts += _listed("Fixed by this change", change.fixed)
    parts += _listed("Remaining: there before this change", change.remaining)
    return "\n".join([*parts, counted]) + "\n"


def _listed(heading: str, found: Sequence[Diagnostic]) -> list[str]:
    lines = [f"### {heading} ({len(found)})", ""]
    lines += [_item(each) for each in found[:_MOST_LISTED]]
    if len(found) > _MOST_LISTED:
        lines.append(f"- and {len(found) - _MOST_LISTED} more: run `kb check`")
    return [*lines, ""] if found else [f"### {heading}: none", ""]


def _item(found: Diagnostic) -> str:
    address = _address(found.name, "address").get("address")
    name = f"[{found.name}]({address})" if address else f"`{found.name}`"
    label = "" if found.severity is Severity.ERROR else f"{found.severity}: "
    lines = [f"- `{found.path}`, line {found.start.line}: {label}{_plain(found.message)} ({name})"]
    return "  \n  ".join([*lines, *map(_plain, found.hint.splitlines())])


def _plain(text: str) -> str:
    """Escape what Markdown or HTML would read as a sign; citations become code, so that @key notifies nobody."""
    words, cited = _CITED.split(text), _CITED.findall(text)
    escaped = [_SIGN.sub(r"\\\g<0>", word).replace("&", "&amp;").replace("<", "&lt;") for word in words]
    code = [f"`{each.replace('`', '')}`" for each in cited] + [""]
    return "".join(part for pair in zip(escaped, code, strict=True) for part in pair)


def _address(check: str, key: str) -> dict[str, str]:
    """Return where the published page explains a check, by a key; nothing where the site has no address."""
    site = os.environ.get("KB_SITE_URL")
    return {key: f"{site.rstrip('/')}/contribute/checks/#{check}"} if site else {}
