"""The app lock: stored entries are sealed, and one can check in while it is closed."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Download, Locator, Page, expect

from tests.e2e.account import PASSWORD, Account
from tests.e2e.phone import Phone
from tests.e2e.proofs import old_export
from tests.e2e.slow import patience
from tests.e2e.test_for_everyone import look_at
from tests.e2e.texts import label, text

WORDS = "as if somebody sat on my chest"
PASSPHRASE = "vier Wörter am Fenster"
PIN = "2580"
AS_IT_CLOSED = "what I was writing when the door opened"
#: The content of all browser stores, as somebody with a copy of the profile could read it.
EVERYTHING = """async () => {
  const db = await openStore();
  const all = [];
  for (const table of db.objectStoreNames) {
    const reading = db.transaction(table).objectStore(table).getAll();
    all.push(...await new Promise((resolve) => { reading.onsuccess = () => resolve(reading.result); }));
  }
  db.close();
  const bytes = (_, value) => value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value;
  return JSON.stringify([all, {...localStorage}, {...sessionStorage}], bytes);
}"""


#: A request with the cookie only, as from the address bar.
ASK = "path => fetch(path).then((answer) => answer.status)"


def everything(phone: Phone) -> str:
    found: str = phone.page.evaluate(EVERYTHING)
    return found


def days(phone: Phone) -> Locator:
    """The calendar's days with entries."""
    return phone.page.get_by_role("gridcell").get_by_role("link", name=re.compile(r", \d+ "))


def choose(phone: Phone, way: str) -> None:
    phone.page.get_by_role("radio", name=text(f"lock.{way}")).check()


def type_new(phone: Phone, way: str, secret: str) -> None:
    for name in (text(f"lock.{way}"), text("lock.again")):
        phone.page.locator("input[type=password]").and_(phone.page.get_by_label(name, exact=True)).fill(
            secret
        )


def put_on(phone: Phone, way: str = "passphrase", secret: str = PASSPHRASE) -> None:
    phone.open("/you/lock")
    choose(phone, way)
    type_new(phone, way, secret)
    phone.button("lock.putOn").click()
    expect(phone.words("lock.isOn")).to_be_visible(timeout=patience(20))


def give(phone: Phone, secret: str, way: str = "passphrase") -> None:
    phone.page.get_by_label(text(f"lock.yours.{way}"), exact=True).fill(secret)
    phone.button("lock.open").click()


def keep_words(phone: Phone) -> str:
    phone.open("/")
    id = phone.notice("chest-tightness")
    phone.answer_and_leave(WORDS)
    return id


@pytest.fixture
def robin(phone: Phone, username: str) -> Account:
    """A signed-in account with words on the server."""
    account = Account.sign_up(phone.origin, username)
    phone.sign_in(username)
    keep_words(phone)
    phone.wait_until_stored()
    return account


def test_entries_are_sealed_and_open_only_with_the_passphrase(phone: Phone, robin: Account) -> None:
    assert WORDS in everything(phone)
    put_on(phone)
    phone.screenshot("lock-on")
    for clear in (WORDS, "chest-tightness", PASSPHRASE):
        assert clear not in everything(phone)
    phone.page.reload()
    phone.open("/look-back")
    expect(phone.heading("lock.closedTitle")).to_be_visible()
    phone.screenshot("lock-closed")
    expect(phone.quoted(WORDS)).to_have_count(0)
    give(phone, "etwas anderes")
    expect(phone.words("lock.wrong")).to_be_visible(timeout=patience(20))
    give(phone, PASSPHRASE)
    expect(phone.heading("lookBack.title")).to_be_visible(timeout=patience(20))
    expect(days(phone)).to_have_count(1)


#: As with a full disk: writing an entry fails.
FULL = """() => {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...given) {
    if (this.name === 'entries') throw new DOMException('It is full.', 'QuotaExceededError');
    return put.apply(this, given);
  };
}"""


