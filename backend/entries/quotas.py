"""The quota of each kind. Writes have no rate limit: a phone may sync thousands of entries after months."""

from rest_framework.exceptions import ErrorDetail, ValidationError

from backend.accounts.models import Person
from backend.entries.kinds import kind_of
from backend.entries.models import Entry


def check_quota(model: type[Entry], person: Person, revision: int) -> None:
    """Raise ValidationError if the quota has no room for a new entry.

    Call it in the transaction that took `revision`. The phone keeps a refused entry and says why. Every entry
    took a revision, so the entries are counted only once `revision` exceeds the quota.
    """
    kind = kind_of(model.kind)
    if kind is None:
        raise LookupError(f"{model.kind} is not listed in ENTRY_KINDS")
    if revision > kind.quota and model.for_person(person).count() >= kind.quota:
        raise ValidationError({"id": [ErrorDetail(f"At most {kind.quota} of these are kept.", "too_many")]})
