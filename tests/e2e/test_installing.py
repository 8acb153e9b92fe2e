"""Installing the app on the home screen: what browsers require for it, and the security headers."""

import struct
from collections.abc import Callable
from typing import Any

import pytest
import requests
from playwright.sync_api import expect

from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_reminders import IPHONE
from tests.e2e.texts import codes, text
from tests.services.serving import Serving


@pytest.fixture(scope="module")
def manifest(server: Serving) -> dict[str, Any]:
    answer = requests.get(f"{server.origin}/manifest.webmanifest", timeout=10)
    assert answer.headers["Content-Type"].startswith(("application/manifest+json", "application/json"))
    content: dict[str, Any] = answer.json()
    return content


def png_size(content: bytes) -> str:
    """From the header (PNG, 11.2.2)."""
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    return f"{width}x{height}"


def test_the_manifest_has_what_a_home_screen_needs(manifest: dict[str, Any]) -> None:
    assert manifest["display"] == "standalone"
    assert manifest["start_url"].startswith("/")
    assert [shortcut["name"] for shortcut in manifest["shortcuts"]] == ["Check in", "Settle"]
    purposes = {icon.get("purpose", "any") for icon in manifest["icons"]}
    assert {"any", "maskable"} <= purposes
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}


def test_every_icon_exists_in_its_declared_size(server: Serving, manifest: dict[str, Any]) -> None:
    shortcuts = [icon for shortcut in manifest["shortcuts"] for icon in shortcut["icons"]]
    for icon in [*manifest["icons"], *shortcuts]:
        answer = requests.get(server.origin + icon["src"], timeout=10)
        assert answer.status_code == 200, icon
        if icon["src"].endswith(".png"):
            assert png_size(answer.content) == icon["sizes"]
    assert requests.get(f"{server.origin}/icons/apple-touch-icon.png", timeout=10).status_code == 200


def test_chromium_considers_the_app_installable(phone: Phone) -> None:
    phone.wait_for_shell()
    session = phone.context.new_cdp_session(phone.page)
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Playwright's contexts are like private windows, where nothing can be installed.
    assert [error["errorId"] for error in errors if error["errorId"] != "in-incognito"] == []
    assert session.send("Page.getAppManifest")["errors"] == []


def test_the_shortcuts_open_their_screens(phone: Phone, manifest: dict[str, Any]) -> None:
    for shortcut, key in zip(manifest["shortcuts"], ("now.title", None), strict=True):
        phone.page.goto(phone.origin + shortcut["url"])
        if key:
            expect(phone.heading(key)).to_be_visible()
        else:
            expect(phone.words("settle.step", n=1, of=len(codes("settling")))).to_be_visible()


def test_the_service_worker_serves_the_page_from_the_second_start_on(phone: Phone) -> None:
    phone.wait_for_shell()
    phone.page.reload()
    assert phone.page.evaluate("navigator.serviceWorker.controller.scriptURL") == f"{phone.origin}/sw.js"


@pytest.mark.parametrize(
    "path", ["/", "/s", "/sw.js", "/manifest.webmanifest", "/api/me/", "/api/content/", "/nowhere"]
)
def test_every_answer_carries_the_secure_headers(server: Serving, path: str) -> None:
    headers = requests.get(server.origin + path, timeout=10).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy or "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in headers


def an_iphone(new_phone: Callable[..., Phone], standalone: bool) -> Phone:
    phone = new_phone(user_agent=IPHONE)
    seen = f"navigator.standalone = {str(standalone).lower()};"
    phone.context.add_init_script(f"delete window.PushManager; delete window.Notification; {seen}")
    phone.page.reload()
    return phone


def test_an_iphone_is_offered_the_home_screen_before_the_first_entry(new_phone: Callable[..., Phone]) -> None:
    phone = an_iphone(new_phone, standalone=False)
    offer = phone.page.get_by_role("complementary", name=text("homeScreen.title"))
    expect(offer).to_be_visible()
    assert look_at(phone, "home-screen-first") == []
    phone.room("you")
    expect(phone.heading("you.title")).to_be_visible()
    expect(offer).to_have_count(0)
    phone.room("now")
    phone.notice("ease")
    phone.room("now")
    expect(phone.words("now.earlier")).to_be_visible()
    expect(offer).to_have_count(0)


def test_one_can_stay_in_the_browser_and_is_not_asked_again(new_phone: Callable[..., Phone]) -> None:
    phone = an_iphone(new_phone, standalone=False)
    phone.button("homeScreen.stay").click()
    expect(phone.heading("now.title")).to_be_visible()
    phone.page.reload()
    phone.page.wait_for_load_state("networkidle")
    expect(phone.words("homeScreen.text")).to_have_count(0)


def test_the_app_on_the_home_screen_and_other_phones_are_offered_nothing(
    new_phone: Callable[..., Phone], phone: Phone
) -> None:
    for each in (an_iphone(new_phone, standalone=True), phone):
        each.page.wait_for_load_state("networkidle")
        expect(each.heading("now.title")).to_be_visible()
        expect(each.words("homeScreen.text")).to_have_count(0)
