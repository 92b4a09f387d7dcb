"""Material for MkDocs nears its end of life; the same sources must build with its successor, Zensical."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import html

from conftest import REPOSITORY, ROOT
from kb import corpus


def build(root: Path, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "KB_REPOSITORY": REPOSITORY},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("engines")
    for name in ("docs", "mkdocs.yml", "references.bib"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, root / name)
    build(root, "mkdocs", "build", "--strict", "--site-dir", "by-mkdocs")
    build(root, "zensical", "build", "--strict", "--clean")
    return root


def body(site: Path, url: str) -> str:
    """Return the HTML of a page's content, without what each engine adds of its own, and with whole addresses."""
    content = (site / url / "index.html").read_bytes()
    document = html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8"))
    document.make_links_absolute(f"https://site.example/{url}")
    (article,) = document.xpath("//article")
    engines_own = './/a[@id="__skip"] | .//a[contains(@class, "md-content__button")] | .//nav[@class="md-tags"]'
    for own in article.xpath(engines_own):
        own.drop_tree()
    for element in article.iter("*"):
        element.attrib.pop("data-search-exclude", None)
        element.text = element.text and " ".join(element.text.split())
        element.tail = element.tail and " ".join(element.tail.split())
    return str(html.tostring(article, encoding="unicode"))


def test_both_engines_say_that_a_page_is_not_there(built: Path) -> None:
    for site in ("by-mkdocs", "site"):
        document = html.document_fromstring((built / site / "404.html").read_bytes())
        assert document.xpath("//h1/text()") == ["This page is not there"]
        assert document.xpath('//meta[@name="robots"]/@content') == ["noindex"]
        sections = document.xpath('//h2[@id="sections"]/following-sibling::ul//a')
        assert [link.text for link in sections][:3] == ["Home", "Concepts", "Models"]
        assert [link.get("href").rstrip(".") for link in sections][:3] == ["/", "/concepts/", "/models/"]


def test_both_engines_give_every_page_the_same_body(built: Path) -> None:
    pages = corpus.load(ROOT).pages
    different = [page.name for page in pages if body(built / "by-mkdocs", page.url) != body(built / "site", page.url)]
    assert pages
    assert different == []
