"""allauth's routes for an e-mail address, without what this app doesn't use."""

from allauth.headless.account.views import ManageEmailView, VerifyEmailView


class AddressView(ManageEmailView):  # type: ignore[misc]
    """Given, mailed to anew, taken back. No PATCH: by it an address that nobody showed to be theirs could be
    made the one that counts, and get mail."""

    http_method_names = ("get", "post", "put", "delete")


class FollowLinkView(VerifyEmailView):  # type: ignore[misc]
    """Only following it: reading would tell whoever owns the mailbox the name of the account."""

    http_method_names = ("post",)
