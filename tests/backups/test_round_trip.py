"""A restore returns equal data on the database of this run; test_between_databases.py covers both."""

import threading
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection

from backend.accounts.models import Person
from backend.backups import making
from backend.backups.kept import LEFT_OUT, columns, data_models, owner
from backend.entries.models import Epoch
from backend.kinds import KINDS
from backend.personal_data.erasure import erase
from backend.sealing.models import DataKey
from backend.sharing.models import Share, Viewing
from tests.accounts.passkeys import Phone
from tests.backups.conftest import back_up, bring_back, lose_everything
from tests.backups.kept_rows import as_restored, fill, words_and_rows
from tests.conftest import Api, check_in, keep, make_person, open_link, share

pytestmark = pytest.mark.django_db(transaction=True)


def feed(api: Api, after: int = 0) -> dict[str, Any]:
    page: dict[str, Any] = api.get(f"/api/changes/?after={after}").json()
    return page


def test_every_row_and_every_word_is_restored(tmp_path: Path) -> None:
    fill()
    backup = back_up(tmp_path)
    words, rows = words_and_rows()
    lose_everything()
    assert (
        bring_back(backup, "--keep-shares").splitlines()[-1]
        == "2 people restored, 0 left out as erased since"
    )
    assert words_and_rows() == (words, as_restored(rows))


def test_these_tests_cover_every_kind_and_every_table() -> None:
    fill()
    for kind in KINDS:
        assert kind.model._default_manager.filter(deleted_at=None).exists(), kind.model.kind
    for model in data_models():
        assert model._base_manager.exists(), f"{model._meta.label} is kept, but no test keeps a row of it"


def test_every_model_is_backed_up_or_listed_as_left_out() -> None:
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    kept = {model._meta.label for model in data_models()}
    assert kept | LEFT_OUT.keys() | {"sealing.DataKey"} >= labels
    assert not kept & LEFT_OUT.keys()
    assert {kind.model._meta.label for kind in KINDS} <= kept


def test_every_personal_table_is_sealed_with_its_persons_rows() -> None:
    ways = {model._meta.label: owner(model) for model in data_models()}
    assert ways["accounts.Person"] == "pk"
    assert ways["checkins.CheckIn"] == "person_id"
    assert ways["sharing.Viewing"] == "share__person_id"
    assert [label for label, way in ways.items() if way is None] == []


def test_a_backup_supports_every_column() -> None:
    for model in data_models():
        for column in columns(model):
            assert not getattr(column, "auto_now", False), f"{column} would tell another time"


def test_after_a_restore_the_epoch_is_new_and_the_counter_a_million_ahead(tmp_path: Path) -> None:
    anna, *_ = fill()
    backup, before = back_up(tmp_path), feed(anna)
    lose_everything()
    of_the_empty_database = Epoch.current()
    bring_back(backup)
    after = feed(Api(Person.objects.get(username="anna")))
    assert UUID(after["epoch"]) not in (UUID(before["epoch"]), UUID(of_the_empty_database))
    assert after["revision"] == before["revision"] + 1_000_000
    assert [change["revision"] for change in after["changes"]] == [
        change["revision"] for change in before["changes"]
    ]
    assert Epoch.objects.count() == 1


def test_a_phone_that_is_ahead_can_send_what_the_server_lost(tmp_path: Path) -> None:
    anna = Api(make_person("anna"))
    kept = keep(anna, note="before")
    backup = back_up(tmp_path)
    lost, known = keep(anna, note="after the backup"), feed(anna)["revision"]
    lose_everything()
    bring_back(backup)
    phone = Api(Person.objects.get(username="anna"))
    assert phone.get(f"/api/check-ins/{lost['id']}/").status_code == 404
    again = keep(phone, lost["id"], note="after the backup")
    page = feed(phone, after=known)
    assert [change["id"] for change in page["changes"]] == [lost["id"]]
    assert again["revision"] == page["revision"] > 1_000_000
    assert phone.get(f"/api/check-ins/{kept['id']}/").json()["note"] == "before"


def test_everyone_has_to_sign_in_again(tmp_path: Path) -> None:
    anna, ben, _ = fill()
    backup = back_up(tmp_path)
    lose_everything()
    bring_back(backup)
    assert (anna.get("/api/me/").status_code, ben.get("/api/me/").status_code) == (401, 401)
    answer = Api().post(
        "/_allauth/browser/v1/auth/login", {"username": "ben", "password": "a long quiet sentence"}
    )
    assert answer.status_code == 200, answer.content


