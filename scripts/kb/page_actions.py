"""What a reader can do about a page: suggest an edit of its file, or report a problem with it."""

from dataclasses import dataclass
from html import escape
from urllib.parse import quote, urlencode

from kb import pages

# The form in .github/ISSUE_TEMPLATE whose fields are filled by their names.
_FORM = "mistake.yml"


@dataclass(frozen=True)
class Repository:
    """Where the sources are kept. Addresses that are empty are not known, and give no link."""

    address: str = ""  # https://code.example/reference
    edit_uri: str = ""  # docs/ in its web editor, where that is not /edit/main/docs/

    def edit_address(self, path: str) -> str:
        """Return where the file of a page (its path within docs/) is edited, or nothing."""
        folder = self.edit_uri or (self.address and f"{self.address.rstrip('/')}/edit/main/docs/")
        return f"{folder.rstrip('/')}/{quote(path)}" if folder else ""

    def report_address(self, path: str, title: str, edition: str) -> str:
        """Return the address of the form for a mistake, filled as far as the page is known, or nothing."""
        fields = {
            "template": _FORM,
            "title": f"Problem on: {title}",
            "page": pages.url(path) or "/",
            "edition": edition,
        }
        return f"{self.address.rstrip('/')}/issues/new?{urlencode(fields, quote_via=quote)}" if self.address else ""


def html(repository: Repository, path: str, title: str, edition: str) -> str:
    """Return the links of a page as a paragraph of HTML; nothing where no address is known."""
    addresses = {
        'rel="edit">Suggest an edit': repository.edit_address(path),
        "data-report>Report a problem": repository.report_address(path, title, edition),
    }
    links = [f'<a href="{escape(address)}" {rest}</a>' for rest, address in addresses.items() if address]
    return f'<p class="kb-actions" data-search-exclude>{" ".join(links)}</p>' if links else ""