def test_the_lock_counts_as_on_only_once_everything_is_sealed(phone: Phone) -> None:
    keep_words(phone)
    phone.open("/you/lock")
    phone.page.evaluate(FULL)
    choose(phone, "pin")
    type_new(phone, "pin", PIN)
    phone.button("lock.putOn").click()
    expect(phone.words("problems.general")).to_be_visible(timeout=patience(20))
    expect(phone.words("lock.opensBy.pin")).to_be_visible()
    expect(phone.words("lock.onLead")).to_have_count(0)
    phone.open("/you")
    phone.open("/you/lock")
    expect(phone.words("form.working")).to_be_visible()
    expect(phone.words("lock.onLead")).to_have_count(0)


def test_a_check_in_made_while_locked_is_sent_once_unlocked(phone: Phone, robin: Account) -> None:
    put_on(phone)
    phone.page.reload()
    phone.open("/")
    expect(phone.heading("now.title")).to_be_visible()
    expect(phone.page.get_by_role("heading", name=text("now.earlier"))).to_have_count(0)
    phone.lose_network()
    id = phone.notice("jaw-tension", strength=8)
    expect(phone.words("lock.keptLead")).to_be_visible()
    phone.screenshot("lock-kept")
    assert "jaw-tension" not in everything(phone)
    phone.find_network()
    give(phone, PASSPHRASE)
    expect(phone.link("kept.curious")).to_be_visible(timeout=patience(20))
    phone.wait_until_stored()
    kept = robin.ask("GET", f"/api/check-ins/{id}/")
    assert kept["sensations"][0]["code"] == "jaw-tension"


def test_the_cookie_of_a_locked_phone_gives_no_access(phone: Phone, robin: Account) -> None:
    put_on(phone)
    phone.wait_until_stored()
    phone.watch.expect(403, "/api/.*")
    assert phone.page.evaluate(ASK, "/api/changes/?after=0") == 403
    assert phone.page.evaluate(ASK, "/api/check-ins/") == 403
    assert phone.page.evaluate(ASK, "/api/export/?as=json") == 403


def put_on_off_line(phone: Phone) -> None:
    phone.open("/you/lock").wait_for_shell()
    phone.page.wait_for_load_state("networkidle")
    phone.lose_network()
    put_on(phone)


def test_off_line_the_screen_says_that_the_lock_is_on_this_phone_only(phone: Phone, robin: Account) -> None:
    put_on_off_line(phone)
    expect(phone.words("lock.unbound")).to_be_visible()
    phone.screenshot("lock-unbound")
    phone.find_network()
    expect(phone.words("lock.unbound")).to_have_count(0, timeout=patience(20))
    phone.open("/you/happened")
    expect(phone.words("happened.what.lock-put-on")).to_be_visible()


def test_a_lock_set_off_line_locks_the_session_once_there_is_a_network(phone: Phone, robin: Account) -> None:
    phone.watch.expect(403, "/api/.*")
    put_on_off_line(phone)
    phone.button("lock.closeNow").click()
    expect(phone.heading("lock.closedTitle")).to_be_visible()
    phone.find_network()
    closed = False
    for _ in range(int(patience(10) / 100)):
        if closed := phone.page.evaluate(ASK, "/api/check-ins/") == 403:
            break
        phone.page.wait_for_timeout(100)
    assert closed
    phone.page.reload()
    give(phone, PASSPHRASE)
    expect(phone.words("lock.onLead")).to_be_visible(timeout=patience(20))
    phone.wait_until_stored()


def test_an_export_works_with_a_lock(phone: Phone, robin: Account) -> None:
    put_on(phone)
    phone.wait_until_stored()
    phone.open("/you/data")
    expect(phone.words("data.takeServer")).to_be_visible()
    old_export(phone)
    phone.button("data.take").click()
    phone.page.get_by_label(text("form.password"), exact=True).fill(PASSWORD)
    with phone.page.expect_download() as download:
        phone.button("password.submit").click()
    expect(phone.words("data.taken")).to_be_visible()
    (kept,) = json.loads(download.value.path().read_text())["entries"]["check-ins"]
    assert WORDS in json.dumps(kept)