def test_passkeys_work_after_a_restore(tmp_path: Path) -> None:
    phone = Phone()
    assert phone.sign_up("carol").status_code == 200
    backup = back_up(tmp_path)
    lose_everything()
    bring_back(backup)
    assert phone.get("/api/me/").status_code == 401
    assert phone.sign_in().status_code == 200


def test_a_restore_stops_all_shares(tmp_path: Path) -> None:
    anna = Api(make_person("anna"))
    link = share(anna)["link"]
    backup = back_up(tmp_path)
    lose_everything()
    bring_back(backup)
    shared, secret = link.split("#")[1].split(".")
    assert Api().post("/api/viewings/", {"share": shared, "secret": secret}).status_code == 404
    stopped = Share.objects.get()
    assert stopped.revoked_at is not None
    assert stopped.person.events.filter(what="share-stopped", share=stopped.pk).count() == 1


def test_with_keep_shares_links_stay_and_readers_open_them_again(tmp_path: Path) -> None:
    anna = Api(make_person("anna"))
    link = share(anna)["link"]
    reader = open_link(link)
    backup = back_up(tmp_path)
    lose_everything()
    bring_back(backup, "--keep-shares")
    assert reader.get("report/").status_code == 401
    assert open_link(link).get("report/").status_code == 200
    assert Viewing.objects.count() == 2


def test_new_ids_start_after_a_gap(tmp_path: Path) -> None:
    anna, ben, _ = fill()
    assert anna.person
    assert ben.person
    highest = max(anna.person.pk, ben.person.pk)
    backup = back_up(tmp_path)
    lose_everything()
    bring_back(backup)
    assert make_person("later").pk == highest + 1_000_001
    Viewing.objects.create(
        share=Share.objects.all()[0], opened_at="2026-11-22T00:00Z", seen_at="2026-11-22T00:00Z"
    )
    keep(Api(make_person("latest")), note="a data key of one's own")
    assert DataKey.objects.count() == 3


def test_a_restored_database_can_be_backed_up_and_restored_again(tmp_path: Path) -> None:
    fill()
    bring = back_up(tmp_path / "first")
    lose_everything()
    bring_back(bring)
    second, (words, rows) = back_up(tmp_path / "second"), words_and_rows()
    lose_everything()
    bring_back(second)
    assert words_and_rows() == (words, as_restored(rows))


def test_an_empty_service_can_be_backed_up_and_restored(tmp_path: Path) -> None:
    backup = back_up(tmp_path)
    assert bring_back(backup).splitlines()[-1] == "0 people restored, 0 left out as erased since"
    assert make_person("first").pk == 1_000_001


def test_a_person_erased_as_the_backup_starts_is_in_neither_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [Api(make_person(name)) for name in ("anna", "ben")]
    for person in people:
        person.put(f"/api/check-ins/{uuid4()}/", check_in())
    wrap = DataKey.wrap

    def erases_the_other_first(person_id: int, version: int, key: bytes) -> DataKey:
        for other in Person.objects.exclude(pk=person_id):
            erase(other)
        return wrap(person_id, version, key)

    monkeypatch.setattr(DataKey, "wrap", erases_the_other_first)
    backup = back_up(tmp_path)
    lose_everything()
    assert bring_back(backup).splitlines()[-1] == "1 people restored, 0 left out as erased since"


def test_more_rows_than_fit_into_a_block_are_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "BLOCK", 2)
    anna = Api(make_person("anna"))
    for number in range(5):
        keep(anna, note=f"{number}")
    backup, (words, rows) = back_up(tmp_path), words_and_rows()
    lose_everything()
    bring_back(backup)
    assert words_and_rows() == (words, as_restored(rows))


def test_both_files_show_one_moment_and_writers_do_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = Api(make_person("anna"))
    kept, written = keep(anna, note="before"), making._data_lines

    def write_meanwhile() -> None:
        keep(Api(Person.objects.get(username="anna")), note="meanwhile")
        keep(Api(make_person("ben")), note="his first")
        connection.close()

    def data_lines() -> Any:
        thread = threading.Thread(target=write_meanwhile)
        thread.start()
        thread.join(timeout=10)
        assert not thread.is_alive(), "a write waits for the backup"
        return written()

    monkeypatch.setattr(making, "_data_lines", data_lines)
    backup = back_up(tmp_path)
    assert Person.objects.count() == 2
    lose_everything()
    assert bring_back(backup).splitlines()[-1].startswith("1 people restored")
    page = feed(Api(Person.objects.get()))
    assert [change["id"] for change in page["changes"]] == [kept["id"]]
    assert page["revision"] == kept["revision"] + 1_000_000
