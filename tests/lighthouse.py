"""What Lighthouse makes of the built site: its phone profile, with a slow network and processor simulated.

Run it after ``make site``: ``python tests/lighthouse.py [ADDRESS …]``; without addresses it takes one page of
each kind that matters most. It needs node and the program ``lighthouse``, on the path or named by LIGHTHOUSE,
and prints a table: the four scores, the measures a reader feels, what crossed the network, and how fast
Lighthouse found the machine (its benchmarkIndex). It is a measurement and not a test: the score of performance
depends on the machine, which must be otherwise idle. Lighthouse takes it for a fast desktop and slows the page
down by 4, or by SLOWDOWN. A phone of the middle class has an index of 1,000 by Chrome's own calibration, so on
a machine with an index of 1,300 SLOWDOWN=1.3 is such a phone.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO

from conftest import CHROMIUM, ROOT

PAGES = ["", "concepts/trust/", "legislation/care-act-2014/", "case-studies/adult-a/", "reference/bibliography/"]
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
COMPRESSED = {".css", ".html", ".js", ".json", ".svg", ".xml"}


class Host(SimpleHTTPRequestHandler):
    """Serves files as hosts of static sites do: text compressed."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> BytesIO | BinaryIO | None:
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if path.is_dir() else path
        if not file.is_file() or file.suffix not in COMPRESSED:
            return super().send_head()
        body = gzip.compress(file.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        return BytesIO(body)

    def log_message(self, *_: object) -> None:
        pass


def measure(url: str) -> dict[str, Any]:
    """Run Lighthouse once and return its report."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        subprocess.run(
            [
                os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse") or sys.exit("lighthouse is not installed"),
                url,
                "--quiet",
                "--output=json",
                f"--output-path={report}",
                f"--only-categories={','.join(CATEGORIES)}",
                f"--throttling.cpuSlowdownMultiplier={os.environ.get('SLOWDOWN', '4')}",
                "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-background-networking",
            ],
            env={**os.environ, "CHROME_PATH": CHROMIUM or ""},
            check=True,
        )
        result: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return result


def row(address: str, report: dict[str, Any]) -> str:
    """Return the line of the table for one page, and a line for each thing that Lighthouse would change."""
    scores = [f"{100 * report['categories'][name]['score']:5.0f}" for name in CATEGORIES]
    audits = report["audits"]
    requests = audits["network-requests"]["details"]["items"]
    weight = sum(each.get("transferSize", 0) for each in requests) / 1000
    figures = (
        f"{audits['largest-contentful-paint']['numericValue'] / 1000:6.2f}"
        f"{audits['total-blocking-time']['numericValue']:7.0f}{audits['cumulative-layout-shift']['numericValue']:7.3f}"
        f"{weight:8.0f}{len(requests):6}{report['environment']['benchmarkIndex']:7.0f}"
    )
    weighty = {
        each["id"]
        for name in CATEGORIES
        for each in report["categories"][name]["auditRefs"]
        if each["weight"] and (audits[each["id"]]["score"] or 0) < 0.9 and audits[each["id"]]["score"] is not None
    }
    faults = "".join(f"\n    {name}: {audits[name].get('displayValue') or ''}" for name in sorted(weighty))
    return f"{address or 'home':28}{''.join(scores)}{figures}{faults}"


def main() -> None:
    """Serve the built site, measure, and print."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *given: Host(*given, directory=str(ROOT / "site")))
    Thread(target=server.serve_forever, daemon=True).start()
    print(
        f"{'page':28}{'perf':>5}{'a11y':>5}{'best':>5}{'seo':>5}{'LCP s':>6}{'TBT ms':>7}{'CLS':>7}{'kB':>8}{'reqs':>6}{'index':>7}"
    )
    for address in sys.argv[1:] or PAGES:
        print(row(address, measure(f"http://127.0.0.1:{server.server_port}/{address}")), flush=True)


if __name__ == "__main__":
    main()
