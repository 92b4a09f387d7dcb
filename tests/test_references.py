"""References against worked examples that were formatted by hand from the rules."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import CASES
from kb import bibliography, referencing
from kb.diagnostics import SourceText
from kb.locators import split_locator
from kb.referencing import References, processor
from kb.referencing.styles import HARVARD

WORKS: list[dict[str, Any]] = yaml.safe_load((CASES / "harvard_references.yaml").read_text(encoding="utf-8"))
LAW: list[dict[str, Any]] = yaml.safe_load((CASES / "law_references.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def references(tmp_path_factory: pytest.TempPathFactory) -> References:
    text = (CASES / "references.bib").read_text(encoding="utf-8")
    return referencing.load(bibliography.load(SourceText("references.bib", text)), tmp_path_factory.mktemp("cache"))


def as_text(html: str) -> str:
    """Return a reference as text, with italics between asterisks."""
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"</?em>", "*", html)))


@pytest.mark.parametrize("case", WORKS, ids=[case["key"] for case in WORKS])
def test_harvard_references(references: References, case: dict[str, Any]) -> None:
    assert as_text(references.html(case["key"])) == case["reference"], case["why"]


@pytest.mark.parametrize("case", LAW, ids=[f"{case['key']} {case['locator'] or ''}" for case in LAW])
def test_references_to_law(references: References, case: dict[str, Any]) -> None:
    locator = split_locator(case["locator"] or "")[0]
    assert as_text(references.html(case["key"], locator.text if locator else "")) == case["reference"], case["why"]


def test_a_locator_follows_the_reference(references: References) -> None:
    shown = as_text(references.html("asthana2002partnership", "abstract"))
    assert shown.endswith("https://doi.org/10.1111/1467-9515.00317, abstract.")


def test_the_library_is_formatted_once_and_then_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [{"id": "a", "type": "book", "title": "T", "issued": {"date-parts": [[2002]]}}]
    first = processor.format_items(items, HARVARD.csl, tmp_path)
    assert "(2002)" in first["a"].reference
    assert "2002" in first["a"].in_text
    monkeypatch.setattr(processor, "_run_pandoc", None)  # a second run would fail
    assert processor.format_items(items, HARVARD.csl, tmp_path) == first
    monkeypatch.undo()
    (kept,) = tmp_path.iterdir()
    kept.write_text(kept.read_text(encoding="utf-8")[:10], encoding="utf-8")  # cut short by a killed build
    assert processor.format_items(items, HARVARD.csl, tmp_path) == first
    items[0]["title"] = "U"
    assert "U" in processor.format_items(items, HARVARD.csl, tmp_path)["a"].reference


def test_an_unknown_style_is_named(tmp_path: Path) -> None:
    with pytest.raises(processor.ProcessorError, match="no-such-style"):
        processor.format_items([], "no-such-style", tmp_path)


def test_the_corrections_are_still_needed(references: References, tmp_path: Path) -> None:
    """Each correction mends a fault of the style; when the style is mended, the correction goes."""
    library = references.library
    entries = [library.by_key[key] for key in ("ahgren2009evaluating", "baxter2018effects", "powell2001playing")]
    formatted = processor.format_items([referencing.csl.item(e) for e in entries], HARVARD.csl, tmp_path)
    raw = {key: one.reference for key, one in formatted.items()}
    assert "[Preprint]" in raw["ahgren2009evaluating"]
    assert ", p. 350" in raw["baxter2018effects"]
    assert "Bochel, and" in raw["powell2001playing"]


def test_authors_that_nobody_saw_are_others(tmp_path: Path) -> None:
    entry = "@book{p, author = {Petch, Alison and others}, title = {T}, publisher = {P}, year = {2013}}"
    library = bibliography.load(SourceText("references.bib", entry))
    assert as_text(referencing.load(library, tmp_path).html("p")) == "Petch, A. *et al.* (2013) *T*. P."
