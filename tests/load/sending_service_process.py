"""Controls the stand-in push service, which is a separate process."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from tests.load.designs import ROOT
from tests.load.sending_devices import HOST, LOCAL
from tests.services.ending import with_parent


class Report(NamedTuple):
    """The messages since the last report, all decrypted and checked."""

    messages: int
    #: How many a phone would show.
    topics: int
    #: How many of them were checked when they came.
    sampled: int
    complaints: list[str]
    #: When each came, seconds since 1970.
    arrivals: list[float]
    #: Of the service since it began.
    processor_seconds: float


class StandIn:
    """Starts at once; call `stop` at the end."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="noticing-load-push-")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.load.sending_service", self.folder.name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=with_parent,
        )
        self.port = int(self._heard()["port"])

    @property
    def environment(self) -> dict[str, str]:
        """For a process that may send here, by whatever client."""
        trusted = str(Path(self.folder.name) / "ca.pem")
        return {
            "NOTICING_PUSH_EXTRA_HOSTS": f"{HOST}=127.0.0.1:{self.port}",
            "SSL_CERT_FILE": trusted,
            "REQUESTS_CA_BUNDLE": trusted,
        }

    @property
    def local(self) -> str:
        """Its origin, for a client that looks names up."""
        return f"https://{LOCAL}:{self.port}"

    def report(self) -> Report:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return Report(**self._heard())

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()
        self.folder.cleanup()

    def _heard(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the stand-in push service ended")
        heard: dict[str, Any] = json.loads(line)
        return heard


def all_well(report: Report, sent: int) -> None:
    """Raise RuntimeError unless every message arrived exactly once and is valid."""
    if (report.messages, report.topics, report.complaints) != (sent, sent, []):
        told = f"{report.messages} messages, {report.topics} topics, {sent} sent; {report.complaints}"
        raise RuntimeError(f"not what was to be sent: {told}")
