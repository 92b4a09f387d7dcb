"""The offline edition, opened as a reader opens it: a file on their own machine, and no server."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from lxml import html
from playwright.sync_api import Browser, Page, expect

from kb import offline
from kb.cli import main


@pytest.fixture(scope="module")
def archive(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pack the site that all browser tests share."""
    file = tmp_path_factory.mktemp("offline") / offline.file_name("2026.1")
    offline.write(built, file)
    return file


@pytest.fixture(scope="module")
def unpacked(archive: Path) -> Path:
    with ZipFile(archive) as packed:
        packed.extractall(archive.parent)
    return archive.parent / "partnership-working-2026.1"


@pytest.fixture(name="page")
def page_of_a_file(browser: Browser, unpacked: Path) -> Iterator[Page]:
    """Give a page of the browser, open at the copy's first page; whatever the browser complains of fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.goto((unpacked / "index.html").as_uri())
    yield page
    context.close()
    assert complaints == []


def test_a_reader_finds_a_page_by_searching(page: Page) -> None:
    page.keyboard.press("/")
    page.get_by_role("textbox", name="Search").press_sequentially("consortium")
    page.locator(".md-search-result__link", has_text="Consortium").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Consortium")
    expect(page).to_have_url(re.compile(r"^file:.*/models/consortium/index\.html"))


def test_a_reader_follows_links_notes_and_sources(page: Page) -> None:
    page.get_by_role("link", name="Concepts").first.click()
    page.locator("article").get_by_role("link", name="Trust").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Trust")
    expect(page.get_by_text("Offline copy of Partnership Working: the reference")).to_be_visible()
    page.locator("a.footnote-ref").first.focus()
    expect(page.get_by_role("dialog", name="Preview of a note")).to_contain_text("Available at")
    page.keyboard.press("Enter")
    note = page.locator('li[id="fn:1"]')
    expect(note).to_be_in_viewport()
    note.get_by_role("link", name=re.compile("^Cite:")).click()
    expect(page.get_by_role("heading", name="Cite this source")).to_be_visible()


def test_a_page_is_cited_by_its_address_on_the_web(page: Page, unpacked: Path) -> None:
    page.goto((unpacked / "concepts/trust/index.html").as_uri())
    reference = page.locator('.kb-cite dl[data-style="harvard"] [data-copied]').last
    expect(reference).to_contain_text("https://partnership-working.example/concepts/trust/")
    expect(reference).not_to_contain_text("the day you read it")  # the script has filled it in


def test_a_report_of_a_problem_does_not_tell_where_the_copy_lies(page: Page, unpacked: Path) -> None:
    page.goto((unpacked / "concepts/trust/index.html").as_uri())
    link = page.locator("a[data-report]").first
    link.evaluate("link => link.addEventListener('click', event => event.preventDefault())")
    link.click()
    address = unquote(link.get_attribute("href") or "")
    assert "page=https://partnership-working.example/concepts/trust/" in address
    assert "file:" not in address


def test_tables_and_sources_are_filtered_and_pictures_seen(page: Page, unpacked: Path) -> None:
    page.goto((unpacked / "legislation/index.html").as_uri())
    duties = page.locator(".kb-table", has_text="Duties and powers of partnership working")
    everything = duties.locator("tbody tr:visible").count()
    duties.get_by_label("Strength").select_option("may")
    assert 0 < duties.locator("tbody tr:visible").count() < everything
    page.goto((unpacked / "models/index.html").as_uri())
    expect(page.locator(".kb-picture svg").first).to_be_visible()
    page.goto((unpacked / "reference/bibliography/index.html").as_uri())
    page.get_by_label("Evidence").first.select_option("case law")
    expect(page.get_by_text(re.compile(r"^\d+ of \d+ sources$"))).to_be_visible()


def test_every_link_leads_to_a_file(archive: Path) -> None:
    with ZipFile(archive) as packed:
        names = set(packed.namelist())
        pages = {name: html.fromstring(packed.read(name)) for name in names if name.endswith(".html")}
    assert len(pages) > 500
    dead = [
        (name, address)
        for name, page in pages.items()
        for address in (urldefrag(each)[0] for each in page.xpath("//@href | //@src"))
        if address and not urlsplit(address).scheme and unquote(urljoin(name, address)) not in names
    ]
    assert dead == []


def test_the_files_have_names_that_every_system_takes(archive: Path) -> None:
    with ZipFile(archive) as packed:
        names = packed.namelist()
    assert [name for name in names if not re.fullmatch(r"[\w./+-]{1,180}", name, re.ASCII)] == []
    assert len({name.lower() for name in names}) == len(names)


def test_the_same_site_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "site/a").mkdir(parents=True)
    (tmp_path / "site/index.html").write_text('<head></head><a href="a/#p1">A</a>', encoding="utf-8")
    (tmp_path / "site/a/index.html").write_text('<head></head><a href="..">Up</a><a href="#p1">1</a>', encoding="utf-8")
    for name in ("one", "two"):
        offline.write(tmp_path / "site", tmp_path / name / "copy.zip")
    assert (tmp_path / "one/copy.zip").read_bytes() == (tmp_path / "two/copy.zip").read_bytes()
    with ZipFile(tmp_path / "one/copy.zip") as packed:
        assert b'href="a/index.html#p1"' in packed.read("copy/index.html")
        assert b'href="../index.html"' in packed.read("copy/a/index.html")
        assert b'href="#p1"' in packed.read("copy/a/index.html")


def test_the_command_needs_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["offline"])
    assert result.exit_code == 1
    assert "make site" in result.output
