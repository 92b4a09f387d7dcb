"""Look a work up by its DOI or ISBN: the only module that asks another host, and only when an editor asks it to.

The services can be replaced: ``KB_DOI_SERVICE`` answers DOIs by content negotiation
(https://citation.doi.org/docs.html), ``KB_ISBN_SERVICE`` has the form of Open Library's books
(https://openlibrary.org/dev/docs/api/books).
"""

import json
import os
import re
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from kb.isbn import isbn_as_13_digits

_TIMEOUT = 20
_LONGEST_ANSWER = 2_000_000
_INSTEAD = "Give its BibTeX or RIS text instead: kb source add FILE, or kb source add - to paste it"


class NoRecordError(Exception):
    """Nothing was found; the message says why, for people."""


def by_doi(doi: str) -> dict[str, Any]:
    """Return the record of a DOI as a CSL-JSON item. Raises NoRecordError."""
    answer = _ask(f"{_service('KB_DOI_SERVICE', 'https://doi.org')}/{quote(doi, safe='/')}", f"the DOI {doi}")
    if not answer.get("title"):
        raise NoRecordError(f"The record of the DOI {doi} has no title. {_INSTEAD}")
    return answer


def by_isbn(isbn: str) -> dict[str, Any]:
    """Return the record of a book as a CSL-JSON item. Raises NoRecordError."""
    number = isbn_as_13_digits(isbn)
    service = _service("KB_ISBN_SERVICE", "https://openlibrary.org")
    answer = _ask(f"{service}/api/books?bibkeys=ISBN:{number}&format=json&jscmd=data", f"the ISBN {isbn}")
    book = answer.get(f"ISBN:{number}")
    if not book:
        raise NoRecordError(f"There is no record of the ISBN {isbn}. {_INSTEAD}")
    year = re.search(r"\d{4}", str(book.get("publish_date", "")))
    return {
        "type": "book",
        "title": book.get("title", ""),
        "subtitle": book.get("subtitle", ""),
        "author": [_parted(str(author["name"])) for author in book.get("authors", ())],
        "publisher": next((publisher["name"] for publisher in book.get("publishers", ())), ""),
        "publisher-place": next((place["name"] for place in book.get("publish_places", ())), ""),
        "issued": {"date-parts": [[year[0]]] if year else [[]]},
        "ISBN": isbn,
    }


def _parted(name: str) -> dict[str, str]:
    given, _, family = name.rpartition(" ")
    return {"family": family, "given": given}


def _service(variable: str, usual: str) -> str:
    address = os.environ.get(variable) or usual
    if not address.startswith(("https://", "http://")):
        raise NoRecordError(f"{variable} is {address}, which is not a web address. Set it to one, or leave it unset.")
    return address.rstrip("/")


def _ask(address: str, what: str) -> dict[str, Any]:
    request = Request(address, headers={"Accept": "application/vnd.citationstyles.csl+json, application/json"})  # noqa: S310  _service lets only web addresses through
    try:
        with urlopen(request, timeout=_TIMEOUT) as response:  # noqa: S310  as above
            answer = json.loads(response.read(_LONGEST_ANSWER))
    except HTTPError as error:
        error.close()
        if error.code == 404:
            raise NoRecordError(f"There is no record of {what}. Look for a mistyped sign. {_INSTEAD}") from None
        raise NoRecordError(f"The service answered {error.code} when asked for {what}. {_INSTEAD}") from None
    except (URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise NoRecordError(
            f"{what[0].upper()}{what[1:]} could not be looked up: no network ({reason}). {_INSTEAD}"
        ) from None
    except ValueError:
        raise NoRecordError(f"The service answered something other than a record of {what}. {_INSTEAD}") from None
    if not isinstance(answer, dict):
        raise NoRecordError(f"The service answered something other than a record of {what}. {_INSTEAD}")
    return answer
