"""Fills a design's database: `python -m tests.load.patterns_prepare <check-ins> <few> <others>`.

The first person keeps so many over ten years, the second the newest `few` of the same. Each of the `others`
keeps a tenth of them. All are written in the order of time, so that everybody's rows lie among everybody
else's, and indexes are made when all is there, which takes a fraction of the time.
"""

import sys
from typing import Any

import django

EVERY = 10


def main(count: int, few: int, others: int) -> None:
    from django.apps import apps

    from backend.accounts.models import Person
    from tests.load import patterns_rows as rows
    from tests.load.patterns_check_ins import bodies
    from tests.load.patterns_multiply import multiply

    first, second = Person.objects.order_by("pk")[:2]
    for person in (first, second):
        name_own(person)
    grouped = apps.is_installed("tests.load.patterns_peer")
    keep = rows.keep_as_grouped if grouped else rows.keep_as_ours
    keep(first, list(bodies(count)))
    made = Person.objects.bulk_create(Person(username=f"other {number}") for number in range(others))
    keepers = [(first.pk, 1, 0, 0), (second.pk, 1, 0, count - few)]
    keepers += [(person.pk, EVERY, number % EVERY, 0) for number, person in enumerate(made)]
    multiply(rows.GROUPED if grouped else rows.OURS, keepers, count)


def name_own(person: Any) -> None:
    """The own sensations and the people that the check-ins speak of."""
    from backend.people.models import KnownPerson
    from backend.sensations.models import OwnSensation
    from tests.load.patterns_check_ins import OWN, PEOPLE

    OwnSensation.objects.bulk_create(
        OwnSensation(person=person, id=id, revision=number, label=f"a hum {number}")
        for number, id in enumerate(OWN)
    )
    KnownPerson.objects.bulk_create(
        KnownPerson(person=person, id=id, revision=number, nickname=f"J. {number}")
        for number, id in enumerate(PEOPLE)
    )


if __name__ == "__main__":
    django.setup()
    main(*map(int, sys.argv[1:]))
