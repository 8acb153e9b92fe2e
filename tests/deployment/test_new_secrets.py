"""`python -m backend.new_secrets` prints secrets in the format of .env."""

import subprocess
import sys
from urllib.parse import quote

from backend import keys
from backend.new_secrets import MADE
from tests.services.chromium import ROOT

CHECKS = {
    "NOTICING_SECRET_KEY": keys.secret_key,
    "NOTICING_SEALING_KEYS": keys.sealing_key,
    "NOTICING_VAPID_PRIVATE_KEYS": keys.vapid_key,
    "NOTICING_BACKUP_KEYS": keys.backup_key,
}


def made() -> dict[str, str]:
    """The output of the command in .env.example, which needs no settings."""
    command = [sys.executable, "-m", "backend.new_secrets"]
    done = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, text=True, check=True)
    return dict(line.split("=", 1) for line in done.stdout.splitlines())


def test_each_secret_is_valid_and_new_each_time() -> None:
    first, second = made(), made()
    assert list(first) == list(MADE)
    assert not set(first.values()) & set(second.values())
    for name, value in first.items():
        CHECKS.get(name, str)(value)
        assert len(value) >= 43
        # It needs no escaping in a URL or in a line of .env.
        assert quote(value, safe="") == value
