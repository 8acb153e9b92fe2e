"""The limits of each kind. Writes have no rate limit: a phone may sync thousands of entries after months.

A phone keeps a refused entry and says why. Both checks raise ValidationError, and belong into the transaction
that took the revision, which locks the person's row.
"""

from rest_framework.exceptions import ErrorDetail, ValidationError

from backend.accounts.models import Person
from backend.entries.kinds import Kind, kind_of
from backend.entries.models import Entry


def check_quota(model: type[Entry], person: Person, revision: int) -> None:
    """Refuse a new entry if the quota has no room for it.

    Every entry took a revision, so the entries are counted only once `revision` exceeds the quota.
    """
    quota = listed(model).quota
    if revision > quota and model.for_person(person).count() >= quota:
        raise refusal(f"At most {quota} of these are kept.")


def check_at_once(model: type[Entry], person: Person) -> None:
    """Refuse one more entry, new or restored, if as many exist as there may be at a time."""
    most = listed(model).at_once
    if most is not None and model.for_person(person).filter(deleted_at=None).count() >= most:
        raise refusal(f"At most {most} of these at a time.")


def listed(model: type[Entry]) -> Kind:
    kind = kind_of(model.kind)
    if kind is None:
        raise LookupError(f"{model.kind} is not listed in ENTRY_KINDS")
    return kind


def refusal(message: str) -> ValidationError:
    return ValidationError({"id": [ErrorDetail(message, "too_many")]})
