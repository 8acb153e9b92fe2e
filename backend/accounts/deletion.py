from backend.accounts.models import Person
from backend.api.problems import Problem


def refuse_while_scheduled(person: Person) -> None:
    """Problem 409 for what would let somebody in again while the account waits for its deletion."""
    if person.erase_at is not None:
        raise Problem(409, "leaving", "This account is being deleted: take that back first.")
