"""The commands for people who write, as they are run: kb new, kb find, kb source add."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import CASES, MakeSite, faults, page
from kb import bibtex, checks, corpus, drafts, new_page
from kb.bibliography import Bibliography, Name
from kb.cli import main
from kb.diagnostics import SourceText

NAV = """\
site_name: A site
nav:
  - Home: index.md # the first page
  - Concepts:
      - concepts/index.md

      - Trust: concepts/trust.md
  # Law stands after the ideas.
  - Legislation:
      - legislation/index.md
plugins:
  - search
"""
ACT = ["--title", "Care Act 2014", "--chapter", "2014 c. 23", "--status", "amended", "--extent", "England"]


def kb(root: Path, *arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(main, [*arguments, "--root", str(root)], input=text)


def library(root: Path) -> Bibliography:
    return bibtex.read(SourceText("references.bib", (root / "references.bib").read_text(encoding="utf-8")))


@pytest.fixture
def root(make_site: MakeSite) -> Path:
    named = ("index.md", "concepts/index.md", "concepts/trust.md", "legislation/index.md")
    root = make_site({name: page("# A page\n") for name in named})
    (root / "mkdocs.yml").write_text(NAV, encoding="utf-8")
    return root


@pytest.mark.parametrize("kind", new_page.FOLDERS)
def test_a_new_page_of_any_kind_passes_the_check(root: Path, kind: str) -> None:
    result = kb(root, "new", kind, "shared-power", *(ACT if kind == "act" else ()))
    assert result.exit_code == 0, result.output
    folder = new_page.FOLDERS[kind]
    name = f"{folder}/shared-power.md" if folder else "shared-power/index.md"
    written = (root / "docs" / name).read_text(encoding="utf-8")
    assert all(f"\n## {heading}\n" in written for heading in new_page.HEADINGS[kind])
    # What is still to be written is information, section by section.
    assert faults(root) == []
    unwritten = [d for d in checks.run(corpus.load(root)) if d.name == "unwritten-section" and d.path.endswith(name)]
    assert len(unwritten) == len(new_page.HEADINGS[kind])
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    assert f"- {name}\n" in settings
    # All that was there is there still, comments too, in its order.
    kept = iter(settings.splitlines())
    assert all(line in kept for line in NAV.splitlines())
    assert yaml.safe_load(settings)["plugins"] == ["search"]


@pytest.mark.parametrize(
    ("kind", "slug", "place"),
    [
        ("concept", "shared-power", {"Concepts": ["concepts/index.md", {"Trust": "concepts/trust.md"}, "concepts/shared-power.md"]}),
        ("guide", "concepts/how-to", {"Concepts": ["concepts/index.md", {"Trust": "concepts/trust.md"}, "concepts/how-to.md"]}),
        ("policy", "nhs-plan", {"NHS: a plan": ["policy/nhs-plan.md"]}),
    ],
    ids=["after the last of its folder", "in the folder named", "in a section of its own"],
)  # fmt: skip
def test_a_new_page_stands_in_the_navigation(root: Path, kind: str, slug: str, place: dict[str, Any]) -> None:
    assert kb(root, "new", kind, slug, "--title", "NHS: a plan").exit_code == 0
    assert place in yaml.safe_load((root / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]


def test_an_act_has_its_official_address(root: Path) -> None:
    kb(root, "new", "act", "care-act-2014", *ACT)
    written = (root / "docs/legislation/care-act-2014.md").read_text(encoding="utf-8")
    assert "url: https://www.legislation.gov.uk/ukpga/2014/23\n" in written


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["concept", "Shared Power"], '"Shared Power" cannot be the address of a page'),
        (["act", "care-act-2014"], 'For example: --title "Care Act 2014" --chapter "2014 c. 23"'),
        (["act", "care-act-2014", *ACT[:2], "--chapter", "c. 23 of 2014", *ACT[4:]], "Write it like this: 2014 c. 23"),
        (["concept", "hope", "--description", "long " * 40], "at most 160 fit"),
        (["concept", "there"], "docs/concepts/there.md is there already. Nothing was changed."),
    ],
)
def test_a_page_that_cannot_be_made_changes_nothing(root: Path, arguments: list[str], words: str) -> None:
    there = root / "docs" / "concepts" / "there.md"
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_text(page("Text."), encoding="utf-8")
    before = {path: path.read_bytes() for path in root.rglob("*.*")}
    result = kb(root, "new", *arguments)
    assert result.exit_code == 1
    assert words in result.output
    assert {path: path.read_bytes() for path in root.rglob("*.*")} == before


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("glendinning 2002", "[@glendinning2002, abstract]"),
        ("glendining partnersips", "[@glendinning2002, abstract]"),
        ("CARE act", "[@careact2014]"),
        ("carr2004", "[@carr2004]"),
    ],
)
def test_a_source_is_found_by_words_however_they_are_spelt(root: Path, words: str, first: str) -> None:
    result = kb(root, "find", *words.split())
    assert result.exit_code == 0
    assert result.output.splitlines()[0] == first


def test_what_is_not_there_is_not_found(root: Path) -> None:
    result = kb(root, "find", "glendinning", "1066")
    assert [line for line in result.output.splitlines() if line.startswith("[")] == ["[@glendinning2002, abstract]"]
    nothing = kb(root, "find", "zymurgy")
    assert nothing.exit_code == 1
    assert "kb source add" in nothing.output


def test_a_source_nobody_read_is_found_with_a_warning(root: Path) -> None:
    bib = root / "references.bib"
    bib.write_text(
        bib.read_text(encoding="utf-8").replace("consulted = {abstract}", "consulted = {record}"), encoding="utf-8"
    )
    assert "carries no claim: for See also only" in kb(root, "find", "glendinning").output


RECORDS: list[dict[str, Any]] = yaml.safe_load((CASES / "records.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", RECORDS, ids=[case["is"] for case in RECORDS])
def test_a_record_becomes_an_entry_of_the_house(root: Path, case: dict[str, Any]) -> None:
    result = kb(root, "source", "add", "-", *case.get("options", ()), text=case["record"])
    assert result.exit_code == 0, result.output
    entry = library(root).by_key[case["key"]]
    own = {"consulted", "consulteddate", "evidence", "nation", "annotation"}
    assert {
        "@": entry.type,
        **{name: value for name, value in entry.fields.items() if value and name not in own},
    } == case["entry"]
    assert entry.get("consulted") == "record"
    assert f"Still to write: {case['to write']}." in result.output
    for words in case.get("says", ()):
        assert words in result.output
    # Nothing is wrong with it but what its editor was told to write.
    assert {d.name for d in faults(root)} <= {"missing-field"}


def test_an_entry_stands_among_the_others_by_its_key(root: Path) -> None:
    bib = root / "references.bib"
    bib.write_text(BOOK + bib.read_text(encoding="utf-8"), encoding="utf-8")
    result = kb(root, "source", "add", "-", "--evidence", "study", "--nation", "Wales", "--nation", "England",
                "--annotation", "Useful.", text="@book{x, author={Dale, Ann}, title={Teams}, year={2001}, publisher={P}}")  # fmt: skip
    keys = [entry.key for entry in library(root).entries]
    assert keys[:3] == ["a2005book", "dale2001teams", "glendinning2002"]
    assert library(root).by_key["dale2001teams"].get("nation") == "Wales, England"
    assert "Nothing is missing." in result.output
    assert faults(root) == []


@pytest.mark.parametrize(
    ("record", "same"),
    [
        ("@article{x, title={Another}, doi={https://doi.org/10.1332/0305573022501575}}", "DOI"),
        ("@book{x, title={Another}, isbn={0335214371}}", "ISBN"),
        (
            "TY  - JOUR\nTI  - Partnerships between health and social services: developing a framework for evaluation\nER  -",
            "title",
        ),
    ],
)
def test_a_source_that_is_there_already_is_refused(root: Path, record: str, same: str) -> None:
    bib = root / "references.bib"
    bib.write_text(BOOK + bib.read_text(encoding="utf-8"), encoding="utf-8")
    before = bib.read_bytes()
    result = kb(root, "source", "add", "-", text=record)
    assert result.exit_code == 1
    assert f"has this {same} (references.bib:" in result.output
    assert bib.read_bytes() == before


BOOK = (
    "@book{a2005book, author={A, B}, title={A book}, publisher={P}, year={2005}, isbn={978-0-335-21437-2},"
    " consulted={record}, consulteddate={2026-11-21}, evidence={textbook}, nation={UK}, annotation={None.}}\n\n"
)


def test_another_work_of_the_same_title_can_be_added(root: Path) -> None:
    record = "@book{x, author={B, C}, title={Teams}, year={2001}, publisher={P}}"
    assert kb(root, "source", "add", "-", text=record).exit_code == 0
    assert kb(root, "source", "add", "-", text=record).exit_code == 1
    assert kb(root, "source", "add", "-", "--same-title", text=record).exit_code == 0
    assert {"b2001teams", "b2001teamsb"} <= library(root).by_key.keys()


@pytest.mark.parametrize(
    ("what", "text", "words"),
    [
        ("nowhere.bib", None, '"nowhere.bib" is no DOI (10.…/…), no ISBN with a right check digit, and no file.'),
        ("978-0-335-21437-5", None, "no ISBN with a right check digit"),
        ("-", "just words", "This is neither BibTeX (@book{…}) nor RIS"),
        ("-", "@book{x, title = {T", "your text:1:1 bib-syntax"),
        ("-", "@misc{x, title = {Some thing}}", 'The record of "Some thing" does not say what kind of source it is'),
    ],
)
def test_what_cannot_be_added_is_explained(root: Path, what: str, text: str | None, words: str) -> None:
    before = (root / "references.bib").read_bytes()
    result = kb(root, "source", "add", what, text=text)
    assert result.exit_code == 1
    assert words in result.output
    assert (root / "references.bib").read_bytes() == before


ANSWERS: dict[str, Any] = {
    "/10.1332/abc": {
        "type": "journal-article", "title": "Joining <i>up</i> &amp; down", "container-title": "Policy & Politics",
        "author": [{"family": "Åker", "given": "Ann"}, {"name": "The Group"}], "DOI": "10.1332/abc", "volume": "3",
        "page": "1-9", "issued": {"date-parts": [[2021, 5]]}, "URL": "https://doi.org/10.1332/abc", "publisher": "A Press",
    },
    "/api/books?bibkeys=ISBN:9780335214372&format=json&jscmd=data": {
        "ISBN:9780335214372": {
            "title": "Working together", "subtitle": "a guide", "authors": [{"name": "Ann B. Baker"}],
            "publishers": [{"name": "A Press"}], "publish_date": "March 2005",
        }
    },
    "/api/books?bibkeys=ISBN:9780000000002&format=json&jscmd=data": {},
    "/10.1332/list": ["not a record"],
}  # fmt: skip


class Records(BaseHTTPRequestHandler):
    """Answers as the two services do; moves a DOI once, as they do."""

    def do_GET(self) -> None:
        path = unquote(self.path)
        if path == "/10.1332/moved":
            self.send_response(302)
            self.send_header("Location", "/10.1332/abc")
            self.end_headers()
            return
        asked_for_csl = "citationstyles.csl+json" in self.headers["Accept"]
        known = path in ANSWERS and asked_for_csl
        self.send_response(200 if known else {"/10.1332/down": 503}.get(path, 404))
        self.end_headers()
        self.wfile.write(json.dumps(ANSWERS[path]).encode() if known else b"<html>")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Records)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    for variable in ("KB_DOI_SERVICE", "KB_ISBN_SERVICE"):
        monkeypatch.setenv(variable, f"{address}/")
    yield address
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("doi", ["10.1332/abc", "doi:10.1332/abc", "https://doi.org/10.1332/abc", "10.1332/moved"])
def test_a_doi_is_looked_up(root: Path, doi: str) -> None:
    result = kb(root, "source", "add", doi)
    assert result.exit_code == 0, result.output
    entry = library(root).by_key["aker2021joining"]
    assert {name: entry.get(name) for name in ("author", "title", "journal", "volume", "pages", "year", "doi", "url")} == {
        "author": "Åker, Ann and The Group", "title": "Joining up & down", "journal": "Policy & Politics", "volume": "3",
        "pages": "1–9", "year": "2021", "doi": "10.1332/abc", "url": "",
    }  # fmt: skip
    assert entry.get("consulted") == "record"


@pytest.mark.usefixtures("service")
def test_an_isbn_is_looked_up(root: Path) -> None:
    assert kb(root, "source", "add", "0-335-21437-1").exit_code == 0
    entry = library(root).by_key["baker2005working"]
    assert (entry.type, entry.get("subtitle"), entry.get("publisher")) == ("book", "a guide", "A Press")
    assert entry.names["author"] == (Name(family="Baker", given="Ann B."),)


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("10.1332/gone", "There is no record of the DOI 10.1332/gone."),
        ("10.1332/down", "The service answered 503 when asked for the DOI 10.1332/down."),
        ("10.1332/list", "something other than a record of the DOI 10.1332/list"),
        ("9780000000002", "There is no record of the ISBN 9780000000002."),
    ],
)
def test_what_the_service_does_not_know_is_explained(root: Path, what: str, words: str) -> None:
    before = (root / "references.bib").read_bytes()
    result = kb(root, "source", "add", what)
    assert result.exit_code == 1
    assert words in result.output
    assert "kb source add FILE" in result.output
    assert (root / "references.bib").read_bytes() == before


def test_without_network_the_way_round_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("KB_DOI_SERVICE", f"http://127.0.0.1:{unused.getsockname()[1]}")
        result = kb(root, "source", "add", "10.1332/abc")
    assert result.exit_code == 1
    assert "The DOI 10.1332/abc could not be looked up: no network" in result.output
    assert "kb source add - to paste it" in result.output


@pytest.mark.parametrize(
    "text", ["@book{x, doi = {10.1332/abc}, title = {T}}", "TY  - BOOK\nDO  - 10.1332/abc\nTI  - T\nER  -"]
)
def test_text_with_a_doi_asks_no_service(root: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("KB_DOI_SERVICE", "file:///nowhere")  # any use of it would fail
    assert kb(root, "source", "add", "-", text=text).exit_code == 0
    assert (
        "KB_DOI_SERVICE is file:///nowhere, which is not a web address"
        in kb(root, "source", "add", "10.1332/abd").output
    )


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@settings(deadline=None)
@given(title=TEXT, family=TEXT, literal=TEXT, url=TEXT)
def test_no_record_can_break_the_bibliography(title: str, family: str, literal: str, url: str) -> None:
    item = {"type": "book", "title": title, "URL": url, "author": [{"family": family}, {"literal": literal}]}
    draft = drafts.from_csl(item)
    there = bibtex.read(SourceText("references.bib", BOOK))
    key = drafts.propose_key(draft, there.by_key)
    text = drafts.with_entry(there, key or "nameless", drafts.as_bibtex(draft, key or "nameless", date.today()))
    read = bibtex.read(SourceText("references.bib", text))
    assert read.diagnostics == ()
    assert {entry.key for entry in read.entries} == {"a2005book", key or "nameless"}
