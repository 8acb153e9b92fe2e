"""The commands, options, settings and metrics in docs/operate.md exist."""

import re

import pytest
from django.core.management import get_commands, load_command_class

from backend.backups.expiry import KEEP_KEYS
from backend.new_secrets import MADE
from tests.services.chromium import ROOT

MANUAL = (ROOT / "docs" / "operate.md").read_text()
SOURCES = [ROOT / "docker-compose.yml", ROOT / ".env.example", *(ROOT / "backend").glob("*.py")]


def test_every_command_exists() -> None:
    named = set(re.findall(r"\bmanage(?:\.py)? ([a-z_]+)", MANUAL)) - {"stands"}
    assert {"backup", "restore", "migrate", "rotate_sealing_keys", "worker_health"} <= named
    assert named <= get_commands().keys()


@pytest.mark.parametrize(
    ("command", "option"),
    [("backup", "--keep-keys-days"), ("restore", "--keep-shares"), ("restore", "--erasures")],
)
def test_every_option_exists(command: str, option: str) -> None:
    parser = load_command_class("backend.backups", command).create_parser("manage.py", command)
    assert option in MANUAL
    assert option in parser.format_help()


def test_every_setting_exists() -> None:
    read = "".join(path.read_text() for path in SOURCES)
    for name in set(re.findall(r"NOTICING_([A-Z_]+)", MANUAL)):
        assert name in read, name


def test_every_metric_exists() -> None:
    shown = (ROOT / "backend" / "monitoring" / "metrics.py").read_text()
    for name in set(re.findall(r"`(noticing_[a-z_]+)", MANUAL)):
        assert f'"{name}"' in shown, name


def test_it_says_how_long_keys_files_are_kept() -> None:
    assert f"**Keys files are kept for {KEEP_KEYS} days.**" in MANUAL
    assert {"NOTICING_SEALING_KEYS", "NOTICING_BACKUP_KEYS"} <= MADE.keys()
