"""SealedField: clear text in Python, sealed in the database, and an error if it can't be opened."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from backend.accounts.models import Person
from backend.people.models import KnownPerson
from backend.sealing.cipher import SealBrokenError
from backend.sealing.fields import Sealed, SealedField, UnsealOnRead
from backend.sealing.keyring import Keyring
from backend.sealing.models import DataKey


def kept(person: Person, nickname: str, revision: int = 1) -> KnownPerson:
    known = KnownPerson(person=person, id=uuid4(), revision=revision, nickname=nickname)
    known.save(force_insert=True)
    return known


def read(known: KnownPerson) -> KnownPerson:
    return KnownPerson.objects.get(person=known.person_id, id=known.id)


def column(known: KnownPerson) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nickname FROM people_knownperson WHERE revision = %s", [known.revision])
        return bytes(cursor.fetchone()[0])


def overwrite(known: KnownPerson, value: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_knownperson SET nickname = %s WHERE revision = %s", [value, known.revision]
        )


def test_a_value_is_read_as_it_was_written(alice: Person) -> None:
    assert read(kept(alice, "J. with an Ångström 😀")).nickname == "J. with an Ångström 😀"


def test_the_database_holds_the_sealed_value(alice: Person) -> None:
    assert b"nickname of hers" not in column(kept(alice, "nickname of hers"))


def test_saving_without_reading_does_not_change_the_value(alice: Person) -> None:
    known = kept(alice, "J.")
    before = column(known)
    read(known).save(force_update=True)
    assert column(known) == before


@pytest.mark.parametrize("value", [b"", b"\x01", b"\x01" + b"x" * 40, b"\x02" + b"x" * 40, b'"in clear"'])
def test_a_value_that_does_not_open_raises_each_time_and_is_saved_unchanged(
    alice: Person, value: bytes
) -> None:
    known = kept(alice, "J.")
    overwrite(known, value)
    again = read(known)
    for _ in range(2):
        with pytest.raises(SealBrokenError):
            _ = again.nickname
    again.save(force_update=True)
    assert column(known) == value


def test_a_value_moved_to_another_row_or_person_does_not_open(alice: Person, bob: Person) -> None:
    hers, another, his = kept(alice, "J.", 1), kept(alice, "K.", 2), kept(bob, "L.", 3)
    for other in (another, his):
        overwrite(other, column(hers))
        with pytest.raises(SealBrokenError):
            _ = read(other).nickname


@pytest.mark.parametrize("query", [{"nickname": "J."}, {"nickname__in": ["J."]}])
def test_it_cannot_be_searched_in_clear(alice: Person, query: dict[str, Any]) -> None:
    kept(alice, "J.")
    with pytest.raises(TypeError):
        list(KnownPerson.objects.filter(**query))


def test_it_cannot_be_updated_in_clear(alice: Person) -> None:
    kept(alice, "J.")
    with pytest.raises(TypeError):
        KnownPerson.objects.update(nickname="K.")


def test_each_person_has_their_own_data_key(alice: Person, bob: Person) -> None:
    for number, person in enumerate([alice, alice, bob], start=1):
        kept(person, "J.", number)
    assert sorted(DataKey.objects.values_list("person", "version")) == [(alice.pk, 1), (bob.pk, 1)]
    hers, his = DataKey.objects.order_by("person")
    assert hers.unwrap() != his.unwrap()
    assert len(hers.unwrap()) == 32


def test_without_its_data_key_a_value_does_not_open(alice: Person) -> None:
    known = kept(alice, "J.")
    DataKey.objects.all().delete()
    with pytest.raises(SealBrokenError):
        _ = read(known).nickname


def test_all_wrapping_keys_unwrap_and_the_newest_wraps(alice: Person, bob: Person, settings: Any) -> None:
    known = kept(alice, "J.")
    old = settings.SEALING_KEYS[0]
    settings.SEALING_KEYS = ["bmV3ZXIga2V5IG9mIHRoZSB0ZXN0cy4uLi4uLi4uLi4", old]
    assert read(known).nickname == "J."
    kept(bob, "K.", 2)
    assert DataKey.objects.values("wrapped_by").distinct().count() == 2
    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]
    with pytest.raises(SealBrokenError, match="NOTICING_SEALING_KEYS lacks the key"):
        _ = read(known).nickname


def test_an_empty_value_does_not_open(alice: Person) -> None:
    kept(alice, "J.")
    with pytest.raises(SealBrokenError, match=r"^a sealed value names a data key that is not there$"):
        alice.keyring.unseal(b"", "people.KnownPerson", "nickname", uuid4())


@isolate_apps("tests.sealing")
def test_every_model_with_a_sealed_field_has_its_descriptor() -> None:
    """The descriptor that opens the value on access is installed when the class is created."""

    class Page(models.Model):
        words = SealedField()

        class Meta:
            app_label = "tests"

    field = Page._meta.get_field("words")
    opens = vars(Page)["words"]
    assert isinstance(opens, UnsealOnRead)
    assert opens.field is field
    assert Page.words is opens
    assert field in Page._meta.local_fields
    page = Page(words="in clear")
    assert page.words == "in clear"
    private = SealedField()
    private.contribute_to_class(Page, "hidden", private_only=True)
    assert private in Page._meta.private_fields
    assert private not in Page._meta.local_fields


def test_two_concurrent_first_writes_use_one_key(alice: Person) -> None:
    """Both found no key. The second one's key is discarded, and both values can be opened."""
    one, other = Keyring(alice.pk), Keyring(alice.pk)
    assert one._load() == other._load() == {}
    place = ("people.KnownPerson", "nickname", "a row")
    sealed = [ring.seal(b"words", *place) for ring in (one, other)]
    assert DataKey.objects.filter(person=alice).count() == 1
    assert [Keyring(alice.pk).unseal(each, *place) for each in sealed] == [b"words", b"words"]


def test_null_stays_null(alice: Person) -> None:
    known = kept(alice, "J.")
    KnownPerson.objects.filter(id=known.id).update(nickname=None)
    assert read(known).nickname is None
    blank = KnownPerson(person=alice, id=uuid4(), revision=2)
    blank.save(force_insert=True)
    assert read(blank).nickname is None


def test_a_deferred_value_is_fetched_alone_on_access(alice: Person) -> None:
    known = kept(alice, "J.")
    KnownPerson.objects.filter(id=known.id).update(revision=7)
    found = KnownPerson.objects.filter(id=known.id).defer("nickname").get()
    found.revision = 9
    assert found.nickname == "J."
    assert found.revision == 9


def test_the_error_names_the_field(alice: Person) -> None:
    kept(alice, "J.")
    said = r"^KnownPerson\.nickname can't be filtered or updated in clear$"
    with pytest.raises(TypeError, match=said):
        KnownPerson.objects.update(nickname="in clear")


def test_the_database_value_is_bytes_whether_prepared_or_not(alice: Person) -> None:
    field = KnownPerson._meta.get_field("nickname")
    sealed = Sealed(b"\x01sealed")
    asked = field.get_db_prep_value(sealed, connection, prepared=True)
    # PostgreSQL's driver wraps them.
    assert getattr(asked, "obj", asked) == b"\x01sealed"
    assert field.get_db_prep_value(None, connection) is None


def test_a_wrapped_key_starts_with_the_format_version(alice: Person) -> None:
    assert DataKey.wrap(alice.pk, 3, b"k" * 32).wrapped[0] == 1
