"""What readers take away is read back by programs that did not write it, without loss."""

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pypandoc
import pytest
import rispy
from lxml import html
from pybtex.database import parse_string

from conftest import ROOT, MakeSite, page
from kb import bibliography, corpus, exports
from kb.bibliography import Bibliography, Entry
from kb.bibtex import plain_text
from kb.diagnostics import SourceText
from kb.pages import source_url
from kb.referencing import exchange
from kb.site import Site
from test_build import build

SITE = Site("The reference: & more", "The reference: & more", "https://site.example/2026.1/", "2026.1")


@pytest.fixture(scope="module")
def library() -> Bibliography:
    return bibliography.load(SourceText("references.bib", (ROOT / "references.bib").read_text(encoding="utf-8")))


def by_pandoc(text: str, form: str) -> dict[str, dict[str, Any]]:
    command = [pypandoc.get_pandoc_path(), f"--from={form}", "--to=csljson"]
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True)
    return {item["id"]: item for item in json.loads(done.stdout)}


def letters(text: str) -> str:
    """Return what programs agree on in a title: its letters and digits, whatever the capitals and marks."""
    return "".join(filter(str.isalnum, text.casefold()))


def written_names(entry: Entry) -> list[str]:
    """Return the letters of the authors' names; in RIS the editors of an edited book are its authors."""
    names = entry.names.get("author") or (entry.names.get("editor", ()) if entry.type == "collection" else ())
    return [letters(name.literal or f"{name.given}{name.short}{name.suffix}") for name in names]


def read_names(item: dict[str, Any]) -> list[str]:
    """Return the same of what pandoc read.

    RIS cannot mark an organisation: its last word, or what follows a comma in it, is taken for another part of a name.
    """
    parts = ("literal", "given", "non-dropping-particle", "dropping-particle", "family", "suffix")
    names = item.get("author") or item.get("editor") or []
    return [letters("".join(name.get(part, "") for part in parts)) for name in names]


def test_bibtex_is_read_by_pybtex(library: Bibliography) -> None:
    read = parse_string(exchange.bibtex(library.entries, library), "bibtex").entries
    assert list(read) == [entry.key for entry in library.entries]
    for entry in library.entries:
        fields = read[entry.key].fields
        assert plain_text(fields["title"]) == entry.get("title")
        assert len(read[entry.key].persons.get("author", [])) == len(entry.names.get("author", ()))
        for name in ("year", "doi", "url", "pages", "journal", "volume"):
            raw = str(fields.get(name, ""))
            assert (raw.strip("{}") if name in ("doi", "url") else plain_text(raw)) == entry.get(name)
        assert not {"consulted", "evidence", "annotation", "nation", "consultedvia"} & set(fields)


def test_bibtex_is_read_by_pandoc(library: Bibliography) -> None:
    assert_same(by_pandoc(exchange.bibtex(library.entries, library), "biblatex"), library)


def test_csl_json_is_read_by_pandoc(library: Bibliography) -> None:
    assert_same(by_pandoc(exchange.csl_json(library.entries), "csljson"), library)


def test_ris_is_read_by_pandoc(library: Bibliography) -> None:
    assert_same(by_pandoc(exchange.ris(library.entries), "ris"), library)


def test_ris_is_read_by_rispy(library: Bibliography) -> None:
    read = {item["id"]: item for item in rispy.loads(exchange.ris(library.entries))}
    assert list(read) == [entry.key for entry in library.entries]
    for entry in library.entries:
        item = read[entry.key]
        assert "unknown_tag" not in item
        assert item["title"] == entry.get("title")
        assert len(item.get("authors", [])) == len(written_names(entry))
        assert item.get("doi", "") == entry.get("doi")
        assert item.get("year", "") == entry.get("year")


def assert_same(read: dict[str, dict[str, Any]], library: Bibliography) -> None:
    assert list(read) == [entry.key for entry in library.entries]
    for entry in library.entries:
        item = read[entry.key]
        assert letters(item["title"]) == letters(entry.get("title"))
        if entry.names.get("author") or entry.type == "collection":
            read_back, written = (
                [sorted(name) for name in names if name != "others"]
                for names in (read_names(item), written_names(entry))
            )
            assert read_back == written
        assert item.get("DOI", "") == entry.get("doi")
        if entry.get("year"):
            assert str(item["issued"]["date-parts"][0][0]) == entry.get("year")


def test_a_page_and_its_sources_are_taken_away(site_folder: Path) -> None:
    assert build(site_folder).returncode == 0
    site = site_folder / "site"
    (cited,) = parse_string((site / "sources.bib").read_text(encoding="utf-8"), "bibtex").entries
    assert cited == "glendinning2002"
    (own,) = json.loads((site / "cite.json").read_text(encoding="utf-8"))
    assert (own["title"], own["URL"]) == ("A page", "https://partnership-working.example/")
    everything = json.loads((site / "reference/bibliography/sources.json").read_text(encoding="utf-8"))
    assert len(everything) == 5
    assert json.loads((site / "pages.json").read_text(encoding="utf-8"))[""] == {
        "title": "A page",
        "changed": "2026-11-21",
    }


def test_the_page_of_a_source_leads_to_the_place_that_cites_it(site_folder: Path) -> None:
    body = "# A page\n\nFirst.\n\n## Vague words\n\nVague [@glendinning2002, abstract].\n"
    (site_folder / "docs" / "index.md").write_text(page(body), encoding="utf-8")
    assert build(site_folder).returncode == 0
    file = site_folder / "site/reference/sources/glendinning2002/index.html"
    document = html.document_fromstring(file.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    (place,) = document.xpath('//section[@aria-labelledby="cited-on"]//a')
    assert (place.get("href"), place.text) == ("../../../#fnref:1", "Vague words, paragraph 2")
    (coins,) = document.find_class("Z3988")
    assert parse_qs(coins.get("title"))["rft.jtitle"] == ["Policy & Politics"]
    assert {link.get("href") for link in document.xpath("//a[@download]")} == {
        "source.bib",
        "source.ris",
        "source.json",
    }


def test_names_are_escaped_in_bibtex(make_site: MakeSite) -> None:
    loaded = corpus.load(make_site({"a.md": page("A.").replace("title: A page", 'title: "100 % {of} it & _more_"')}))
    entries, library = exports.as_library(loaded.pages[0], SITE)
    assert entries[0].get("title") == "100 % of it & _more_"
    assert entries[0].names["author"][0].literal == "The reference: & more"
    assert entries[0].get("edition") == "Edition 2026.1"
    assert library.diagnostics == ()


def test_keys_with_signs_have_folders(library: Bibliography) -> None:
    assert source_url("scie:co-production/2022") == "reference/sources/scie-co-production-2022/"
    addresses = [source_url(entry.key).casefold() for entry in library.entries]
    assert len(set(addresses)) == len(addresses)
