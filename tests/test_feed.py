"""The feed of changes is read back by a program that did not write it; the sitemap has the right days."""

import re
from dataclasses import replace
from pathlib import Path

import feedparser
from lxml import etree

from conftest import ROOT, MakeSite, page
from kb import corpus, feed, sitemap
from kb.page_citations import is_citable
from kb.site import Site

SITE = Site("The reference: <& more>", "The reference: <& more>", "https://site.example/path/")
ATOM = "{http://www.w3.org/2005/Atom}"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT00:00:00Z")
TAG = re.compile(r"tag:site\.example,\d{4}-\d\d-\d\d:[!-;=?-~]+")  # RFC 4151, and no sign that an address cannot have
SIGNS = "Trust & <b>“respect”</b> – ]]> \U0001f4d6"


def dated(day: str, title: str = "A page", more: str = "") -> str:
    return (
        page("Text.")
        .replace("changed: 2026-11-21", f"changed: {day}\n{more}")
        .replace("title: A page", f'title: "{title}"')
    )


def written(root: Path, site: Site = SITE) -> feedparser.FeedParserDict:
    feed.write(corpus.load(root), site, root)
    return feedparser.parse((root / "changes.xml").read_bytes())


def test_changes_are_listed_with_the_newest_first(make_site: MakeSite) -> None:
    pages = {
        "a.md": dated("2026-11-21"),
        "b/index.md": page("Not citable.", kind="index"),
        "c/d.md": dated("2026-12-05", SIGNS),
        "e.md": dated("2026-11-30"),
    }
    read = written(make_site(pages))
    assert (read.bozo, read.version) == (False, "atom10")
    assert [(entry.id, entry.updated, entry.link) for entry in read.entries] == [
        ("tag:site.example,2026-12-05:/path/c/d/", "2026-12-05T00:00:00Z", "https://site.example/path/c/d/"),
        ("tag:site.example,2026-11-30:/path/e/", "2026-11-30T00:00:00Z", "https://site.example/path/e/"),
        ("tag:site.example,2026-11-21:/path/a/", "2026-11-21T00:00:00Z", "https://site.example/path/a/"),
    ]
    assert read.entries[0].title == SIGNS
    assert read.entries[0].title_detail.type == read.entries[0].summary_detail.type == "text/plain"
    assert read.entries[0].summary == "A page for a test"
    assert read.feed.updated == "2026-12-05T00:00:00Z"


def test_the_feed_has_what_the_format_demands(tmp_path: Path) -> None:
    """RFC 4287, 4.1: what a feed and an entry must have, and once; an entry without content has an alternate link."""
    sources = corpus.load(ROOT)
    feed.write(sources, SITE, tmp_path)
    assert feedparser.parse((tmp_path / "changes.xml").read_bytes()).bozo is False
    document = etree.parse(tmp_path / "changes.xml").getroot()
    entries = document.findall(f"{ATOM}entry")
    assert len(entries) == min(100, len(list(filter(is_citable, sources.pages))))
    for element in (document, *entries):
        assert [len(element.findall(ATOM + name)) for name in ("id", "title", "updated")] == [1, 1, 1]
        (alternate,) = element.findall(f'{ATOM}link[@rel="alternate"]')
        assert alternate.get("href", "").startswith(SITE.url)
        assert INSTANT.fullmatch(element.findtext(f"{ATOM}updated", ""))
    assert [link.get("href") for link in document.findall(f'{ATOM}link[@rel="self"]')] == [f"{SITE.url}changes.xml"]
    assert document.findtext(f"{ATOM}author/{ATOM}name") == SITE.author
    identifiers = [entry.findtext(f"{ATOM}id", "") for entry in entries]
    assert len(set(identifiers)) == len(identifiers)
    assert all(TAG.fullmatch(identifier) for identifier in identifiers)


def test_a_page_that_moves_is_not_told_of_again(make_site: MakeSite) -> None:
    before = written(make_site({"old.md": dated("2026-11-21")}))
    after = written(make_site({"old.md": page(""), "new.md": dated("2026-11-21", more="moved_from: [old/, older/]\n")}))
    assert before.entries[0].id in {entry.id for entry in after.entries if entry.link.endswith("/new/")}


def test_an_edition_has_no_feed_and_no_robots(make_site: MakeSite) -> None:
    root = make_site()
    edition = replace(SITE, url=f"{SITE.url}2026.1/", edition="2026.1")
    feed.write(corpus.load(root), edition, root)
    sitemap.write(corpus.load(root), edition, root)
    assert {path.name for path in root.iterdir()} == {"docs", "references.bib", "sitemap.xml"}


def test_the_sitemap_has_the_day_of_each_change(make_site: MakeSite) -> None:
    root = make_site({"index.md": dated("2026-11-21"), "a/b.md": dated("2026-12-05"), "c.md": "none"})
    sitemap.write(corpus.load(root), SITE, root)
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    addresses = etree.parse(root / "sitemap.xml").findall("s:url", names)
    found = {address.findtext("s:loc", "", names): address.findtext("s:lastmod", None, names) for address in addresses}
    assert found == {
        "https://site.example/path/": "2026-11-21",
        "https://site.example/path/a/b/": "2026-12-05",
        "https://site.example/path/c/": None,
    }
    assert "Sitemap: https://site.example/path/sitemap.xml\n" in (root / "robots.txt").read_text(encoding="utf-8")
