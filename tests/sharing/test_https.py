"""On https every cookie is Secure and has the __Host- prefix, and links begin with the public URL."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json
from django.core.management import call_command
import django; django.setup()
call_command("migrate", verbosity=0)
from tests.conftest import PASSWORD, make_person
from django.test import Client
secure = dict(secure=True, headers={"host": "noticing.example"})

def cookies(answer):
    return {name: cookie.OutputString() for name, cookie in answer.cookies.items()}

anyone = Client()
said = cookies(anyone.get("/api/me/", **secure))
make_person("alice")
body = {"username": "alice", "password": PASSWORD}
signed_in = anyone.post("/_allauth/browser/v1/auth/login", body, "application/json", **secure)
said |= cookies(signed_in)
body = {"label": "M.", "sections": ["words"], "expires_at": EXPIRES}
made = anyone.post("/api/shares/", body, "application/json", **secure).json()
share_id, secret = made["link"].split("#")[1].split(".")
opened = Client().post("/api/viewings/", {"share": share_id, "secret": secret}, "application/json", **secure)
said |= cookies(opened)
ended = cookies(Client().delete("/api/viewings/", **secure))
print(json.dumps({"cookies": said, "link": made["link"], "ended": ended}))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a service behind https says; a process of its own, since settings are read once."""
    folder = tmp_path_factory.mktemp("https")
    expires = (datetime.now(tz=UTC) + timedelta(days=1)).isoformat()
    environment = {
        **{name: value for name, value in os.environ.items() if name != "NOTICING_DATABASE_URL"},
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "NOTICING_PUBLIC_URL": "https://noticing.example",
        "NOTICING_DATA_DIR": str(folder),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("EXPIRES", repr(expires))],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("name", "readable", "same_site"),
    [("session", False, "Lax"), ("csrf", True, "Lax"), ("viewing", False, "Strict")],
)
def test_every_cookie_keeps_to_https_and_to_this_host(
    said: Any, name: str, readable: bool, same_site: str
) -> None:
    cookie = said["cookies"][f"__Host-noticing-{name}"]
    parts = {part.strip() for part in cookie.split(";")}
    assert {"Secure", "Path=/", f"SameSite={same_site}"} <= parts
    assert ("HttpOnly" in parts) is not readable
    assert "Domain" not in cookie


def test_there_are_no_others(said: Any) -> None:
    assert {name.removeprefix("__Host-noticing-") for name in said["cookies"]} == {
        "session",
        "csrf",
        "viewing",
    }


def test_to_end_a_viewing_takes_its_cookie_back_as_it_was_given(said: Any) -> None:
    (cookie,) = said["ended"].values()
    assert "Secure" in cookie
    assert "Max-Age=0" in cookie
    assert "SameSite=Strict" in cookie


def test_a_link_begins_with_the_public_url(said: Any) -> None:
    assert said["link"].startswith("https://noticing.example/s#")
