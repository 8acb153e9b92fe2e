"""Every kind has a quota. There is no limit to how fast: a phone that comes back after months sends thousands
at once."""

from rest_framework.exceptions import ErrorDetail, ValidationError

from backend.accounts.models import Person
from backend.entries.kinds import kind_of
from backend.entries.models import Entry


def refuse_one_too_many(model: type[Entry], person: Person, revision: int) -> None:
    """Within the transaction that took `revision`: raise ValidationError when there is no room for a new one.

    The phone keeps an entry that is refused, and says why. Every entry took a revision, so until there were
    as many of these nothing has to be counted.
    """
    kind = kind_of(model.kind)
    if kind is None:
        raise LookupError(f"{model.kind} is not listed in ENTRY_KINDS")
    if revision > kind.quota and model.for_person(person).count() >= kind.quota:
        raise ValidationError({"id": [ErrorDetail(f"At most {kind.quota} of these are kept.", "too_many")]})
