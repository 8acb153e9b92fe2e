"""Behind https every cookie is Secure with the matching prefix, and links begin with the public URL."""

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
viewer = Client()
viewer.cookies = opened.cookies
ended = cookies(viewer.delete(f"/api/shared/{share_id}/viewing/", **secure))
print(json.dumps({"cookies": said, "link": made["link"], "share": share_id, "ended": ended}))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Responses of a service behind https, in a separate process, since settings are read once."""
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


COOKIES = {
    "__Host-noticing-session": {"Path=/", "SameSite=Lax", "HttpOnly"},
    "__Host-noticing-csrf": {"Path=/", "SameSite=Lax"},
    # RFC 6265bis section 4.1.3: __Host- would require the path `/`.
    "__Secure-noticing-shared": {"Path=/api/shared/{share}/", "SameSite=Strict", "HttpOnly"},
}


@pytest.mark.parametrize("name", COOKIES)
def test_every_cookie_is_limited_to_https_and_this_host(said: Any, name: str) -> None:
    cookie = said["cookies"][name]
    parts = {part.strip() for part in cookie.split(";")}
    assert {"Secure", *(part.format(share=said["share"]) for part in COOKIES[name])} <= parts
    assert ("HttpOnly" in parts) == ("HttpOnly" in COOKIES[name])
    assert "Domain" not in cookie


def test_no_other_cookie_is_set(said: Any) -> None:
    assert set(said["cookies"]) == set(COOKIES)


def test_ending_a_viewing_deletes_its_cookie_with_the_same_attributes(said: Any) -> None:
    (cookie,) = said["ended"].values()
    assert "Secure" in cookie
    assert "Max-Age=0" in cookie
    assert f"Path=/api/shared/{said['share']}/" in cookie
    assert "SameSite=Strict" in cookie


def test_a_link_begins_with_the_public_url(said: Any) -> None:
    assert said["link"].startswith("https://noticing.example/s#")
