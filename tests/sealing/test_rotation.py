"""Rotating the key-encryption keys: data keys are rewrapped, and sealed values don't change."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Event
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from backend import keys
from backend.accounts.models import Person
from backend.checkins.models import CheckIn
from backend.entries.paging import iterate_lazily
from backend.personal_data.erasure import erase
from backend.sealing import rotation
from backend.sealing.cipher import name_of
from backend.sealing.models import DataKey
from tests.conftest import Api, keep, make_person


def rotate() -> str:
    said = StringIO()
    call_command("rotate_sealing_keys", stdout=said)
    return said.getvalue().splitlines()[-1]


def put_before(settings: Any) -> str:
    """Put a newer key before the one that wraps all data keys so far."""
    made = keys.make_sealing_key()
    settings.SEALING_KEYS = [made, *settings.SEALING_KEYS]
    return made


def wrapped_by() -> set[str]:
    return set(DataKey.objects.values_list("wrapped_by", flat=True))


def test_after_the_rotation_the_old_key_is_not_needed(as_alice: Api, as_bob: Api, settings: Any) -> None:
    kept, his = keep(as_alice, note="mine"), keep(as_bob, note="his")
    newest = put_before(settings)
    assert rotation.left() == 2
    assert rotate() == "2 rewrapped, 0 left"
    assert wrapped_by() == {name_of(keys.sealing_key(newest))}
    settings.SEALING_KEYS = [newest]
    rotation.refuse_missing_keys()
    assert as_alice.get(f"/api/check-ins/{kept['id']}/").json()["note"] == "mine"
    assert as_bob.get(f"/api/check-ins/{his['id']}/").json()["note"] == "his"


def test_data_keys_themselves_do_not_change(as_alice: Api, alice: Person, settings: Any) -> None:
    keep(as_alice, note="mine")
    put_before(settings)
    before = DataKey.objects.get(person=alice).unwrap()
    rotate()
    assert DataKey.objects.get(person=alice).unwrap() == before


def test_a_second_run_rewraps_nothing(as_alice: Api, settings: Any) -> None:
    keep(as_alice, note="mine")
    put_before(settings)
    rotate()
    assert rotate() == "0 rewrapped, 0 left"


def test_many_keys_are_rewrapped_in_batches(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    many(5)
    put_before(settings)
    monkeypatch.setattr(rotation, "BATCH", 2)
    assert list(rotation.rewrap()) == [2, 2, 1]
    assert rotation.left() == 0


def test_a_data_key_that_does_not_open_is_left_and_reported(
    as_alice: Api, as_bob: Api, bob: Person, settings: Any
) -> None:
    keep(as_alice, note="mine")
    keep(as_bob, note="his")
    DataKey.objects.filter(person=bob).update(wrapped=b"\x01" + bytes(60))
    put_before(settings)
    with pytest.raises(CommandError, match="1 data keys are still wrapped by an older key"):
        rotate()
    assert DataKey.objects.exclude(person=bob).get().unwrap()
    assert bytes(DataKey.objects.get(person=bob).wrapped) == b"\x01" + bytes(60)


def test_without_the_old_key_the_rotation_refuses_and_changes_nothing(as_alice: Api, settings: Any) -> None:
    kept, old = keep(as_alice, note="mine"), settings.SEALING_KEYS
    settings.SEALING_KEYS = [keys.make_sealing_key()]
    with pytest.raises(CommandError, match="keep the older keys"):
        rotate()
    with pytest.raises(ImproperlyConfigured, match="NOTICING_SEALING_KEYS lacks"):
        rotation.refuse_missing_keys()
    settings.SEALING_KEYS = old
    assert as_alice.get(f"/api/check-ins/{kept['id']}/").json()["note"] == "mine"


def test_a_person_erased_meanwhile_gets_no_key_back(
    as_alice: Api, alice: Person, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    keep(as_alice, note="mine")
    put_before(settings)
    wrap = DataKey.wrap

    def erases_first(person_id: int, version: int, key: bytes) -> DataKey:
        erase(alice)
        return wrap(person_id, version, key)

    monkeypatch.setattr(DataKey, "wrap", erases_first)
    assert rotate() == "0 rewrapped, 0 left"
    assert not DataKey.objects.exists()


def test_words_written_during_the_rotation_can_be_read_afterwards(
    as_alice: Api, as_bob: Api, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(as_alice, note="before")
    newest = put_before(settings)
    monkeypatch.setattr(rotation, "BATCH", 1)
    for _ in rotation.rewrap():
        keep(as_alice, note="meanwhile")
        keep(as_bob, note="meanwhile")
    assert rotate().endswith("0 left")
    settings.SEALING_KEYS = [newest]
    notes = [entry["note"] for entry in as_alice.get("/api/check-ins/").json()["results"]]
    assert set(notes) <= {"before", "meanwhile"}
    assert notes


def test_the_command_prints_its_progress(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    many(5)
    put_before(settings)
    monkeypatch.setattr(rotation, "BATCH", 2)
    said = StringIO()
    call_command("rotate_sealing_keys", stdout=said)
    assert said.getvalue().splitlines() == ["2 of 5", "4 of 5", "5 of 5", "5 rewrapped, 0 left"]


def test_an_interrupted_rotation_resumes(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    many(5)
    put_before(settings)
    monkeypatch.setattr(rotation, "BATCH", 2)
    assert next(rotation.rewrap()) == 2
    assert rotation.left() == 3
    said = StringIO()
    call_command("rotate_sealing_keys", stdout=said)
    assert said.getvalue().splitlines() == ["2 of 3", "3 of 3", "3 rewrapped, 0 left"]


def many(count: int) -> None:
    """Create people with a data key each."""
    people = [make_person(f"person-{number}") for number in range(count)]
    DataKey.objects.bulk_create(DataKey.wrap(person.pk, 1, bytes(32)) for person in people)


@pytest.mark.django_db(transaction=True)
def test_with_concurrent_writers_the_newest_key_alone_opens_every_word(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Threads with their own connections write first and later words while data keys are rewrapped."""
    writers = [Api(make_person(f"writer-{number}")) for number in range(3)]
    for api in writers[:2]:
        keep(api, note="before")
    many(40)
    newest = put_before(settings)
    monkeypatch.setattr(rotation, "BATCH", 3)
    going = Event()

    def write(api: Api) -> int:
        written = 0
        try:
            while not going.is_set():
                keep(api, note=f"meanwhile {written}")
                written += 1
            return written
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        writing = [threads.submit(write, api) for api in writers]
        try:
            rotated = rotate()
        finally:
            going.set()
        written = [each.result() for each in writing]
    assert rotated.endswith(" 0 left")
    settings.SEALING_KEYS = [newest]
    for api, count, before in zip(writers, written, (1, 1, 0), strict=True):
        entries = list(iterate_lazily(CheckIn.for_person(api.person)))  # type: ignore[arg-type]  # signed in
        assert len([entry.as_data()["note"] for entry in entries]) == count + before
    assert wrapped_by() == {name_of(keys.sealing_key(newest))}