def test_an_export_from_the_phone_asks_for_the_locks_secret(phone: Phone) -> None:
    keep_words(phone)
    put_on(phone)
    phone.open("/you/data")
    files: list[Download] = []
    phone.page.on("download", lambda file: files.append(file))
    phone.button("data.take").click()
    ask = phone.page.get_by_label(text("lock.yours.passphrase"), exact=True)
    ask.fill("something else")
    phone.button("password.submit").click()
    expect(phone.words("lock.wrong")).to_be_visible(timeout=patience(20))
    phone.screenshot("copy-asks")
    phone.button("password.cancel").click()
    phone.button("data.take").click()
    assert files == []
    ask.fill(PASSPHRASE)
    with phone.page.expect_download() as download:
        phone.button("password.submit").click()
    expect(phone.words("data.taken")).to_be_visible()
    assert WORDS in download.value.path().read_text()


def test_unfinished_words_are_hidden_by_the_lock_and_restored(phone: Phone) -> None:
    put_on(phone)
    phone.open("/words")
    phone.textbox(text("ownWords.title")).fill(WORDS)
    phone.open("/you/lock")
    phone.button("lock.closeNow").click()
    expect(phone.heading("lock.closedTitle")).to_be_visible()
    phone.open("/")
    expect(phone.quoted(WORDS)).to_have_count(0)
    assert WORDS not in everything(phone)
    phone.room("you")
    give(phone, PASSPHRASE)
    expect(phone.heading("you.title")).to_be_visible(timeout=patience(20))
    phone.room("now")
    expect(phone.page.get_by_role("link", name=WORDS)).to_be_visible()


def test_five_wrong_pins_cause_a_wait(phone: Phone) -> None:
    phone.page.clock.install()
    phone.page.reload()
    put_on(phone, "pin", PIN)
    phone.button("lock.closeNow").click()
    phone.room("lookBack")
    for _ in range(5):
        give(phone, "0000", "pin")
        expect(phone.words("lock.wrong")).to_be_visible(timeout=patience(20))
        expect(phone.button("lock.open")).to_be_visible()
    announced = phone.page.get_by_role("main").locator("p.unseen[role=status]")
    ticking = phone.page.get_by_role("main").locator("p:not([role])", has_text=text("lock.wait", n="")[:20])
    expect(announced).to_have_text(text("lock.wait", n=30))
    phone.screenshot("lock-wait")
    phone.page.clock.fast_forward(12_000)
    expect(ticking).not_to_have_text(text("lock.wait", n=30))
    expect(announced).to_have_text(text("lock.wait", n=30))
    phone.page.clock.fast_forward(20_000)
    expect(announced).to_be_empty()
    for tries, wait in ((6, text("lock.wait", n=60)), (7, text("lock.waitMinutes", n=2))):
        give(phone, "0000", "pin")
        expect(announced).to_have_text(wait, timeout=patience(20))
        phone.page.clock.fast_forward(2 ** (tries - 5) * 31_000)
        expect(announced).to_be_empty()
    give(phone, PIN, "pin")
    expect(phone.heading("lookBack.title")).to_be_visible(timeout=patience(20))


def test_a_passkey_opens_the_lock(phone: Phone) -> None:
    with_passkeys(phone.page)
    keep_words(phone)
    phone.open("/you/lock")
    choose(phone, "passkey")
    phone.button("lock.putOn").click()
    expect(phone.words("lock.opensBy.passkey")).to_be_visible(timeout=patience(20))
    assert WORDS not in everything(phone)
    phone.button("lock.closeNow").click()
    phone.room("lookBack")
    expect(phone.heading("lock.closedTitle")).to_be_visible()
    phone.button("lock.open").click()
    expect(phone.heading("lookBack.title")).to_be_visible(timeout=patience(20))
    expect(days(phone)).to_have_count(1)


