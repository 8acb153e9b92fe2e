"""Own sensations can be created, renamed and hidden, and sensations of the catalogue hidden."""

from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.texts import label, text


def named(phone: Phone, name: str) -> Locator:
    """A chip on Now, by its name."""
    chips = phone.page.get_by_role("list", name=text("now.sensations"))
    return chips.get_by_role("button", name=name, exact=True)


def make(phone: Phone, name: str) -> None:
    """Create one from Now, where it is then chosen."""
    phone.link("now.sensationsOwn").click()
    phone.textbox(text("ownSensations.new")).fill(name)
    phone.button("ownSensations.add").click()
    expect(named(phone, name)).to_have_attribute("aria-pressed", "true")


def shown(phone: Phone, name: str) -> Locator:
    return phone.page.get_by_role("switch", name=text("ownSensations.shown", sensation=name), exact=True)


def test_an_own_sensation_can_be_created_during_a_check_in(phone: Phone, username: str) -> None:
    make(phone, "Buzzing in the hands")
    strength = text("now.strength", sensation="Buzzing in the hands")
    dots = phone.page.get_by_role("group", name=strength)
    dots.get_by_role("button", name=text("now.strengthOf", strength=8)).click()
    phone.keep()
    phone.sign_up(username)
    phone.button("notices.sendYes").click()
    phone.wait_until_stored()
    account = Account.sign_in(phone.origin, username)
    [own] = account.ask("GET", "/api/sensations/")["results"]
    [kept] = account.check_ins()
    assert own["label"] == "Buzzing in the hands"
    assert [(each["code"], each["strength"]) for each in kept["sensations"]] == [(f"own:{own['id']}", 8)]


def test_earlier_check_ins_show_the_new_name(phone: Phone) -> None:
    make(phone, "Buzzing")
    entry = phone.keep()
    phone.open("/you/sensations")
    phone.page.get_by_role("link", name=text("ownSensations.renameOf", sensation="Buzzing")).click()
    phone.textbox(text("ownSensations.name")).fill("A hum under the skin")
    phone.button("ownSensations.keep").click()
    expect(phone.quoted("A hum under the skin")).to_be_visible()
    phone.open(f"/entry/{entry}")
    expect(phone.quoted("A hum under the skin")).to_be_visible()
    phone.room("now")
    expect(phone.page.get_by_role("link", name="A hum under the skin")).to_be_visible()
    expect(named(phone, "A hum under the skin")).to_have_attribute("aria-pressed", "false")


def test_a_hidden_sensation_leaves_now_and_stays_in_entries(phone: Phone) -> None:
    make(phone, "Buzzing")
    phone.chip("restlessness").click()
    entry = phone.keep()
    phone.open("/you/sensations")
    shown(phone, "Buzzing").uncheck()
    shown(phone, label("sensations", "restlessness")).uncheck()
    phone.room("now")
    expect(named(phone, "Buzzing")).to_have_count(0)
    phone.open("/you/sensations")
    phone.page.reload()
    expect(shown(phone, "Buzzing")).not_to_be_checked()
    expect(shown(phone, label("sensations", "restlessness"))).not_to_be_checked()
    phone.room("now")
    expect(phone.chip("ease")).to_be_visible()
    expect(phone.chip("restlessness")).to_have_count(0)
    expect(named(phone, "Buzzing")).to_have_count(0)
    phone.open(f"/entry/{entry}/edit")
    for name in ("Buzzing", label("sensations", "restlessness")):
        edited = phone.page.get_by_role("main").get_by_role("button", name=name, exact=True)
        expect(edited).to_have_attribute("aria-pressed", "true")


def test_an_empty_or_too_long_name_is_refused_and_not_cut(phone: Phone) -> None:
    phone.open("/you/sensations")
    phone.button("ownSensations.add").click()
    expect(phone.words("ownSensations.empty")).to_be_visible()
    long = "🌊" * 61
    phone.textbox(text("ownSensations.new")).fill(long)
    phone.button("ownSensations.add").click()
    expect(phone.words("ownSensations.long", n=60)).to_be_visible()
    expect(phone.textbox(text("ownSensations.new"))).to_have_value(long)
    phone.textbox(text("ownSensations.new")).fill("🌊" * 60)
    phone.button("ownSensations.add").click()
    expect(phone.quoted("🌊" * 60)).to_be_visible()


def test_a_name_changed_on_two_phones_waits_for_a_choice(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    phone.room("now")
    make(phone, "Buzzing")
    phone.keep()
    phone.wait_until_stored()
    account = Account.sign_in(phone.origin, username)
    [own] = account.ask("GET", "/api/sensations/")["results"]

    phone.lose_network()
    phone.open(f"/you/sensations/{own['id']}")
    phone.textbox(text("ownSensations.name")).fill("From this phone")
    phone.button("ownSensations.keep").click()
    expect(phone.quoted("From this phone")).to_be_visible()
    rename_elsewhere(account, own, "From the other one")
    phone.watch.expect(412, "/api/sensations/.*")
    phone.find_network()
    phone.open("/")
    phone.link("notices.waitingGo").click()
    phone.button("conflict.keepTheirs").click()
    expect(phone.quoted("From the other one")).to_be_visible()
    phone.wait_until_stored()


def rename_elsewhere(account: Account, own: dict[str, str], name: str) -> None:
    """As another device does, upon the revision that both know."""
    account.ask(
        "PUT",
        f"/api/sensations/{own['id']}/",
        {"label": name, "hidden": False},
        headers={"If-Match": f'"{own["revision"]}"'},
    )
