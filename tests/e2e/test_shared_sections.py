"""Repairs and journal pages in a share, within its scope."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.reading import COME_BACK, a_typical_quarter, days_ago, name_person, opened, shared, tell
from tests.e2e.sharing import Reader, begin, card, go_on, made_link, shares, switch
from tests.e2e.slow import patience
from tests.e2e.test_for_everyone import look_at as look_at_phone
from tests.e2e.test_sharing_steps import said_on
from tests.e2e.test_therapist import look_at
from tests.e2e.test_therapist_print import printed
from tests.e2e.texts import label, text
from tests.services.serving import Serving

WHAT = "the call ended, and neither of us rang back"
CAME = "a message, the next morning"
DRAFT = {"when": "the call ended early", "felt": "left", "imagined": None, "would_like": "to hear how it was"}
TOGETHER = "When the call ended early, I felt left. I would like to hear how it was."
OPEN = "we go round in the same circle"
SONGS = (
    "My songs, and then I change the subject.\n\n" + "It goes quickly, and it is warm while it lasts. " * 6
)
FREE = "Nothing in particular today, and that is new"
PROMPT = "authenticity-1"
WORDS = (WHAT, CAME, TOGETHER, OPEN, SONGS.strip(), FREE)


@pytest.fixture
def robin(server: Serving, username: str) -> Account:
    return Account.sign_up(server.origin, username)


def repairs_and_journal(account: Account) -> tuple[dict[str, Any], dict[str, Any]]:
    """Save two of each; returns those marked for the session."""
    thread = tell(
        account,
        "repairs",
        "ruptured_at",
        days_ago(4),
        person=name_person(account, "K."),
        whose="both",
        state="tended",
        skills=["share-feeling", "name-impact"],
        expected=["silence"],
        what=WHAT,
        came=CAME,
        say_it=DRAFT,
        for_session=True,
    )
    page = tell(
        account, "journal", "written_at", days_ago(2), prompt=PROMPT, text=SONGS.strip(), for_session=True
    )
    tell(account, "repairs", "ruptured_at", days_ago(20), what=OPEN, expected=["withdrawal", "abandonment"])
    tell(account, "journal", "written_at", days_ago(9), text=FREE)
    return thread, page


def panel(laptop: Phone, title: str) -> Locator:
    heading = laptop.page.get_by_role("heading", name=text(title), exact=True)
    return laptop.page.get_by_role("main").locator("section").filter(has=heading)


def shows_none_of(laptop: Phone, *words: str) -> None:
    content = laptop.page.get_by_role("main").inner_text()
    assert [each for each in words if each.split("\n")[0] in content] == []


def test_the_page_shows_both_and_is_accessible(robin: Account, laptop: Phone) -> None:
    a_typical_quarter(robin)
    repairs_and_journal(robin)
    opened(laptop, shared(robin, topic="What closeness does to my chest")["link"])
    counted = r"^33 check-ins on \d+ days\. Also 5 practices, 2 repairs and 2 pages of the journal\."
    expect(laptop.page.get_by_role("main").get_by_role("status").first).to_have_text(
        re.compile(counted.replace(" and", ",? and"))
    )
    kept = panel(laptop, "therapist.session")
    expect(kept.get_by_role("article").first).to_contain_text("My songs")
    expect(kept.get_by_role("blockquote").filter(has_text=WHAT)).to_be_visible()
    expect(kept.get_by_text(TOGETHER, exact=True)).to_be_visible()
    expect(kept.get_by_text(label("journal.authenticity.prompts", PROMPT), exact=True)).to_be_visible()
    for said in ("K.", label("repair.skills", "share-feeling"), text("therapist.repairs.tended")):
        expect(kept.get_by_role("article").filter(has_text=WHAT)).to_contain_text(said)
    expect(panel(laptop, "therapist.repairs.entries").get_by_role("blockquote")).to_have_text([OPEN])
    expect(panel(laptop, "therapist.journal.entries").get_by_role("blockquote")).to_have_text([FREE])
    said = look_at(laptop, "sections")
    assert not said, "\n".join(said)


def test_without_words_a_journal_page_shows_its_day_and_question(robin: Account, laptop: Phone) -> None:
    repairs_and_journal(robin)
    opened(laptop, shared(robin, sections=["repairs", "journal"])["link"])
    kept, journal = panel(laptop, "therapist.session"), panel(laptop, "therapist.journal.entries")
    question = text("therapist.journal.to", prompt=label("journal.authenticity.prompts", PROMPT))
    expect(kept).to_contain_text(question)
    expect(kept).to_contain_text(text("therapist.withSomeone"))
    expect(journal).to_contain_text(text("therapist.journal.freely"))
    expect(laptop.page.get_by_role("blockquote")).to_have_count(0)
    shows_none_of(laptop, "K.", *WORDS)
    said = look_at(laptop, "sections-without-words")
    assert not said, "\n".join(said)


def test_of_many_pages_the_first_are_shown_and_all_on_request(robin: Account, laptop: Phone) -> None:
    for days in range(1, 28):
        tell(robin, "journal", "written_at", days_ago(days), text=FREE)
    opened(laptop, shared(robin)["link"])
    journal = panel(laptop, "therapist.journal.entries")
    expect(journal.get_by_role("blockquote")).to_have_count(25)
    journal.get_by_role("button", name=text("therapist.more", n=2), exact=True).click()
    expect(journal.get_by_role("blockquote")).to_have_count(27)
    expect(journal.get_by_role("button")).to_have_count(0)


def test_both_are_printed_with_the_pictures(robin: Account, laptop: Phone) -> None:
    a_typical_quarter(robin)
    repairs_and_journal(robin)
    opened(laptop, shared(robin)["link"])
    sheets = printed(laptop, "sections-all")
    assert len(sheets) <= 2
    for words in WORDS:
        assert " ".join(words.split()) in " ".join(sheets)


def test_both_are_printed_without_pictures(robin: Account, laptop: Phone) -> None:
    repairs_and_journal(robin)
    opened(laptop, shared(robin, sections=["repairs", "journal", "words"])["link"])
    (sheet,) = printed(laptop, "sections-alone")
    for title in ("session", "repairs.entries", "journal.entries"):
        assert text(f"therapist.{title}") in sheet


@pytest.mark.parametrize(
    ("section", "words", "title"),
    [
        ("repairs", (WHAT, CAME, TOGETHER, OPEN), "therapist.repairs.entries"),
        ("journal", (SONGS, FREE), "therapist.journal.entries"),
    ],
)
def test_a_removed_section_is_not_shown(
    phone: Phone, account: Account, laptop: Phone, section: str, words: tuple[str, ...], title: str
) -> None:
    repairs_and_journal(account)
    made = shared(account)
    opened(laptop, made["link"])
    expect(panel(laptop, title)).to_be_visible()
    phone.open(f"/you/sharing/{made['id']}")
    switch(phone, f"newShare.{section}").uncheck()
    phone.button("changeShare.save").click()
    expect(phone.heading("sharing.title")).to_be_visible()
    assert section not in shares(account)[0]["sections"]
    laptop.page.evaluate(COME_BACK)
    expect(laptop.heading("therapist.narrowerTitle")).to_be_focused()
    shows_none_of(laptop, *WORDS)
    laptop.button("therapist.narrowerShow").click()
    expect(panel(laptop, "therapist.session")).to_be_visible()
    expect(panel(laptop, title)).to_have_count(0)
    shows_none_of(laptop, *words)
    for others in set(WORDS) - {each.strip() for each in words}:
        expect(laptop.page.get_by_text(others, exact=True)).to_be_visible()


def test_an_entry_marked_never_shared_disappears_from_an_open_page(
    phone: Phone, account: Account, laptop: Phone
) -> None:
    thread, page = repairs_and_journal(account)
    opened(laptop, shared(account)["link"])
    expect(laptop.quoted(WHAT)).to_be_visible()
    expect(laptop.page.get_by_text("My songs")).to_be_visible()
    phone.open(f"/repair/{thread['id']}").page.reload()
    expect(phone.quoted(WHAT)).to_be_visible(timeout=patience(20))
    phone.page.get_by_role("switch", name=text("entry.neverShared")).check()
    phone.wait_until_stored()
    account.ask(
        "PUT",
        f"/api/journal/{page['id']}/",
        page | {"never_shared": True},
        {"If-Match": f'"{page["revision"]}"'},
    )
    laptop.page.evaluate(COME_BACK)
    expect(laptop.quoted(WHAT)).to_have_count(0)
    expect(laptop.page.get_by_text("My songs")).to_have_count(0)
    shows_none_of(laptop, WHAT, CAME, TOGETHER, SONGS)
    expect(laptop.page.get_by_role("main").get_by_role("status").first).to_have_text(
        re.compile(r"^1 repair and 1 page of the journal\.")
    )
    expect(laptop.quoted(OPEN)).to_be_visible()
    expect(laptop.quoted(FREE)).to_be_visible()


def test_they_can_be_shared_in_the_steps_and_previewed(phone: Phone, account: Account, laptop: Phone) -> None:
    repairs_and_journal(account)
    begin(phone)
    go_on(phone, "what")
    for section in ("repairs", "journal"):
        switch(phone, f"newShare.{section}").check()
    expect(phone.words("newShare.journalHint")).to_be_visible()
    assert look_at_phone(phone, "share-what-sections") == []
    phone.screenshot("share-what-sections-whole", full_page=True, scale="css")
    go_on(phone, "preview")
    sheet = phone.page.locator(".sheet")
    expect(sheet.get_by_text(text("therapist.journal.freely"))).to_be_visible()
    expect(phone.words("sharing.journalDays")).to_be_visible()
    before = said_on(sheet.locator(".columns"))
    opened(laptop, link := made_link(phone))
    assert said_on(laptop.page.locator(".columns")) == before
    assert FREE not in before

    shown = card(phone)
    expect(shown).to_contain_text(text("sharing.sections.repairs"))
    expect(shown).to_contain_text(text("sharing.journalDays"))
    assert look_at_phone(phone, "sharing-card-sections") == []
    shown.get_by_role("link", name=text("sharing.change"), exact=True).click()
    switch(phone, "newShare.words").check()
    phone.button("changeShare.save").click()
    expect(phone.heading("sharing.title")).to_be_visible()
    expect(card(phone)).not_to_contain_text(text("sharing.journalDays"))
    reader = Reader(link)
    assert reader.open() == 201
    assert FREE in str(reader.report())


def test_sharing_repairs_with_somebody_close_shows_a_caution(phone: Phone, account: Account) -> None:
    begin(phone)
    phone.page.get_by_role("radio", name=re.compile(f"^{re.escape(text('newShare.trusted'))}")).check()
    go_on(phone, "what")
    expect(phone.words("newShare.aboutThem")).to_have_count(0)
    switch(phone, "newShare.repairs").check()
    expect(phone.words("newShare.aboutThem")).to_be_visible()
