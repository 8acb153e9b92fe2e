"""How many entries of a kind one account may have, tombstones included: more than a life needs, and an end to
what somebody could fill the disk with. There is no limit to how fast: a phone that comes back after months
sends thousands at once."""

from collections.abc import Mapping

from rest_framework.exceptions import ErrorDetail, ValidationError

from backend.accounts.models import Person
from backend.entries.models import Entry

MOST: Mapping[str, int] = {
    "check-ins": 200_000,
    "practices": 50_000,
    "repairs": 50_000,
    "journal": 50_000,
    "sensations": 5_000,
    "people": 5_000,
    # Fifty at once (backend/reminders/serializers.py); these are the ones that were let go, too.
    "reminders": 5_000,
}


def refuse_one_too_many(model: type[Entry], person: Person, revision: int) -> None:
    """Within the transaction that took `revision`: raise ValidationError when there is no room for a new one.

    The phone keeps an entry that is refused, and says why. Every entry took a revision, so until there were
    as many of these nothing has to be counted.
    """
    most = MOST[model.kind]
    if revision > most and model.of(person).count() >= most:
        raise ValidationError({"id": [ErrorDetail(f"At most {most} of these are kept.", "too_many")]})
