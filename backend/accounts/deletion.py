from backend.accounts.models import Person
from backend.api.problems import Problem


def refuse_while_scheduled(person: Person) -> None:
    """Raise Problem 409 while deletion is scheduled. For what would give somebody access again."""
    if person.erase_at is not None:
        raise Problem(409, "leaving", "This account is being deleted: take that back first.")
