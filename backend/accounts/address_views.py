"""allauth's views for an e-mail address, limited to the methods that this app uses."""

from allauth.headless.account.views import ManageEmailView, VerifyEmailView


class AddressView(ManageEmailView):  # type: ignore[misc]
    """Adds, re-verifies and removes an address.

    No PATCH: it could make an unverified address the primary one.
    """

    http_method_names = ("get", "post", "put", "delete")


class FollowLinkView(VerifyEmailView):  # type: ignore[misc]
    """Verifies an address. No GET: it would tell the mailbox's owner the name of the account."""

    http_method_names = ("post",)
