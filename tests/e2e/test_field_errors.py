"""What is wrong with a field is announced, belongs to the field, and leaves the focus there."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.account import PASSWORD, Account
from tests.e2e.hearing import expect_heard, forget, listen
from tests.e2e.phone import Phone
from tests.e2e.proofs import BASE, old_export
from tests.e2e.sharing import begin, card, go_on, make_share, switch
from tests.e2e.slow import patience
from tests.e2e.test_begun import set_clock
from tests.e2e.test_lock import PASSPHRASE, choose, put_on
from tests.e2e.test_therapist import PIN, shared
from tests.e2e.texts import consent, text


@pytest.fixture
def phone(phone: Phone) -> Phone:
    """A phone whose announcements are recorded."""
    listen(phone.context)
    phone.page.reload()
    return phone


def enter(phone: Phone, field: Locator, words: str) -> None:
    """Type into a field and send its form by Enter."""
    field.fill(words)
    forget(phone)
    field.press("Enter")


def expect_wrong(phone: Phone, field: Locator, said: str) -> None:
    """The field has this problem, which was announced, and the focus."""
    expect(field).to_have_attribute("aria-invalid", "true", timeout=patience(20))
    expect(field).to_have_accessible_description(re.compile(re.escape(said)))
    expect(field).to_be_focused()
    expect_heard(phone, said)


def secret(phone: Phone, key: str) -> Locator:
    return phone.page.get_by_label(text(key), exact=True)


def test_a_wrong_passphrase_at_the_lock(phone: Phone) -> None:
    put_on(phone)
    phone.button("lock.closeNow").click()
    field = secret(phone, "lock.yours.passphrase")
    for words, said in (
        ("", "problems.required"),
        ("not this one", "lock.wrong"),
        ("nor this", "lock.wrong"),
    ):
        enter(phone, field, words)
        expect_wrong(phone, field, text(said))
    enter(phone, field, PASSPHRASE)
    expect(phone.heading("lock.title")).to_be_visible(timeout=patience(20))


def test_a_new_pin_for_the_lock(phone: Phone) -> None:
    phone.open("/you/lock")
    choose(phone, "pin")
    pin, again = phone.page.locator("input[type=password]").all()
    enter(phone, pin, "12")
    expect_wrong(phone, pin, text("lock.longerPin"))
    enter(phone, pin, "1234")
    expect_wrong(phone, again, text("lock.differ"))


def test_a_wrong_password_at_the_sign_in(phone: Phone, username: str) -> None:
    phone.watch.expect(400, BASE + "auth/login")
    Account.sign_up(phone.origin, username)
    phone.open("/you/sign-in")
    phone.textbox(text("form.username")).fill(username)
    enter(phone, secret(phone, "form.password"), "not this one")
    expect_wrong(phone, secret(phone, "form.password"), text("problems.username_password_mismatch"))


def test_a_wrong_password_as_a_proof(phone: Phone, account: Account) -> None:
    phone.watch.expect(400, BASE + "auth/reauthenticate")
    old_export(phone)
    phone.open("/you/data")
    phone.button("data.take").click()
    field = secret(phone, "form.password")
    for words, said in (("", "problems.required"), ("not this one", "problems.incorrect_password")):
        enter(phone, field, words)
        expect_wrong(phone, field, text(said))
    phone.button("password.submit").click()
    expect_wrong(phone, field, text("problems.incorrect_password"))


def test_a_changed_password(phone: Phone, account: Account) -> None:
    phone.watch.expect(400, BASE + "(auth/reauthenticate|account/password/change)")
    phone.open("/you/password")
    current, fresh = secret(phone, "changePassword.current"), secret(phone, "changePassword.new")
    enter(phone, current, "")
    expect_wrong(phone, current, text("problems.required"))
    fresh.fill("a new long quiet sentence")
    enter(phone, current, "not this one")
    expect_wrong(phone, current, text("problems.incorrect_password"))
    current.fill(PASSWORD)
    enter(phone, fresh, "short")
    expect_wrong(phone, fresh, text("problems.password_too_short"))


@pytest.mark.parametrize(
    ("path", "field", "key"),
    [
        ("/you/forgotten", "forgottenWay.address", "problems.required"),
        ("/you/reset/made-up", "changePassword.new", "problems.required"),
        ("/you/people", "who.new", "ownSensations.empty"),
        ("/sensations", "ownSensations.new", "ownSensations.empty"),
        ("/you/sign-in", "form.username", "problems.required"),
    ],
)
def test_a_field_left_empty(phone: Phone, path: str, field: str, key: str) -> None:
    phone.open(path)
    enter(phone, secret(phone, field), "")
    expect_wrong(phone, secret(phone, field), text(key))


def test_an_agreement_that_is_not_given(phone: Phone) -> None:
    phone.open("/you/consent")
    phone.page.get_by_role("checkbox", name=consent()["agree"]).check()
    phone.button("consent.continue").press("Enter")
    expect_wrong(phone, phone.page.get_by_role("checkbox", name=consent()["age"]), text("consent.invite"))


def test_the_steps_of_a_share(phone: Phone, account: Account) -> None:
    begin(phone, "")
    name = phone.textbox(text("newShare.label"))
    enter(phone, name, "")
    expect_wrong(phone, name, text("newShare.labelEmpty"))
    name.fill("M.")
    go_on(phone, "from")
    phone.page.get_by_role("radio", name=text("newShare.since.day")).check()
    phone.button("more.next").press("Enter")
    expect_wrong(phone, secret(phone, "newShare.firstDay"), text("newShare.firstDayNone"))
    phone.page.get_by_role("radio", name=text("newShare.since.all")).check()
    go_on(phone, "until")
    phone.page.get_by_role("radio", name=text("newShare.ends.day")).check()
    phone.button("more.next").press("Enter")
    expect_wrong(phone, secret(phone, "newShare.lastDay"), text("newShare.lastDayNone"))
    phone.page.get_by_role("radio", name=text("newShare.ends.week")).check()
    switch(phone, "newShare.withPin").check()
    enter(phone, secret(phone, "newShare.pin"), "12")
    expect_wrong(phone, secret(phone, "newShare.pin"), text("newShare.pinNot"))


def test_a_change_of_a_share(phone: Phone, account: Account) -> None:
    make_share(phone, words=False)
    card(phone).get_by_role("link", name=text("sharing.change")).click()
    phone.page.get_by_role("radio", name=text("changeShare.pin.new")).check()
    enter(phone, secret(phone, "newShare.pin"), "12")
    expect_wrong(phone, secret(phone, "newShare.pin"), text("newShare.pinNot"))
    enter(phone, secret(phone, "newShare.lastDay"), "")
    expect_wrong(phone, secret(phone, "newShare.lastDay"), text("newShare.lastDayNone"))


def test_a_time_in_the_future(phone: Phone) -> None:
    set_clock(phone)
    entry = phone.notice("ease")
    phone.open(f"/entry/{entry}/when")
    secret(phone, "when.time").fill("23:59")
    phone.button("more.done").press("Enter")
    expect_wrong(phone, secret(phone, "when.day"), text("when.future"))
    secret(phone, "when.time").fill("")
    phone.button("more.done").press("Enter")
    expect_wrong(phone, secret(phone, "when.time"), text("when.none"))


def test_a_reminder_without_days_or_hours(phone: Phone, account: Account) -> None:
    phone.open("/you/reminders/new/evenings")
    days = phone.page.get_by_role("group", name=text("reminder.days"))
    for day in days.get_by_role("button").all():
        day.click()
    phone.button("reminder.keep").click()
    expect(days).to_have_accessible_description(text("reminder.noDays"))
    expect_heard(phone, text("reminder.noDays"))
    phone.page.get_by_text(text("reminder.between"), exact=True).click()
    until = secret(phone, "reminder.to")
    until.fill("")
    expect_wrong(phone, until, text("reminder.noTimes"))


def test_a_wrong_pin_of_a_shared_page(laptop: Phone, username: str) -> None:
    listen(laptop.context)
    laptop.watch.expect(401, "/api/viewings/")
    laptop.page.goto(shared(Account.sign_up(laptop.origin, username), pin=PIN)["link"])
    laptop.button("therapist.open").click()
    field = laptop.textbox(text("therapist.pin.label"))
    for words, said in (("", "therapist.pin.empty"), ("0000", "therapist.pin.refused")):
        enter(laptop, field, words)
        expect_wrong(laptop, field, text(said))
    expect_heard(laptop, text("therapist.pin.left", n=4))


#: Whether nothing covers the middle of the element.
UNCOVERED = """element => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""


def test_the_problem_is_not_behind_the_button(phone: Phone, account: Account) -> None:
    phone.page.set_viewport_size({"width": 320, "height": 700})
    begin(phone, "")
    enter(phone, phone.textbox(text("newShare.label")), "")
    problem = phone.words("newShare.labelEmpty")
    expect(problem).to_be_visible()
    phone.page.wait_for_function(UNCOVERED, arg=problem.element_handle())


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/words", text("ownWords.title")),
        ("/journal/new/free", text("journal.freeTitle")),
        ("/entry/{entry}/words", text("more.wordsTitle")),
    ],
)
def test_words_that_are_too_long(phone: Phone, path: str, name: str) -> None:
    entry = phone.notice("ease")
    phone.open(path.format(entry=entry))
    field = phone.textbox(name)
    field.fill("a" * 20_001)
    field.blur()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(text("now.tooLong", most="20,000", over=1))
