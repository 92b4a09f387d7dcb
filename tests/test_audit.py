"""The audit of rendered pages: each fault it exists for is found, and a sound page passes."""

from pathlib import Path

import pytest

from kb.audit import audit

OWN = "https://own.example/path/"
POLICY = "script-src 'self' 'sha256-AvyuiL0SD1mVY3NNxR+V2uo+lhk6RMFrytWmRt6CrJQ='; style-src 'self'"
PROTECTED = f'<head><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
SOUND = f"""<!doctype html><html>{PROTECTED}
<script>run()</script><script type="application/json">{{}}</script>
<meta name="citation_title" content="T"><meta name="citation_author" content="A,">
<meta name="citation_publication_date" content="2026/11/21"><link rel="stylesheet" href="a.css"></head>
<body><h1 id="top">T</h1><p>Vague.<sup id="fnref:1"><a href="#fn:1" role="doc-noteref">1</a></sup>
<a href="https://example.org/">out</a> <a href="other/#there">on</a>
<a href="/path/other/">on</a> <a href="/beside/">beside</a> <code>[@a] [^n]</code></p>
<section role="doc-endnotes"><ol><li id="fn:1">Note
<a href="#fnref:1" role="doc-backlink" aria-label="Back">back</a></li></ol></section></body></html>"""

FAULTS = [
    # name, what to replace, with what, the fault
    ("literal citation", "Vague.", "Vague [@a].", 'shown as it was typed: "Vague [@a].'),
    ("literal note", "Vague.", "Vague.[^n]", "shown as it was typed"),
    ("duplicate id", 'id="top"', 'id="fn:1"', 'the id "fn:1" stands 2 times'),
    ("marker to nowhere", 'href="#fn:1"', 'href="#fn:2"', 'leads to the note "fn:2", which is not there'),
    ("note without return", 'role="doc-backlink"', "", "has no link back to the text"),
    ("return to another place", '<a href="#fnref:1" role', '<a href="#top" role', "are not those to it"),
    ("return without name", ' aria-label="Back"', "", "cannot be told apart by name"),
    (
        "script from another host",
        "</body>",
        '<script src="https://cdn.example.com/x.js"></script></body>',
        "another host",
    ),
    ("style from another host", 'href="a.css"', 'href="//fonts.example.com/a.css"', "another host"),
    ("image set from another host", "<h1", '<img srcset="https://x.example.com/a.png 2x"><h1', "another host"),
    ("style with an address", "<h1", "<style>b{background:url(https://x.example.com/a)}</style><h1", "another host"),
    ("dead link", "other/#there", "nowhere/", "leads to nowhere/, which is not there"),
    ("dead link with a whole path", "other/#there", "/path/nowhere/", "leads to /path/nowhere/, which is not there"),
    ("dead fragment", "other/#there", "other/#gone", 'leads to "#gone" in other/index.html'),
    ("no policy", "http-equiv", "name", "the page has no Content-Security-Policy"),
    ("unsafe policy", "style-src 'self'", "style-src 'unsafe-inline'", "allows what is unsafe"),
    ("script before the policy", "<head>", "<head><script>run()</script>", "which does not cover it"),
    ("script the policy does not name", "run()", "run(1)", "a script in the page would not run: run(1)"),
    ("handler", "<h1", '<h1 onclick="run()"', 'a script in the attribute "onclick" would not run: run()'),
    ("script as an address", "other/#there", "javascript:run()", 'in the attribute "href" would not run'),
    ("style in an attribute", "<h1", '<h1 style="color:red"', "would not be used: color:red"),
    ("missing metadata", "citation_author", "x", 'lacks the citation metadata "citation_author"'),
]


def site(folder: Path, page: str) -> Path:
    (folder / "other").mkdir()
    (folder / "index.html").write_text(page, encoding="utf-8")
    (folder / "other" / "index.html").write_text(
        f'<html>{PROTECTED}</head><body><p id="there">x</p></body></html>', encoding="utf-8"
    )
    (folder / "a.css").write_text("", encoding="utf-8")
    return folder


def test_a_sound_page_passes(tmp_path: Path) -> None:
    assert audit(site(tmp_path, SOUND), OWN, {"index.html": 1}) == []


@pytest.mark.parametrize(("old", "new", "fault"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_a_fault_is_found(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in SOUND
    found = [str(f) for f in audit(site(tmp_path, SOUND.replace(old, new)), OWN, {"index.html": 1})]
    assert any(fault in message for message in found), found


def test_notes_are_counted_against_the_source(tmp_path: Path) -> None:
    folder = site(tmp_path, SOUND)
    assert [str(f) for f in audit(folder, OWN, {"index.html": 2, "gone/index.html": 0})] == [
        "index.html: 1 notes are on the page, its source has 2",
        "gone/index.html: the page was not rendered",
    ]
