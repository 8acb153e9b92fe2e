"""SealedField: in clear in Python, sealed in the database, and never silently wrong."""

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


def test_two_first_writes_at_once_seal_with_one_key(alice: Person) -> None:
    """Both have looked, and there was none: the second one's key is let go, and no word of either is lost."""
    one, other = Keyring(alice.pk), Keyring(alice.pk)
    assert one._load() == other._load() == {}
    place = ("people.KnownPerson", "nickname", "a row")
    sealed = [ring.seal(b"words", *place) for ring in (one, other)]
    assert DataKey.objects.filter(person=alice).count() == 1
    assert [Keyring(alice.pk).unseal(each, *place) for each in sealed] == [b"words", b"words"]


def test_nothing_stays_nothing(alice: Person) -> None:
    known = kept(alice, "J.")
    KnownPerson.objects.filter(id=known.id).update(nickname=None)
    assert read(known).nickname is None
    blank = KnownPerson(person=alice, id=uuid4(), revision=2)
    blank.save(force_insert=True)
    assert read(blank).nickname is None


def test_what_is_left_out_is_fetched_when_it_is_read_and_nothing_else_is(alice: Person) -> None:
    known = kept(alice, "J.")
    KnownPerson.objects.filter(id=known.id).update(revision=7)
    found = KnownPerson.objects.filter(id=known.id).defer("nickname").get()
    found.revision = 9
    assert found.nickname == "J."
    assert found.revision == 9


def test_what_is_refused_says_where(alice: Person) -> None:
    kept(alice, "J.")
    said = r"^KnownPerson\.nickname can't be filtered or updated in clear$"
    with pytest.raises(TypeError, match=said):
        KnownPerson.objects.update(nickname="in clear")


def test_what_the_database_asks_for_is_bytes_prepared_or_not(alice: Person) -> None:
    field = KnownPerson._meta.get_field("nickname")
    sealed = Sealed(b"\x01sealed")
    asked = field.get_db_prep_value(sealed, connection, prepared=True)
    # PostgreSQL's driver wraps them.
    assert getattr(asked, "obj", asked) == b"\x01sealed"
    assert field.get_db_prep_value(None, connection) is None


def test_a_wrapped_key_begins_with_its_formats_version(alice: Person) -> None:
    assert DataKey.wrap(alice.pk, 3, b"k" * 32).wrapped[0] == 1
