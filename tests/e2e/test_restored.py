"""After the server is restored from an older backup, a phone that is ahead sends what the server lost."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.slow import answers, patience
from tests.e2e.texts import text
from tests.services.chromium import ROOT
from tests.services.serving import Serving


@pytest.fixture
def mended(chromium_path: Path, tmp_path: Path) -> Iterator[Serving]:
    """A separate server, since a restore ends all sessions."""
    serving = Serving(tmp_path / "server", late=answers())
    serving.folder.mkdir()
    yield serving.start()
    serving.kill()


def manage(serving: Serving, *command: str | Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, command)],
        cwd=ROOT,
        env=serving.of_its_own(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def go_back_to(serving: Serving, backups: Path) -> None:
    """Restore as docs/operate.md describes."""
    serving.stop()
    for file in (serving.folder / "data").glob("noticing.sqlite3*"):
        file.unlink()
    manage(serving, "migrate", "--verbosity=0")
    manage(serving, "restore", *backups.glob("*.data"), *backups.glob("*.keys"))
    serving.start()


def test_a_server_restored_from_an_older_backup_gets_back_what_it_lost(
    mended: Serving, new_phone: Callable[..., Phone], username: str, tmp_path: Path
) -> None:
    phone = new_phone(mended)
    phone.sign_up(username)
    phone.room("now")
    before = phone.notice("ease")
    phone.wait_until_stored()
    manage(mended, "backup", tmp_path / "backups")
    phone.open(f"/entry/{before}/edit")
    phone.textbox(text("edit.note")).fill("written after the backup")
    phone.button("edit.done").click()
    expect(phone.button("edit.done")).to_have_count(0)
    phone.room("now")
    after = phone.notice("numbness")
    phone.wait_until_stored()

    phone.lose_network()
    go_back_to(mended, tmp_path / "backups")
    account = Account.sign_in(mended.origin, username)
    assert [(kept["id"], kept["note"]) for kept in account.check_ins()] == [(before, None)]
    phone.find_network()
    phone.page.reload()
    expect(phone.notice_of("notices.signIn").or_(phone.words("account.signIn"))).to_be_visible()
    phone.sign_in(username)
    # Until it reads the feed, the phone can't know that the server was restored.
    wanted = {before: "written after the backup", after: None}
    for _ in range(round(patience(20) / 200)):
        notes = {kept["id"]: kept["note"] for kept in account.check_ins()}
        if notes == wanted:
            break
        phone.page.wait_for_timeout(200)
    assert notes == wanted
    phone.wait_until_stored()
