"""What the fuzzer (schemathesis) does before each request; its configuration names this module."""

import os
from typing import Any

import schemathesis

from tests.fuzz.people import Somebody
from tests.services.account import Account
from tests.services.serving import from_elsewhere

TOKEN = "X-Session-Token"
ORIGIN = os.environ["FUZZ_ORIGIN"]
#: By the tokens that the run was given.
KNOWN = {token: Somebody(Account(ORIGIN)) for token in os.environ["FUZZ_TOKENS"].split()}


def ends_much(case: Any) -> bool:
    """Erasing somebody, their consent or their session, or locking that, ends whatever is asked after it."""
    path, method = case.operation.path, case.method.upper()
    if path == "/api/me/" and method == "PATCH":
        return isinstance(case.body, dict) and "consent" in case.body
    own = path.startswith(("/_allauth/", "/api/me/")) and path != "/api/me/calendar/"
    return bool(own and method != "GET")


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Whoever comes without a token, or with a made-up one, stays so."""
    if case.headers.get(TOKEN) in KNOWN:
        known = KNOWN[case.headers[TOKEN]]
        case.headers[TOKEN] = Account(ORIGIN).session.headers[TOKEN] if ends_much(case) else known.token
    if case.operation.path.startswith(("/api/viewings/", "/_allauth/")):
        # Else the limit would answer for the rest of the run.
        case.headers.update(from_elsewhere())
