"""How to cite a page or a source, as HTML. Without scripts it is whole, and leaves the day of access open.

What only a script can work stands in the page too, so that nothing moves when scripts run; the style sheet
hides it where none can.
"""

from collections.abc import Mapping
from html import escape

from kb.page_citations import PARAGRAPH_GAP, Form
from kb.pages import Page
from kb.referencing import access
from kb.referencing.styles import STYLES, Style, System
from kb.site import Site

_IN_TEXT = {System.AUTHOR: "In the text", System.NOTE: "In a footnote", System.NUMBER: "In the text"}
_IN_LIST = {
    System.AUTHOR: "In the list of references",
    System.NOTE: "In the bibliography",
    System.NUMBER: "In the list",
}
_FILES = {"BibTeX": "bib", "RIS": "ris", "CSL-JSON": "json"}


def page_panel(page: Page, forms: Mapping[Style, Form], site: Site, paragraphs: int, own: str, guide: str) -> str:
    """Return the section that ends a page.

    ``paragraphs`` is how many of them have a number; links to the files of the page begin with
    ``own``; ``guide`` leads to the advice on citing.
    """
    changed = page.front_matter.values["changed"].isoformat()
    address = escape(site.permanent_url(page.url, changed))
    return (
        f'<section class="kb-cite" aria-labelledby="cite-this-page" data-search-exclude data-address="{address}">'
        '<h2 id="cite-this-page" data-search-exclude>Cite this page</h2>'
        f"<p>{_which_text(site, page.url, changed)} "
        f'For a fact or a finding, <a href="{guide}">cite the source</a> in the note, once you have read it.</p>'
        f"{styles(forms, paragraphs)}"
        f"<p>{_files('This page for a reference manager', f'{own}cite')}. "
        f"{_files('All its sources', f'{own}sources')}.</p></section>"
    )


def styles(forms: Mapping[Style, Form], paragraphs: int = 0) -> str:
    """Return the choice of a style, and below it the forms; a style sheet shows those of the style chosen."""
    choices = "".join(
        f'<label><input type="radio" name="kb-style" value="{style.slug}"{" checked" if style is STYLES[0] else ""}> '
        f"{escape(style.label)}</label>"
        for style in forms
    )
    paragraph = (
        '<p class="kb-cite-paragraph"><label>Paragraph '
        f'<input type="number" min="1" max="{paragraphs}" inputmode="numeric" placeholder="all"></label> '
        '<button type="button" class="kb-copy" hidden>Copy link to the paragraph</button></p>'
    )
    return (
        f'<form><fieldset class="kb-cite-choices"><legend>Style</legend>{choices}</fieldset>'
        f"{paragraph if paragraphs else ''}</form>"
        f"{''.join(_one(style, form) for style, form in forms.items())}"
        '<p role="status" class="kb-cite-status"></p>'
    )


def _which_text(site: Site, page_url: str, changed: str) -> str:
    edition = escape(site.edition_with(page_url, changed))
    if site.edition:
        return f"This is edition {edition}, which does not change."
    if edition:
        return (
            f"Edition {edition} has this page as it stands here; the reference leads there, where it does not change."
        )
    return "No edition has this text yet, so it may change."


def _one(style: Style, form: Form) -> str:
    written = form.access_date
    how = f' data-pattern="{written.pattern}" data-months="{escape("|".join(written.months))}"' if written else ""
    in_text = _IN_TEXT[style.system]
    of_paragraph = _copied(f"{in_text}, for one paragraph", form.in_text_of_paragraph, " data-one-paragraph hidden")
    return (
        f'<dl data-style="{style.slug}"{how}>{_copied(in_text, form.in_text)}'
        f"{of_paragraph if form.in_text_of_paragraph else ''}"
        f"{_copied(_IN_LIST[style.system], form.reference)}</dl>"
    )


def _copied(what: str, form: str, attributes: str = "") -> str:
    """Return a form to copy, with its gaps as elements that a script can fill."""
    accessed = "<span data-accessed>[the day you read it]</span>"
    filled = form.replace(access.GAP, accessed).replace(PARAGRAPH_GAP, "<span data-paragraph>…</span>")
    button = f'<button type="button" class="kb-copy" aria-label="Copy: {what}">Copy</button>'
    return f"<dt{attributes}>{what}</dt><dd{attributes}><span data-copied>{filled}</span>{button}</dd>"


def _files(what: str, stem: str) -> str:
    links = [
        f'<a href="{stem}.{ending}" aria-label="{what}: {label}" download>{label}</a>'
        for label, ending in _FILES.items()
    ]
    return f"{what}: {', '.join(links)}"
