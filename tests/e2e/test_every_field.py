"""Every input field survives a killed tab as a draft, or is marked as never kept, with the reason."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_begun import (
    OUT_OF_SIGHT,
    drafts,
    kill_and_open,
    line,
    switch_leave_on,
    wait_until_written,
)
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_lock import PASSPHRASE, everything, give, put_on
from tests.e2e.test_reminders import set_reminder
from tests.e2e.test_shares import day, made
from tests.e2e.texts import label, text
from tests.services.chromium import ROOT

SOURCES = ROOT / "frontend" / "src"
FIELD = re.compile(r"<(input|textarea|select|Field|Words|NameForm|Picker)\b")
WORDS = "as if the floor leaned away"
DATE = day(-3)
MEETING = "/you/reminders/meeting/{person}"

#: Why a field is never kept.
SECRET = "a password, passphrase, PIN or code"
ADDRESS = "an e-mail address, or the name of a way of signing in"
SEARCH = "what is searched for"
READER = "a reader's page, which stores nothing"
CHOICE = "takes effect at once, or chooses what is shown"

NEVER: Mapping[str, str] = {
    "parts/sensations/Strength.svelte select": CHOICE,
    "screens/lock/AskSecret.svelte Field": SECRET,
    "screens/lock/ChooseSecret.svelte Field 1": SECRET,
    "screens/lock/ChooseSecret.svelte Field 2": SECRET,
    "screens/look-back/Calendar.svelte select": CHOICE,
    "screens/look-back/ChoosePeriod.svelte Field 1": CHOICE,
    "screens/look-back/ChoosePeriod.svelte Field 2": CHOICE,
    "screens/look-back/ChoosePeriod.svelte Picker": CHOICE,
    "screens/look-back/Search.svelte Field": SEARCH,
    "screens/look-back/Search.svelte Picker 1": SEARCH,
    "screens/look-back/Search.svelte Picker 2": SEARCH,
    "screens/look-back/Search.svelte Picker 3": SEARCH,
    "screens/practise/Help.svelte Picker": CHOICE,
    "screens/reminders/QuietHours.svelte Field 1": CHOICE,
    "screens/reminders/QuietHours.svelte Field 2": CHOICE,
    "screens/reminders/Resting.svelte Field": CHOICE,
    "screens/sensations/Shortcut.svelte Picker": CHOICE,
    "screens/sharing/PinField.svelte Field": SECRET,
    "screens/therapist/ChooseSpan.svelte Field 1": READER,
    "screens/therapist/ChooseSpan.svelte Field 2": READER,
    "screens/therapist/ChooseSpan.svelte Picker": READER,
    "screens/therapist/Pin.svelte Field": SECRET,
    "screens/ways-in/Forgotten.svelte Field": ADDRESS,
    "screens/ways-in/OnePasskey.svelte Field": ADDRESS,
    "screens/ways-in/SecondStep.svelte Field": SECRET,
    "screens/ways-in/SignUpByPasskey.svelte Field": ADDRESS,
    "screens/you/Appearance.svelte input": CHOICE,
    "screens/you/Consent.svelte input": "consent is given by the person each time",
    "screens/you/Credentials.svelte Field": ADDRESS,
    "screens/you/NewEmail.svelte Field": ADDRESS,
    "screens/you/PasswordField.svelte Field": SECRET,
    "screens/you/StepUp.svelte Field": SECRET,
    "screens/you/bring/BringIn.svelte input": "a file",
}


@dataclass(frozen=True)
class Draft:
    #: The screen with the field, with the ids of `made_of`.
    path: str
    label: str
    value: str = WORDS
    #: Shows the field, if it isn't there at once.
    show: Callable[[Phone], object] = lambda phone: None


def check_radio(key: str) -> Callable[[Phone], object]:
    return lambda phone: phone.page.get_by_role("radio", name=text(key)).check()


def open_more(phone: Phone) -> None:
    if not phone.page.locator("details[open]").count():
        phone.page.locator("summary").click()


def own_words(phone: Phone) -> None:
    open_more(phone)
    phone.page.get_by_role("group", name=text("reminder.words")).get_by_role("radio").last.check()


DRAFTS: Mapping[str, list[Draft]] = {
    "parts/people/ChoosePerson.svelte NameForm": [
        Draft("/practise/{practice}/going/who", text("who.new")),
        Draft("/repair/{repair}/who", text("who.new")),
    ],
    "parts/time/MoveTime.svelte Field 1": [Draft("/entry/{check_in}/when", text("when.day"), DATE)],
    "parts/time/MoveTime.svelte Field 2": [Draft("/entry/{check_in}/when", text("when.time"), "03:04")],
    "screens/curious/Question.svelte Words": [
        Draft("/curious/{check_in}/feeling", label("questions", "feeling"))
    ],
    "screens/entry/Edit.svelte Words 1": [Draft("/entry/{check_in}/edit", text("edit.note"))],
    "screens/entry/Edit.svelte Words 2": [Draft("/entry/{check_in}/edit", label("questions", "learned"))],
    "screens/entry/Note.svelte Words": [Draft("/entry/{check_in}/words", text("more.wordsTitle"))],
    "screens/entry/Who.svelte NameForm": [Draft("/entry/{check_in}/who", text("who.new"))],
    "screens/journal/Writing.svelte textarea": [
        Draft("/journal/new/free", text("journal.freeTitle")),
        Draft("/journal/{page}/words", text("journal.rewriteTitle")),
    ],
    "screens/now/OwnWords.svelte textarea": [Draft("/words", text("ownWords.title"))],
    "screens/people/People.svelte NameForm": [Draft("/you/people", text("who.new"))],
    "screens/people/RenamePerson.svelte NameForm": [Draft("/you/people/{person}/name", text("who.new"))],
    "screens/practise/InWords.svelte Words": [
        Draft("/practise/{practice}/going/bracing", text("practice.steps.bracing.title"))
    ],
    "screens/practise/OwnLines.svelte Field 1": [
        Draft("/too-much/own", text("ownHelp.ring.text", n=1)),
        Draft("/too-much/own", text("ownHelp.helps.text", n=1)),
        Draft("/too-much/own", text("ownHelp.words.text", n=1)),
    ],
    "screens/practise/OwnLines.svelte Field 2": [
        Draft("/too-much/own", text("ownHelp.ring.number", n=1), "0123 456")
    ],
    "screens/reminders/MeetingForm.svelte Field 1": [
        Draft(MEETING, text("meeting.begins"), f"{day(40)}T11:11")
    ],
    "screens/reminders/MeetingForm.svelte Field 2": [
        Draft(MEETING, text("meeting.ends"), f"{day(40)}T12:12")
    ],
    "screens/reminders/MeetingForm.svelte Field 3": [
        Draft(MEETING, text("meeting.before"), f"{day(40)}T10:10")
    ],
    "screens/reminders/MeetingForm.svelte Field 4": [
        Draft(MEETING, text("meeting.after"), f"{day(41)}T08:08")
    ],
    "screens/reminders/MoreChoices.svelte Field 1": [
        Draft("/you/reminders/{reminder}", text("reminder.ownWords"), show=own_words)
    ],
    "screens/reminders/MoreChoices.svelte Field 2": [
        Draft("/you/reminders/{reminder}", text("reminder.ends"), day(40), open_more)
    ],
    "screens/reminders/MoreChoices.svelte Picker": [
        Draft("/you/reminders/{reminder}", text("reminder.skip"), "60", open_more)
    ],
    "screens/reminders/WhenItComes.svelte Field 1": [
        Draft("/you/reminders/new/nowAndThen", text("reminder.from"), "11:11")
    ],
    "screens/reminders/WhenItComes.svelte Field 2": [
        Draft("/you/reminders/new/nowAndThen", text("reminder.to"), "18:18")
    ],
    "screens/reminders/WhenItComes.svelte Field 3": [
        Draft("/you/reminders/new/evenings", text("reminder.at"), "21:12")
    ],
    "screens/repair/InWords.svelte Words": [Draft("/repair/{repair}/what", text("repair.steps.what.title"))],
    "screens/repair/Part.svelte Words": [
        Draft("/repair/{repair}/say/when", text("repair.say.parts.when.title"))
    ],
    "screens/sensations/Rename.svelte NameForm": [
        Draft("/you/sensations/{sensation}", text("ownSensations.name"))
    ],
    "screens/sensations/Sensations.svelte NameForm": [
        Draft("/sensations", text("ownSensations.new")),
        Draft("/you/sensations", text("ownSensations.new")),
    ],
    "screens/sharing/ChangeForm.svelte Field 1": [
        Draft("/you/sharing/{share}", text("newShare.firstDay"), DATE)
    ],
    "screens/sharing/ChangeForm.svelte Field 2": [
        Draft("/you/sharing/{share}", text("newShare.lastDay"), day(9))
    ],
    "screens/sharing/ForWhom.svelte Field": [Draft("/you/sharing/new/who", text("newShare.label"))],
    "screens/sharing/FromWhen.svelte Field": [
        Draft("/you/sharing/new/from", text("newShare.firstDay"), DATE, check_radio("newShare.since.day"))
    ],
    "screens/sharing/HoldBack.svelte Picker": [
        Draft("/you/sharing/new/from", text("newShare.holdBack"), "7")
    ],
    "screens/sharing/Topic.svelte textarea": [
        Draft("/you/sharing/new/from", text("newShare.topic")),
        Draft("/you/sharing/{share}", text("newShare.topic")),
    ],
    "screens/sharing/UntilWhen.svelte Field": [
        Draft("/you/sharing/new/until", text("newShare.lastDay"), day(9), check_radio("newShare.ends.day"))
    ],
}


def all_fields() -> list[str]:
    """Every input field in the sources, as `screens/entry/Edit.svelte Words 1`."""
    found: list[str] = []
    for file in sorted(SOURCES.rglob("*.svelte")):
        path = file.relative_to(SOURCES).as_posix()
        if path.startswith("parts/controls/"):
            continue  # what the fields are made of
        tags = FIELD.findall(file.read_text())
        numbers = {tag: count(1) for tag in tags}
        found += [
            f"{path} {tag} {next(numbers[tag])}" if tags.count(tag) > 1 else f"{path} {tag}" for tag in tags
        ]
    return found


def test_every_input_field_is_marked() -> None:
    assert sorted(all_fields()) == sorted([*NEVER, *DRAFTS])


GROUPS = {
    "sharing": "/you/sharing",
    "reminders": "/you/reminders",
    "names": ("/you/people", "/you/sensations", "/sensations"),
    "entries": "/",
}


def of_group(name: str) -> list[Draft]:
    """The fields whose path begins so, and not as that of an earlier group."""
    every = [each for drafts in DRAFTS.values() for each in drafts]
    groups = {
        each: next(group for group, start in GROUPS.items() if each.path.startswith(start)) for each in every
    }
    return [each for each in every if groups[each] == name]


@pytest.fixture
def ids(account: Account) -> dict[str, str]:
    """The ids of one entry of each kind, and of a share."""
    at = {"zone": "Europe/Lisbon"}
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    bodies = {
        "practice": ("practices", {"practice": "say-no", "practised_at": now, **at}),
        "repair": ("repairs", {"ruptured_at": now, **at}),
        "page": ("journal", {"written_at": now, "text": "before", **at}),
        "person": ("people", {"nickname": "R."}),
        "sensation": ("sensations", {"label": "A hum"}),
    }
    found = {"check_in": account.keep(sensations=[{"code": "ease"}]), "reminder": set_reminder(account)}
    for name, (kind, body) in bodies.items():
        found[name] = str(uuid4())
        account.ask("PUT", f"/api/{kind}/{found[name]}/", body)
    made(account, **{"from": day(-10)})
    (share,) = account.ask("GET", "/api/shares/")["results"]
    return {**found, "share": str(share["id"])}


@pytest.mark.parametrize("group", GROUPS)
def test_what_is_typed_survives_a_killed_tab(
    phone: Phone, account: Account, ids: dict[str, str], group: str
) -> None:
    phone.page.reload()
    phone.open("/practise")  # until the phone has fetched them, the screens of its entries lead elsewhere
    expect(phone.page.get_by_role("main")).to_contain_text(label("practices", "say-no"), timeout=patience(20))
    for each in of_group(group):
        path = each.path.format(**ids)
        phone.open(path)
        each.show(phone)
        field = phone.page.get_by_label(each.label, exact=True)
        expect(field).to_be_visible(timeout=patience(20))
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(each.value)
        else:
            field.fill(each.value)
        phone = kill_and_open(phone)
        phone.open(path)
        if "/reminders/" in path and each.path != MEETING:
            open_more(phone)
        expect(phone.page.get_by_label(each.label, exact=True), each.path).to_have_value(each.value)


#: Each way in which text is in the session storage until the store has it, and a form that opens other
#: screens.
BUFFERED = [
    Draft("/words", text("ownWords.title")),
    Draft("/journal/new/free", text("journal.freeTitle")),
    Draft("/entry/{check_in}/words", text("more.wordsTitle")),
    Draft("/you/sharing/new/who", text("newShare.label")),
    Draft("/you/reminders/{reminder}", text("reminder.ends"), day(40), open_more),
]


def test_the_session_storage_holds_no_text_that_the_store_has(phone: Phone, ids: dict[str, str]) -> None:
    """Firefox keeps the session storage of closed tabs in its files for weeks (docs/security.md)."""
    phone.page.reload()
    phone.open("/practise")
    expect(phone.page.get_by_role("main")).to_contain_text(label("practices", "say-no"), timeout=patience(20))
    for each in BUFFERED:
        phone.open(each.path.format(**ids))
        each.show(phone)
        field = phone.page.get_by_label(each.label, exact=True)
        field.fill(each.value)
        if "/reminders/" in each.path:
            phone.page.get_by_role("radio", name=text("channel.calendar")).check()
            phone.link("channel.toCalendar").click()
        wait_until_written(phone)
        assert each.value not in str(phone.page.evaluate("JSON.stringify(sessionStorage)")), each.path
    phone.open(each.path.format(**ids))
    open_more(phone)
    expect(field).to_have_value(each.value)


def test_a_nickname_that_was_typed_is_offered_on_now_and_let_go(phone: Phone) -> None:
    phone.open("/you/people")
    phone.textbox(text("who.new")).fill(WORDS)
    phone = kill_and_open(phone)
    expect(line(phone)).to_be_visible()
    expect(phone.page.get_by_text(WORDS)).to_have_count(0)
    assert look_at(phone, "begun-field") == []
    phone.button("begun.goOn").click()
    expect(phone.textbox(text("who.new"))).to_have_value(WORDS)
    phone.button("who.add").click()
    expect(phone.page.get_by_role("link", name=WORDS).first).to_be_visible()
    assert drafts(phone) == []
    phone.textbox(text("who.new")).fill("another")
    phone = kill_and_open(phone)
    phone.button("begun.letGo").click()
    phone.button("begun.letGo").click()
    expect(line(phone)).to_have_count(0)
    assert drafts(phone) == []


def test_safely_stored_counts_what_was_begun(phone: Phone, account: Account) -> None:
    phone.wait_until_stored()
    phone.open("/you/people")
    phone.textbox(text("who.new")).fill(WORDS)
    wait_until_written(phone)
    phone.open("/you/account")
    expect(phone.words("account.begun", n=1)).to_be_visible()
    expect(phone.words("account.allStored")).to_have_count(0)
    assert look_at(phone, "account-begun") == []
    phone.button("account.signOut").click()
    expect(phone.words("account.draft")).to_be_visible()
    phone.link("account.draftTyped").click()
    expect(phone.textbox(text("who.new"))).to_have_value(WORDS)


def test_two_windows_do_not_overwrite_each_others_words(phone: Phone) -> None:
    entry = phone.notice("ease")
    phone.open(f"/entry/{entry}/words")
    other = phone.another_tab().open(f"/entry/{entry}/words")
    for each, words in ((phone, "written in one"), (other, "written in the other")):
        each.textbox(text("more.wordsTitle")).fill(words)
        wait_until_written(each)
    assert len(drafts(phone)) == 2
    phone.page.close()
    other = kill_and_open(other)
    other.open(f"/entry/{entry}/words")
    value = other.textbox(text("more.wordsTitle")).input_value()
    assert "written in one" in value
    assert "written in the other" in value


def test_two_windows_do_not_overwrite_each_others_pages(phone: Phone) -> None:
    phone.open("/journal/new/free")
    other = phone.another_tab().open("/journal/new/free")
    for each, words in ((phone, "written in one"), (other, "written in the other")):
        each.textbox(text("journal.freeTitle")).fill(words)
        wait_until_written(each)
    phone.textbox(text("journal.freeTitle")).fill("written in one, and more")
    wait_until_written(phone)
    phone.page.close()
    other = kill_and_open(other)
    other.open("/journal/new/free")
    field = other.textbox(text("journal.freeTitle"))
    expect(field).to_have_value(re.compile("written in one, and more"))
    expect(field).to_have_value(re.compile("written in the other"))
    other.button("journal.keep").click()
    expect(other.heading("journal.kept")).to_be_visible()
    assert drafts(other) == []


def test_the_second_of_two_windows_is_hidden_right_after_typing(phone: Phone) -> None:
    """It may have no time to see that the other window has written the draft."""
    phone.open("/journal/new/free")
    other = phone.another_tab().open("/journal/new/free")
    phone.textbox(text("journal.freeTitle")).fill("written in one")
    wait_until_written(phone)
    other.textbox(text("journal.freeTitle")).fill("written in the other")
    other.page.evaluate(OUT_OF_SIGHT)
    wait_until_written(other)
    other.page.close()
    phone = kill_and_open(phone)
    phone.open("/journal/new/free")
    field = phone.textbox(text("journal.freeTitle"))
    expect(field).to_have_value(re.compile("written in one"))
    expect(field).to_have_value(re.compile("written in the other"))


#: Sealing takes a slow phone's time.
SEAL_SLOWLY = """() => {
  const seal = SubtleCrypto.prototype.encrypt;
  SubtleCrypto.prototype.encrypt = async function (...args) {
    await new Promise((resolve) => { setTimeout(resolve, 100); });
    return seal.apply(this, args);
  };
}"""

#: One field for each way in which text is saved as it is typed.
TYPED_ANYWHERE = {
    "/words": text("ownWords.title"),
    "/journal/new/free": text("journal.freeTitle"),
    "/entry/{entry}/words": text("more.wordsTitle"),
    "/you/people": text("who.new"),
    "/too-much/own": text("ownHelp.ring.text", n=1),
}


@pytest.mark.parametrize("path", TYPED_ANYWHERE)
def test_leave_right_after_typing_loses_nothing(phone: Phone, path: str) -> None:
    entry = phone.notice("ease")
    switch_leave_on(phone)
    put_on(phone)
    phone.page.evaluate(SEAL_SLOWLY)
    phone.open(path.format(entry=entry))
    phone.textbox(TYPED_ANYWHERE[path]).fill(WORDS)
    phone.button("app.leave").click()
    phone.page.wait_for_url("about:blank")
    phone.page.close()
    phone = phone.another_tab().open("/look-back")
    give(phone, PASSPHRASE)
    if path == "/words":
        phone.room("now")
        phone.button("begun.goOn").click()
        expect(phone.page.get_by_role("link", name=WORDS)).to_be_visible()
    else:
        phone.open(path.format(entry=entry))
        expect(phone.textbox(TYPED_ANYWHERE[path])).to_have_value(WORDS)


NEWER_STORE = """async () => {
  const { name } = await openStore().then((db) => (db.close(), db));
  const factory = name === 'noticing' ? indexedDB : (await navigator.storageBuckets.open(name)).indexedDB;
  await new Promise((resolve, reject) => {
    const opening = factory.open(name, 999);
    opening.onsuccess = resolve;
    opening.onerror = () => reject(opening.error);
  });
}"""


def test_a_window_beside_a_newer_store_offers_to_reload(phone: Phone) -> None:
    phone.notice("ease")
    phone.room("now")
    newer = phone.another_tab()
    newer.page.goto(f"{phone.origin}/healthz")
    newer.page.evaluate(NEWER_STORE)
    phone.chip("numbness").click()
    phone.button("now.keep").click()
    expect(phone.words("notices.updated")).to_be_visible()
    expect(phone.words("notices.storage")).to_have_count(0)
    assert look_at(phone, "updated-elsewhere") == []
    with phone.page.expect_navigation():
        phone.button("notices.reload").click()


def test_a_lock_seals_what_is_typed_and_mentions_nothing_until_it_opens(phone: Phone) -> None:
    put_on(phone)
    phone.open("/you/people")
    phone.textbox(text("who.new")).fill(WORDS)
    wait_until_written(phone)
    assert len(drafts(phone)) == 1
    assert WORDS not in everything(phone)
    phone = kill_and_open(phone)
    expect(phone.heading("now.title")).to_be_visible()
    expect(phone.button("begun.goOn")).to_have_count(0)
    phone.open("/look-back")
    give(phone, PASSPHRASE)
    expect(phone.heading("lookBack.title")).to_be_visible(timeout=patience(20))
    phone.room("now")
    expect(line(phone)).to_be_visible()
    phone.button("begun.goOn").click()
    expect(phone.textbox(text("who.new"))).to_have_value(WORDS)
