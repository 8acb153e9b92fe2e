"""Rotating the key-encryption keys: data keys are wrapped anew, what they seal stays as it is."""

from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from backend import keys
from backend.accounts.erasure import erase
from backend.accounts.models import Person
from backend.sealing import rotation
from backend.sealing.cipher import name_of
from backend.sealing.models import DataKey
from tests.conftest import Api, keep, make_person


def rotate() -> str:
    said = StringIO()
    call_command("rotate_sealing_keys", stdout=said)
    return said.getvalue().strip()


def put_before(settings: Any) -> str:
    """A newer key before the one that everything is wrapped by so far."""
    made = keys.make_sealing_key()
    settings.SEALING_KEYS = [made, *settings.SEALING_KEYS]
    return made


def wrapped_by() -> set[str]:
    return set(DataKey.objects.values_list("wrapped_by", flat=True))


def test_afterwards_the_older_key_is_not_needed(as_alice: Api, as_bob: Api, settings: Any) -> None:
    kept, his = keep(as_alice, note="mine"), keep(as_bob, note="his")
    newest = put_before(settings)
    assert rotation.left() == 2
    assert rotate() == "2 rewrapped, 0 left"
    assert wrapped_by() == {name_of(keys.sealing_key(newest))}
    settings.SEALING_KEYS = [newest]
    rotation.refuse_missing_keys()
    assert as_alice.get(f"/api/check-ins/{kept['id']}/").json()["note"] == "mine"
    assert as_bob.get(f"/api/check-ins/{his['id']}/").json()["note"] == "his"


def test_what_was_sealed_before_is_not_touched(as_alice: Api, alice: Person, settings: Any) -> None:
    keep(as_alice, note="mine")
    put_before(settings)
    before = DataKey.objects.get(person=alice).unwrap()
    rotate()
    assert DataKey.objects.get(person=alice).unwrap() == before


def test_a_second_run_has_nothing_to_do(as_alice: Api, settings: Any) -> None:
    keep(as_alice, note="mine")
    put_before(settings)
    rotate()
    assert rotate() == "0 rewrapped, 0 left"


def test_more_than_a_batch_is_done_in_batches(
    db: None, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    people = [make_person(f"person-{number}") for number in range(5)]
    DataKey.objects.bulk_create(DataKey.wrap(person.pk, 1, bytes(32)) for person in people)
    put_before(settings)
    monkeypatch.setattr(rotation, "BATCH", 2)
    assert list(rotation.rewrap()) == [2, 2, 1]
    assert rotation.left() == 0


def test_one_that_does_not_open_is_left_and_said(
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


def test_without_the_older_key_nothing_is_lost(as_alice: Api, settings: Any) -> None:
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


def test_words_written_while_it_runs_open_afterwards(
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