def test_a_passkey_without_prf_is_refused_and_nothing_is_locked(phone: Phone) -> None:
    with_passkeys(phone.page, prf=False)
    phone.open("/you/lock")
    choose(phone, "passkey")
    phone.button("lock.putOn").click()
    expect(phone.words("lock.noPrf")).to_be_visible()
    phone.room("now")
    phone.notice("ease")
    expect(phone.link("kept.curious")).to_be_visible()


def with_passkeys(page: Page, prf: bool = True) -> None:
    """Chromium's own authenticator for tests."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        "hasPrf": prf,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_the_lock_closes_by_itself(phone: Phone) -> None:
    phone.page.clock.install()
    put_on(phone)
    phone.page.get_by_role("radio", name=text("lock.after", n=1)).check()
    expect(phone.page.get_by_role("radio", name=text("lock.after", n=1))).to_be_checked()
    phone.open("/look-back")
    phone.page.clock.run_for(50_000)
    expect(phone.heading("lookBack.title")).to_be_visible()
    phone.page.clock.run_for(70_000)
    expect(phone.heading("lock.closedTitle")).to_be_visible()


def test_a_touch_postpones_closing_the_lock(phone: Phone) -> None:
    phone.page.clock.install()
    put_on(phone)
    phone.page.get_by_role("radio", name=text("lock.after", n=1)).check()
    expect(phone.page.get_by_role("radio", name=text("lock.after", n=1))).to_be_checked()
    phone.open("/look-back")
    for _ in range(3):
        phone.page.clock.run_for(50_000)
        expect(phone.heading("lookBack.title")).to_be_visible()
        phone.page.mouse.click(200, 300)
    phone.page.clock.run_for(70_000)
    expect(phone.heading("lock.closedTitle")).to_be_visible()


#: The browser's event when the person switches to another app or tab.
OUT_OF_SIGHT = """() => {
  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def closes_out_of_sight(phone: Phone) -> None:
    put_on(phone)
    phone.page.get_by_role("radio", name=text("lock.outOfSight")).check()
    expect(phone.page.get_by_role("radio", name=text("lock.outOfSight"))).to_be_checked()


def test_the_lock_can_close_as_soon_as_the_app_is_hidden(phone: Phone) -> None:
    closes_out_of_sight(phone)
    phone.open("/look-back")
    expect(phone.heading("lookBack.title")).to_be_visible()
    phone.page.evaluate(OUT_OF_SIGHT)
    expect(phone.heading("lock.closedTitle")).to_be_visible()


def test_unfinished_words_are_saved_as_the_lock_closes(phone: Phone) -> None:
    id = keep_words(phone)
    closes_out_of_sight(phone)
    phone.open(f"/entry/{id}/words")
    phone.textbox(text("more.wordsTitle")).fill(AS_IT_CLOSED)
    phone.page.evaluate(OUT_OF_SIGHT)
    expect(phone.heading("lock.closedTitle")).to_be_visible()
    assert AS_IT_CLOSED not in everything(phone)
    phone.page.reload()
    give(phone, PASSPHRASE)
    expect(phone.page.get_by_text(AS_IT_CLOSED)).to_be_visible(timeout=patience(20))


def test_unfinished_words_are_saved_as_another_tab_closes_the_lock(phone: Phone) -> None:
    id = keep_words(phone)
    put_on(phone)
    other = phone.another_tab().open(f"/entry/{id}/words")
    give(other, PASSPHRASE)
    other.textbox(text("more.wordsTitle")).fill(AS_IT_CLOSED)
    phone.button("lock.closeNow").click()
    expect(other.heading("lock.closedTitle")).to_be_visible()
    assert AS_IT_CLOSED not in everything(phone)
    other.page.reload()
    give(other, PASSPHRASE)
    expect(other.page.get_by_text(AS_IT_CLOSED)).to_be_visible(timeout=patience(20))


def test_unfinished_words_are_saved_as_the_lock_closes_after_inactivity(phone: Phone) -> None:
    phone.page.clock.install()
    id = keep_words(phone)
    put_on(phone)
    phone.page.get_by_role("radio", name=text("lock.after", n=1)).check()
    expect(phone.page.get_by_role("radio", name=text("lock.after", n=1))).to_be_checked()
    phone.open(f"/entry/{id}/words")
    phone.textbox(text("more.wordsTitle")).fill(AS_IT_CLOSED)
    phone.page.clock.fast_forward(70_000)
    expect(phone.heading("lock.closedTitle")).to_be_visible()
    phone.page.reload()
    give(phone, PASSPHRASE)
    expect(phone.page.get_by_text(AS_IT_CLOSED)).to_be_visible(timeout=patience(20))


def test_the_lock_can_be_changed_and_removed(phone: Phone, robin: Account) -> None:
    put_on(phone)
    phone.button("lock.change").click()
    phone.page.get_by_label(text("lock.yours.passphrase"), exact=True).fill(PASSPHRASE)
    phone.button("password.submit").click()
    expect(phone.page.get_by_role("radio", name=text("lock.pin"))).to_be_visible(timeout=patience(20))
    choose(phone, "pin")
    type_new(phone, "pin", PIN)
    phone.button("lock.change").click()
    expect(phone.words("lock.opensBy.pin")).to_be_visible(timeout=patience(20))
    phone.button("lock.takeOff").click()
    phone.page.get_by_label(text("lock.yours.pin"), exact=True).fill(PIN)
    phone.button("lock.takeOff").click()
    expect(phone.words("lock.isOff")).to_be_visible(timeout=patience(20))
    assert WORDS in everything(phone)
    phone.page.reload()
    phone.open("/look-back")
    expect(days(phone)).to_have_count(1)
    phone.wait_until_stored()


def test_resetting_a_forgotten_lock_mentions_unsent_entries_and_restores_the_servers_copy(
    phone: Phone, robin: Account
) -> None:
    put_on(phone)
    phone.page.reload()
    phone.open("/")
    expect(phone.heading("now.title")).to_be_visible()
    phone.notice("numbness")
    phone.button("lock.cannot").click()
    expect(phone.words("lock.cannotUnsent", n=1)).to_be_visible()
    phone.screenshot("lock-forgotten")
    phone.button("lock.cannotBack").click()
    expect(phone.button("lock.cannot")).to_be_visible()
    phone.button("lock.cannot").click()
    phone.button("lock.cannotClear").click()
    phone.button("lock.cannotClear").click()
    expect(phone.heading("signIn.title")).to_be_visible(timeout=patience(20))
    phone.fill_credentials(robin.username)
    phone.button("signIn.submit").click()
    expect(phone.words("account.in", username=robin.username)).to_be_visible()
    phone.wait_until_stored()
    phone.open("/look-back")
    expect(days(phone)).to_have_count(1)
    days(phone).click()
    expect(phone.page.get_by_role("link", name=label("sensations", "chest-tightness"))).to_be_visible()
    expect(phone.page.get_by_role("link", name=label("sensations", "numbness"))).to_have_count(0)


def test_the_locks_screens_are_accessible(phone: Phone) -> None:
    phone.notice("ease")
    phone.open("/you/lock")
    choose(phone, "passphrase")
    said = look_at(phone, "lock-none")
    put_on(phone)
    said += look_at(phone, "lock-on")
    phone.button("lock.closeNow").click()
    expect(phone.heading("lock.closedTitle")).to_be_visible()
    said += look_at(phone, "lock-closed")
    phone.button("lock.cannot").click()
    expect(phone.heading("lock.cannotTitle")).to_be_visible()
    said += look_at(phone, "lock-forgotten")
    assert not said, "\n".join(said)


def test_help_stays_available_while_locked(phone: Phone) -> None:
    put_on(phone)
    phone.button("lock.closeNow").click()
    expect(phone.heading("lock.closedTitle")).to_be_visible()
    phone.page.get_by_role("link", name=text("app.tooMuch")).click()
    expect(phone.heading("tooMuch.title")).to_be_visible()


def test_locking_one_tab_locks_the_others(phone: Phone) -> None:
    keep_words(phone)
    other = phone.another_tab().open("/look-back")
    expect(days(other)).to_have_count(1)
    put_on(phone)
    expect(other.heading("lock.closedTitle")).to_be_visible()
    give(other, PASSPHRASE)
    expect(other.heading("lookBack.title")).to_be_visible(timeout=patience(20))
    phone.button("lock.closeNow").click()
    expect(other.heading("lock.closedTitle")).to_be_visible()


def manifest(context: BrowserContext, phone: Phone) -> dict[str, Any]:
    href = phone.page.locator("link[rel=manifest]").get_attribute("href")
    answer: dict[str, Any] = json.loads(context.request.get(f"{phone.origin}{href}").text())
    return answer


def test_another_name_and_icon_before_installing(phone: Phone) -> None:
    phone.open("/you/discreet")
    phone.page.get_by_role("radio", name=text("app.plainName")).check()
    phone.screenshot("discreet")
    phone.button("discreet.take").click()
    expect(phone.page).to_have_title(f"{text('discreet.title')} · {text('app.plainName')}")
    found = manifest(phone.context, phone)
    assert found["name"] == found["short_name"] == "Notes"
    assert "oticing" not in json.dumps(found)
    for icon in [each["src"] for each in found["icons"]] + ["/icons/plain-apple-touch-icon.png"]:
        assert phone.context.request.get(f"{phone.origin}{icon}").status == 200
    assert phone.page.locator("link[rel=icon]").get_attribute("href") == "/icons/plain.svg"
    phone.open("/")
    expect(phone.page.get_by_role("banner")).to_contain_text(text("app.plainName"))
    expect(phone.page.get_by_role("banner")).not_to_contain_text(text("app.name"))
    phone.page.reload()
    expect(phone.page).to_have_title(f"{text('now.title')} · {text('app.plainName')}")


def test_leaving_quickly_shows_nothing_and_closes_the_lock(phone: Phone) -> None:
    keep_words(phone)
    put_on(phone)
    phone.open("/you/discreet")
    phone.page.get_by_role("switch", name=text("discreet.leaveSwitch")).check()
    other = phone.another_tab().open("/look-back")
    give(other, PASSPHRASE)
    expect(days(other)).to_have_count(1, timeout=patience(20))
    phone.open("/look-back")
    expect(days(phone)).to_have_count(1)
    phone.screenshot("leave")
    length = phone.page.evaluate("history.length")
    phone.button("app.leave").click()
    phone.page.wait_for_url("about:blank")
    assert phone.page.title() == ""
    assert phone.page.evaluate("history.length") == length
    expect(other.heading("lock.closedTitle")).to_be_visible()
    expect(days(other)).to_have_count(0)
    phone.page.go_back()
    phone.page.wait_for_url("about:blank")
    phone.open("/look-back")
    expect(phone.heading("lock.closedTitle")).to_be_visible()


def test_the_screen_says_what_cannot_be_hidden(phone: Phone) -> None:
    phone.open("/you/discreet/limits")
    for thing in ("watched", "history", "screenshots", "phone", "calls", "notifications", "lock", "shared"):
        expect(phone.page.get_by_role("heading", name=text(f"limits.{thing}"), exact=True)).to_be_visible()
    phone.screenshot("limits", full_page=True)
