"""Checks of the pictures."""

import re
from collections.abc import Iterator

from kb import pictures
from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, at
from kb.pages import Page
from kb.pictures import Picture


def picture_without_words(corpus: Corpus) -> Iterator[Diagnostic]:
    """A picture that a page shows has no title or no description, or is not SVG.

    Why: whoever does not see the picture would learn nothing from it.

    Mend: write a title, which becomes the caption, and a description that says all the picture shows.

    Wrong: <svg xmlns="http://www.w3.org/2000/svg"><title>A circle</title></svg>
    Right: <svg xmlns="http://www.w3.org/2000/svg"><title>A circle</title><desc>One circle.</desc></svg>
    """
    for picture in {shown.name: shown for _, shown in _shown(corpus)}.values():
        if picture.svg is None:
            missing, hint = "cannot be read: it is not SVG", "Look for a tag that is not closed"
        elif not (picture.title and picture.description):
            missing = f"has no {'description' if picture.title else 'title'}"
            hint = "Write <title>…</title> and <desc>…</desc> directly below <svg>"
        else:
            continue
        end = len(picture.source.line(1))
        yield at(picture.source, 0, max(end, 1), "picture-without-words", f"the picture {missing}", hint)


def picture_beyond_its_page(corpus: Corpus) -> Iterator[Diagnostic]:
    """A picture shows a word or a number that the text of its page does not have.

    Words of four letters or more are looked for by their first five, so that another form of the
    word counts.

    Why: what stands only in a picture has no source beside it, and cannot be searched, copied or read aloud.

    Mend: say it on the page, with its source, or take it out of the picture.

    Wrong: <svg xmlns="http://www.w3.org/2000/svg"><title>It</title><desc>It.</desc><text>consortium</text></svg>
    Right: <svg xmlns="http://www.w3.org/2000/svg"><title>It</title><desc>It.</desc><text>Example</text></svg>
    """
    for page, picture in _shown(corpus):
        said = _stems(page.source.text[page.front_matter.body_start :])
        for label in picture.labels:
            for missing in sorted(_stems(label) - said):
                drawing = picture.source.text.lower()
                start = max(drawing.find(missing, drawing.find("<text")), 0)
                message = f'"{missing}…", in "{label}", is not on {page.source.path}'
                hint = "Say it on the page, with its source, or take it out of the picture"
                yield at(picture.source, start, start + len(missing), "picture-beyond-its-page", message, hint)


def _stems(text: str) -> set[str]:
    words = re.findall(r"[^\W_]+", text.lower())
    return {word[:5] for word in words if len(word) > 3 or word[0].isdigit()}


def _shown(corpus: Corpus) -> Iterator[tuple[Page, Picture]]:
    for page in corpus.asked_pages:
        for comment in page.found.comments:
            name = pictures.asked_for(page.source.text[comment.start : comment.end])
            picture = pictures.load(corpus.root, name)
            if picture:
                yield page, picture
