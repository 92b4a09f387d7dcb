"""What the site calls itself and where it stands: mkdocs.yml, and the environment for an edition."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.utils.yaml import yaml_load

# Set by ``kb publish``: the edition that is built, and a file with the editions there are already.
EDITION, EDITIONS = "KB_EDITION", "KB_EDITIONS"


@dataclass(frozen=True)
class Edition:
    """A dated state of the whole site, which does not change once it is published."""

    name: str  # 2026.1
    date: str  # ISO day
    pages: Mapping[str, Mapping[str, str]]  # its pages.json: title and ISO day of the last change, by address


@dataclass(frozen=True)
class Site:
    """The site that is being built."""

    name: str
    author: str
    url: str  # of this build, with a slash at its end
    edition: str = ""  # name of the edition that is built; empty for the rolling site
    editions: tuple[Edition, ...] = ()  # published already, the oldest first

    @property
    def rolling_url(self) -> str:
        """The address of the site that follows every change."""
        return self.url.removesuffix(f"{self.edition}/") if self.edition else self.url

    def edition_with(self, page_url: str, changed: str) -> str:
        """Return the edition that holds a page as it now is: the one being built, or the last. Else nothing."""
        if self.edition:
            return self.edition
        last = self.editions[-1] if self.editions else None
        return last.name if last and last.pages.get(page_url, {}).get("changed") == changed else ""

    def permanent_url(self, page_url: str, changed: str) -> str:
        """Return the address at which a page stays as it is; where no edition has it, its address now."""
        edition = self.edition_with(page_url, changed)
        return f"{self.rolling_url}{edition}/{page_url}" if edition else self.url + page_url


def load(root: Path) -> Site:
    """Read the settings of the folder that holds mkdocs.yml. Without that file the site has no name."""
    file = root / "mkdocs.yml"
    settings: dict[str, Any] = yaml_load(file.read_text(encoding="utf-8")) if file.is_file() else {}
    name = str(settings.get("site_name") or "")
    return Site(
        name=name,
        author=str(settings.get("site_author") or name),
        url=str(settings.get("site_url") or "https://site.example/").rstrip("/") + "/",
        edition=os.environ.get(EDITION, ""),
        editions=tuple(read_editions(os.environ.get(EDITIONS, ""))),
    )


def read_editions(path: str) -> list[Edition]:
    """Read a file of published editions; without a path there are none."""
    return [Edition(**edition) for edition in json.loads(Path(path).read_text(encoding="utf-8"))] if path else []
