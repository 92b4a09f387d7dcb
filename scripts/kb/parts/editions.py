"""The list of editions, made from what is published: each with its address, and what changed in it."""

from collections.abc import Iterator, Mapping
from html import escape
from itertools import pairwise

from kb import book, offline, page_citations, site
from kb.corpus import Corpus
from kb.referencing import References
from kb.referencing.words import day_in_words
from kb.site import Edition

Pages = Mapping[str, Mapping[str, str]]


def editions(corpus: Corpus, _: References, __: str, ___: str) -> str:
    """Return the editions, the newest first, and before them what has changed since the newest."""
    settings = site.load(corpus.root)
    published = settings.editions
    if not published:
        return "<p>No edition has been published yet.</p>"
    now = page_citations.list_of_pages(corpus)
    since = (
        []
        if settings.edition
        else [_changes(f"Since edition {published[-1].name}", published[-1].pages, now, settings.rolling_url)]
    )
    before = (Edition("", "", {}), *published)
    listed = [
        _changes(
            f"Edition {new.name}, {day_in_words(new.date)}",
            old.pages,
            new.pages,
            f"{settings.rolling_url}{new.name}/",
            is_first=not old.name,
            files={"offline": offline.file_name(new.name), "as an e-book": book.file_name(new.name)},
        )
        for old, new in pairwise(before)
    ]
    return "".join([*since, *reversed(listed)])


def _changes(
    title: str, old: Pages, new: Pages, address: str, *, is_first: bool = False, files: Mapping[str, str] | None = None
) -> str:
    head = f'<h3>{escape(title)}</h3><p>Address: <a href="{address}">{address}</a></p>'
    for how, file in (files or {}).items():
        head += f'<p>To read {how}: <a href="{address}{file}">{file}</a></p>'
    if is_first:
        return f"{head}<p>The first edition, with {sum('moved_to' not in page for page in new.values())} pages.</p>"
    items = "".join(f"<li>{item}</li>" for item in _listed(old, new, address))
    return head + (f"<ul>{items}</ul>" if items else "<p>No page has changed.</p>")


def _listed(old: Pages, new: Pages, address: str) -> Iterator[str]:
    moved = {page["moved_to"] for page in new.values() if "moved_to" in page}
    for url, page in new.items():
        if "moved_to" in page:
            continue
        link = f'<a href="{address}{url}">{escape(page["title"])}</a>'
        if url not in old:
            yield f"{'Moved' if url in moved else 'New'}: {link}"
        elif old[url]["changed"] != page["changed"]:
            yield f"Changed on {day_in_words(page['changed'])}: {link}"
    for url in old.keys() - new.keys():
        yield f"No longer there: {escape(old[url]['title'])}"
