"""CORS: only configured front ends on other hosts are allowed, with the app client's token and never with
cookies."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import django; django.setup()
import json
from django.test import Client

def preflight(origin):
    asked = {"Origin": origin, "Access-Control-Request-Method": "PUT",
             "Access-Control-Request-Headers": "content-type, if-match, x-session-token"}
    told = Client().options("/api/check-ins/01935c3e-0000-7000-8000-000000000001/", headers=asked)
    return {name.lower(): value for name, value in told.items()}

origins = ["https://app.example", "https://evil.example", "https://app.example.evil", "null"]
print(json.dumps({origin: preflight(origin) for origin in origins}))
"""


def preflights(folder: Path, **variables: str) -> Any:
    """The preflight response for each origin, from a separate process, since settings are read once."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "NOTICING_DATA_DIR": str(folder),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("variables", [{}, {"NOTICING_ORIGINS": "https://app.example"}], ids=["off", "on"])
def test_only_a_configured_origin_is_allowed(tmp_path: Path, variables: dict[str, str]) -> None:
    told = preflights(tmp_path, **variables)
    allowed = {origin for origin, headers in told.items() if "access-control-allow-origin" in headers}
    assert allowed == ({"https://app.example"} if variables else set())
    assert not [origin for origin, headers in told.items() if "access-control-allow-credentials" in headers]
    if variables:
        headers = told["https://app.example"]
        assert headers["access-control-allow-origin"] == "https://app.example"
        assert "x-session-token" in headers["access-control-allow-headers"]
        assert "cookie" not in headers["access-control-allow-headers"]
        assert "PUT" in headers["access-control-allow-methods"]
