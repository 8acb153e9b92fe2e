"""If one of several data keys is damaged, only the values sealed with it can't be opened."""

import pytest

from backend.accounts.models import Person
from backend.sealing.models import DataKey
from tests.conftest import Api
from tests.personal_data.test_set_aside import put


@pytest.mark.parametrize("version", [1, 2])
def test_a_damaged_data_key_affects_only_values_sealed_with_it(
    as_alice: Api, alice: Person, version: int
) -> None:
    first = put(as_alice, "journal")["id"]
    DataKey.wrap(alice.pk, 2, bytes(32)).save()
    second = put(Api(Person.objects.get(pk=alice.pk)), "journal")["id"]
    DataKey.objects.filter(person=alice, version=version).update(wrapped=bytes(61))
    api = Api(Person.objects.get(pk=alice.pk))
    shown = {each["id"] for each in api.get("/api/journal/").json()["results"]}
    assert shown == {{1: second, 2: first}[version]}
