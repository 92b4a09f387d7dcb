"""What time does: addresses outside are asked, here of a server of our own, and overdue reviews are listed."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import FRONT_MATTER, MakeSite, page
from kb.cli import main

ENTRY = """@online{{{key}, author = {{A, B}}, title = {{{key}}}, url = {{{url}}}, consulted = {{extract}},
  consulteddate = {{2026-11-21}}, evidence = {{policy}}, nation = {{UK}}, annotation = {{For a test.}}}}
"""


class Outside(BaseHTTPRequestHandler):
    """/200 answers so, /404 so; /get answers only GET; /robots refuses."""

    def do_HEAD(self) -> None:
        self.answer({"/get": 405, "/robots": 403}.get(self.path))

    def do_GET(self) -> None:
        self.answer({"/get": 200, "/robots": 403}.get(self.path))

    def answer(self, status: int | None) -> None:
        self.send_response(status or int(self.path[1:]))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def outside() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Outside)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def upkeep(root: Path) -> Result:
    return CliRunner().invoke(main, ["upkeep", "--root", str(root)])


def test_what_is_gone_is_listed_with_its_places(make_site: MakeSite, outside: str) -> None:
    entries = "".join(
        ENTRY.format(key=f"of{name}", url=f"{outside}/{name}") for name in ("200", "404", "get", "robots")
    )
    body = f"[There]({outside}/200) and [not]({outside}/410), [twice]({outside}/404).\n\n    code {outside}/404"
    result = upkeep(make_site({"index.md": page(body)}, entries))
    assert result.exit_code == 1
    assert result.output.splitlines()[0] == "## Addresses that no longer answer (2)"
    assert f"- <{outside}/404>: answers 404; in `of404`, `docs/index.md:9`" in result.output
    assert f"- <{outside}/410>: answers 410; in `docs/index.md:9`" in result.output


def test_overdue_reviews_are_listed(make_site: MakeSite) -> None:
    old = FRONT_MATTER.replace("reviewed: 2026-11-21", "reviewed: 2019-11-21")
    result = upkeep(make_site({"index.md": old + "Text."}, ""))
    assert result.exit_code == 1
    assert '- `docs/index.md`: "reviewed" is 2019-11-21, more than twelve months ago' in result.output


def test_with_nothing_to_do_it_says_so(make_site: MakeSite, outside: str) -> None:
    result = upkeep(make_site({"index.md": page(f"<{outside}/200>")}, ""))
    assert (result.exit_code, result.output) == (0, "Nothing is left to do.\n")


def test_without_network_nothing_is_called_dead(make_site: MakeSite) -> None:
    result = upkeep(make_site({"index.md": page("<http://127.0.0.1:9/>")}, ""))
    assert result.exit_code == 2
    assert "no host answered, so there is no network: http://127.0.0.1:9/" in result.output
