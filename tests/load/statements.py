"""`make bench BENCHES=statements`: what each statement written by hand saves of its request, in CPU time.

The request runs in this process, with the statement by hand and with the ORM's in turns. A statement stays
only where the ORM costs the request at least a tenth more. Two more have no equal in the ORM: it would take a
second query to find a session with its person, or to advance a counter and read it.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from tests.load.verdict import Finding, of_rounds, tell

#: Of the request with the ORM's statement to the request with ours.
WANTED = 1.1
REQUESTS = 12


@contextmanager
def database() -> Iterator[None]:
    """Django with a database of its own, by NOTICING_TEST_DATABASE."""
    from tests.environment import configure

    configure()
    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    yield
    connection.close()


def cost(request: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    began = time.process_time()
    for _ in range(REQUESTS):
        request()
    return time.process_time() - began


def measured(rounds: int) -> Iterator[Finding]:
    from backend.accounts.models import Person
    from backend.checkins import listing
    from backend.checkins.models import CheckIn
    from backend.entries import paging
    from backend.entries.models import Entry
    from backend.entries.views import shown
    from backend.sealing.models import DataKey
    from tests.conftest import Api, check_in, make_person

    def page(person: Person, chosen: Any, cursor: str | None) -> Any:
        entries = CheckIn.for_person(person).filter(deleted_at=None)
        return paging.page(entries, CheckIn.list_order, cursor, show=shown)

    def keys(cls: type[DataKey], person_id: int) -> list[DataKey]:
        return list(cls.objects.filter(person_id=person_id))

    def is_there(cls: type[Entry], person: Person, entry_id: UUID) -> bool:
        return cls.for_person(person).filter(id=entry_id).exists()

    phone = Api(make_person("alice"))

    def put() -> None:
        assert phone.put(f"/api/check-ins/{uuid4()}/", check_in(note="words")).status_code == 201

    def read() -> None:
        assert phone.get("/api/check-ins/").status_code == 200

    for _ in range(2 * paging.PAGE):
        put()
    cases: list[tuple[str, Callable[[], None], Any, str, Any]] = [
        ("a page of check-ins", read, listing, "page", page),
        ("the person's keys, of a PUT", put, DataKey, "of", classmethod(keys)),
        ("whether an id is taken, of a PUT", put, Entry, "is_there", classmethod(is_there)),
    ]
    for what, request, owner, name, by_orm in cases:
        pairs = []
        for _ in range(rounds):
            ours = cost(request)
            with patch.object(owner, name, by_orm):
                pairs.append((cost(request), ours))
        yield Finding(what, of_rounds(pairs), at_least=WANTED)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    with database():
        return tell(measured(parser.parse_args().rounds))


if __name__ == "__main__":
    sys.exit(main())