def test_every_missing_key_is_named(alice: Person, bob: Person) -> None:
    for person, name in ((alice, "bbbbbbbb"), (bob, "aaaaaaaa")):
        DataKey.objects.create(person=person, version=1, wrapped_by=name, wrapped=b"")
    said = "^NOTICING_SEALING_KEYS lacks aaaaaaaa, bbbbbbbb: words sealed under it would not open$"
    with pytest.raises(ImproperlyConfigured, match=said):
        rotation.refuse_missing_keys()


def test_the_first_row_is_rewrapped_too(alice: Person, settings: Any) -> None:
    key = DataKey.wrap(alice.pk, 1, b"k" * 32)
    key.pk = 1
    key.save(force_insert=True)
    put_before(settings)
    assert list(rotation.rewrap()) == [1]
    assert rotation.left() == 0


def test_a_data_key_that_does_not_open_is_not_counted(alice: Person, bob: Person, settings: Any) -> None:
    DataKey.wrap(alice.pk, 1, b"k" * 32).save()
    DataKey.objects.create(person=bob, version=1, wrapped_by="aaaaaaaa", wrapped=b"")
    put_before(settings)
    assert list(rotation.rewrap()) == [1]
    assert rotation.left() == 1


def test_a_concurrent_rotation_is_not_overwritten(
    alice: Person, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two operators, the second one doesn't overwrite a value that it hasn't read."""
    DataKey.wrap(alice.pk, 1, b"k" * 32).save()
    put_before(settings)
    (row,) = DataKey.objects.all()
    DataKey.objects.update(wrapped_by="elsewher", wrapped=b"theirs")
    assert rotation._rewrap(row) == 0
    assert [bytes(each) for each in DataKey.objects.values_list("wrapped", flat=True)] == [b"theirs"]
