"""SealedField: in clear in Python, sealed in the database, and never silently wrong."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from backend.accounts.models import Person
from backend.people.models import KnownPerson
from backend.sealing.cipher import SealBrokenError
from backend.sealing.fields import OpensWhenRead, SealedField
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


def test_it_reads_as_it_was_written(alice: Person) -> None:
    assert read(kept(alice, "J. with an Ångström 😀")).nickname == "J. with an Ångström 😀"


def test_the_database_holds_it_sealed(alice: Person) -> None:
    assert b"nickname of hers" not in column(kept(alice, "nickname of hers"))


def test_saving_without_reading_leaves_it_as_it_is(alice: Person) -> None:
    known = kept(alice, "J.")
    before = column(known)
    read(known).save(force_update=True)
    assert column(known) == before


@pytest.mark.parametrize("value", [b"", b"\x01", b"\x01" + b"x" * 40, b"\x02" + b"x" * 40, b'"in clear"'])
def test_what_does_not_open_raises_each_time_and_is_not_saved_anew(alice: Person, value: bytes) -> None:
    known = kept(alice, "J.")
    overwrite(known, value)
    again = read(known)
    for _ in range(2):
        with pytest.raises(SealBrokenError):
            _ = again.nickname
    again.save(force_update=True)
    assert column(known) == value


def test_moved_to_another_row_or_person_it_does_not_open(alice: Person, bob: Person) -> None:
    hers, another, his = kept(alice, "J.", 1), kept(alice, "K.", 2), kept(bob, "L.", 3)
    for other in (another, his):
        overwrite(other, column(hers))
        with pytest.raises(SealBrokenError):
            _ = read(other).nickname


@pytest.mark.parametrize("query", [{"nickname": "J."}, {"nickname__in": ["J."]}])
def test_it_can_not_be_searched_in_clear(alice: Person, query: dict[str, Any]) -> None:
    kept(alice, "J.")
    with pytest.raises(TypeError):
        list(KnownPerson.objects.filter(**query))


def test_it_can_not_be_updated_in_clear(alice: Person) -> None:
    kept(alice, "J.")
    with pytest.raises(TypeError):
        KnownPerson.objects.update(nickname="K.")


def test_each_person_has_one_data_key_of_their_own(alice: Person, bob: Person) -> None:
    for number, person in enumerate([alice, alice, bob], start=1):
        kept(person, "J.", number)
    assert sorted(DataKey.objects.values_list("person", "version")) == [(alice.pk, 1), (bob.pk, 1)]
    hers, his = DataKey.objects.order_by("person")
    assert hers.unwrap() != his.unwrap()
    assert len(hers.unwrap()) == 32


def test_a_key_that_is_gone_takes_the_words_with_it(alice: Person) -> None:
    known = kept(alice, "J.")
    DataKey.objects.all().delete()
    with pytest.raises(SealBrokenError):
        _ = read(known).nickname


def test_several_wrapping_keys_open_and_the_newest_wraps(alice: Person, bob: Person, settings: Any) -> None:
    known = kept(alice, "J.")
    old = settings.SEALING_KEYS[0]
    settings.SEALING_KEYS = ["bmV3ZXIga2V5IG9mIHRoZSB0ZXN0cy4uLi4uLi4uLi4", old]
    assert read(known).nickname == "J."
    kept(bob, "K.", 2)
    assert DataKey.objects.values("wrapped_by").distinct().count() == 2
    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]
    with pytest.raises(SealBrokenError, match="NOTICING_SEALING_KEYS lacks the key"):
        _ = read(known).nickname


def test_a_value_of_no_bytes_names_no_key(alice: Person) -> None:
    kept(alice, "J.")
    with pytest.raises(SealBrokenError, match=r"^a sealed value names a data key that is not there$"):
        alice.keyring.unseal(b"", "people.KnownPerson", "nickname", uuid4())


@isolate_apps("tests.sealing")
def test_every_model_with_one_reads_through_it() -> None:
    """What makes the field open when it is read is put in its place as the class is made."""

    class Page(models.Model):
        words = SealedField()

        class Meta:
            app_label = "tests"

    field = Page._meta.get_field("words")
    opens = vars(Page)["words"]
    assert isinstance(opens, OpensWhenRead)
    assert opens.field is field
    assert Page.words is opens
    assert field in Page._meta.local_fields
    page = Page(words="in clear")
    assert page.words == "in clear"
    private = SealedField()
    private.contribute_to_class(Page, "hidden", private_only=True)
    assert private in Page._meta.private_fields
    assert private not in Page._meta.local_fields
