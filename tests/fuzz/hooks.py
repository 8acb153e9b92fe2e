"""Hooks that the fuzzer (schemathesis) runs before each request; its configuration names this module."""

import os
from typing import Any

import schemathesis

from tests.fuzz.people import Somebody
from tests.services.account import Account
from tests.services.serving import from_elsewhere

TOKEN = "X-Session-Token"
ORIGIN = os.environ["FUZZ_ORIGIN"]
#: The people of the run, by token.
KNOWN = {token: Somebody(Account(ORIGIN)) for token in os.environ["FUZZ_TOKENS"].split()}


def ends_much(case: Any) -> bool:
    """Whether a request erases the person, withdraws consent, or ends or locks the session."""
    path, method = case.operation.path, case.method.upper()
    if path == "/api/me/" and method == "PATCH":
        return isinstance(case.body, dict) and "consent" in case.body
    own = path.startswith(("/_allauth/", "/api/me/")) and path != "/api/me/calendar/"
    return bool(own and method != "GET")


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Replace the run's token; requests without a token or with an invented one stay as they are."""
    if case.headers.get(TOKEN) in KNOWN:
        known = KNOWN[case.headers[TOKEN]]
        case.headers[TOKEN] = Account(ORIGIN).session.headers[TOKEN] if ends_much(case) else known.token
    if case.operation.path.startswith(("/api/viewings/", "/_allauth/")):
        # Otherwise the rate limit would answer for the rest of the run.
        case.headers.update(from_elsewhere())
