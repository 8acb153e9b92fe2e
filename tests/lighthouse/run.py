"""Lighthouse on the built app, as on a mid-range phone with a slow network: the median of five visits.

`make lighthouse`. Fails when performance is under 98 of 100, or accessibility or best practices under 100.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from tests.services import chromium
from tests.services.node import SEARCH, install, node
from tests.services.serving import Serving

HERE = Path(__file__).parent
CLI = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100}
VISITS = 5


def visit(origin: str, browser: Path, report: Path) -> dict[str, Any]:
    """One run of Lighthouse with its default, mobile; the full report is saved to `report`."""
    flags = " ".join(["--headless=new", *chromium.FLAGS])
    command = [
        *(node() or "node", str(CLI), f"{origin}/", "--quiet", "--output=json", f"--output-path={report}"),
        *(f"--only-categories={','.join(LEAST)}", f"--chrome-flags={flags}"),
    ]
    environment = os.environ | {"CHROME_PATH": str(browser), "PATH": SEARCH}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=180)
    if done.returncode:
        raise SystemExit(f"lighthouse: {done.stderr[-2000:]}")
    content: dict[str, Any] = json.loads(report.read_text())
    return content


def scores(report: dict[str, Any]) -> dict[str, float]:
    return {name: report["categories"][name]["score"] * 100 for name in LEAST}


def findings(report: dict[str, Any]) -> list[str]:
    """The audits that cost a point or more."""
    weighed = [each for name in LEAST for each in report["categories"][name]["auditRefs"] if each["weight"]]
    audits = [report["audits"][each["id"]] for each in weighed]
    return [f"  {audit['title']}: {audit['score']}" for audit in audits if (audit["score"] or 0) < 0.9]


def main() -> int:
    install(HERE)
    folder = chromium.BUILD / "lighthouse"
    folder.mkdir(parents=True, exist_ok=True)
    browser = chromium.find()
    with TemporaryDirectory(prefix="noticing-lighthouse-") as data:
        serving = Serving(Path(data)).start()
        try:
            reports = [visit(serving.origin, browser, folder / f"{n}.json") for n in range(1, VISITS + 1)]
        finally:
            serving.stop()
    medians = {name: median(scores(report)[name] for report in reports) for name in LEAST}
    for name, score in medians.items():
        sys.stdout.write(f"{name}: {score:.0f} of 100 (at least {LEAST[name]})\n")
    low = [name for name, score in medians.items() if score < LEAST[name]]
    if low:
        sys.stdout.write("\n".join([f"too low: {', '.join(low)}", *findings(reports[0])]) + "\n")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
