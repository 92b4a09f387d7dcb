"""Links, the navigation and the names of headings: what the check promises is what the site has."""

from markdown import Markdown

from conftest import ROOT, MakeSite, faults, page, places
from kb import anchors, checks, corpus, pages
from kb.checks.names import RETIRED
from kb.diagnostics import Severity, SourceText


def test_headings_have_the_names_that_the_renderer_gives_them() -> None:
    # As on the site, without what cannot bear headings.
    md = Markdown(extensions=["attr_list", "smarty", "toc"])
    for each in corpus.load(ROOT).pages:
        md.reset()
        md.convert(each.found.prose)
        assert list(anchors.of_headings(each)) == _ids(md.toc_tokens), each.name  # type: ignore[attr-defined]


def _ids(tokens: list[dict[str, object]]) -> list[str]:
    return [name for token in tokens for name in (str(token["id"]), *_ids(token["children"]))]  # type: ignore[arg-type]


def test_headings_of_one_text_and_with_signs() -> None:
    text = "## Trust & “respect”\n\n## *Trust*\n\n## Trust\n\n## `Trust` [x](y.md)\n\n## s. 75 -- é\n\n## Mine {#own}\n"
    this = pages.load(SourceText("docs/a.md", text), "a.md")
    md = Markdown(extensions=["attr_list", "smarty", "toc"])
    md.convert(text)
    assert list(anchors.of_headings(this)) == _ids(md.toc_tokens)  # type: ignore[attr-defined]


def test_a_moved_page_is_found_by_its_name_and_the_link_can_be_mended(make_site: MakeSite) -> None:
    root = make_site({"a/one.md": page("See [two](two.md#p3)."), "b/two.md": page("Text.")})
    (found,) = faults(root)
    assert (found.hint, found.fix and found.fix.replacement) == ("did you mean ../b/two.md?", "../b/two.md#p3")


def test_the_address_of_a_rendered_page_is_not_that_of_its_file(make_site: MakeSite) -> None:
    root = make_site({"a/one.md": page("See [two](../two/)."), "two.md": page("Text.")})
    assert [found.hint for found in faults(root)] == ["did you mean ../two.md?"]


def test_a_slip_in_the_name_of_a_file_brings_no_other_files_of_its_folder(make_site: MakeSite) -> None:
    others = {f"concepts/{name}.md": page("Text.") for name in ("shared-power", "empowerment", "respect")}
    root = make_site({"concepts/trust.md": page("See [power](sharedpower.md)."), **others})
    assert [found.hint for found in faults(root)] == ["did you mean shared-power.md?"]


def test_generated_parts_bring_names_of_their_own(make_site: MakeSite) -> None:
    body = "<!-- generate: sources -->\n\n[One](#source-carr2004), [all of C](#sources-c), [not there](#source-nobody)."
    assert [d.message for d in faults(make_site({"index.md": page(body)}))] == [
        'docs/index.md has no place called "#source-nobody"'
    ]


def test_terms_of_the_glossary_are_places(make_site: MakeSite) -> None:
    body = (
        "Carer’s assessment (CA)\n:   What a carer needs.\n\n[There](#term-carers-assessment-ca), [not](#term-carer)."
    )
    assert [d.message for d in faults(make_site({"reference/glossary.md": page(body)}))] == [
        'docs/reference/glossary.md has no place called "#term-carer"'
    ]


def test_a_page_that_the_navigation_does_not_name_is_lost(make_site: MakeSite) -> None:
    root = make_site({"index.md": page("[Trust](trust.md)"), "trust.md": page("Text."), "lost.md": page("Text.")})
    (root / "mkdocs.yml").write_text(
        "site_url: !ENV [X, y]\nnav:\n  - index.md\n  - S:\n      - Trust: trust.md\n      - gone.md\n"
    )
    assert places(root) == ["docs/lost.md:2:8 orphan-page", "mkdocs.yml:6:9 broken-link"]
    information = [
        d.path for d in checks.run(corpus.load(root)) if d.name == "orphan-page" and d.severity is Severity.INFORMATION
    ]
    assert information == []
    (root / "mkdocs.yml").write_text("nav: [broken\n")  # MkDocs says so itself
    assert places(root) == []


def test_wrong_names_lead_to_right_ones_that_this_reference_uses() -> None:
    library = (ROOT / "references.bib").read_text(encoding="utf-8")
    text = library + "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))
    rights = {part for right in RETIRED.values() for part in right.split(", or ")}
    assert {right for right in rights if right not in text} == set()
