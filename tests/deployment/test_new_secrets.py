"""`python -m backend.new_secrets`: what a new .env needs, ready to be added to it."""

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
    """By the very command that .env.example names, which needs no settings."""
    command = [sys.executable, "-m", "backend.new_secrets"]
    done = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, text=True, check=True)
    return dict(line.split("=", 1) for line in done.stdout.splitlines())


def test_each_is_fit_for_its_place_and_new_each_time() -> None:
    first, second = made(), made()
    assert list(first) == list(MADE)
    assert not set(first.values()) & set(second.values())
    for name, value in first.items():
        CHECKS.get(name, str)(value)
        assert len(value) >= 43
        # As it is, it can stand in a URL and in a line of .env.
        assert quote(value, safe="") == value
