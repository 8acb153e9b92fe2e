"""E-mail addresses: a verified one, and one that waits for verification by the link mailed to it."""

from allauth.account.models import EmailAddress

from backend.accounts.models import Person


def delete_unverified(person: Person) -> None:
    """Delete unverified addresses, so that their links no longer work.

    Somebody else may have entered them.
    """
    EmailAddress.objects.filter(user=person, verified=False).delete()
