"""E-mail addresses: one that counts, and one that waits until the link mailed to it is followed."""

from allauth.account.models import EmailAddress

from backend.accounts.models import Person


def forget_waiting(person: Person) -> None:
    """Whoever gave it may not be the one who is in charge now; its link opens nothing any more."""
    EmailAddress.objects.filter(user=person, verified=False).delete()
