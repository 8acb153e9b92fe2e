"""`python -m backend.new_secrets`: prints new secrets as lines of a deployment's .env."""

import secrets
import sys
from collections.abc import Callable, Mapping

from backend import keys


def make_password() -> str:
    """A password that needs no escaping in a URL: letters, digits, - and _."""
    return secrets.token_urlsafe(32)


#: Variable of .env -> the function that makes its value.
MADE: Mapping[str, Callable[[], str]] = {
    "NOTICING_SECRET_KEY": keys.make_secret_key,
    "NOTICING_SEALING_KEYS": keys.make_sealing_key,
    "NOTICING_VAPID_PRIVATE_KEYS": keys.make_vapid_key,
    "NOTICING_BACKUP_KEYS": keys.make_backup_key,
    "NOTICING_METRICS_TOKEN": make_password,
    "NOTICING_DATABASE_PASSWORD": make_password,
    "NOTICING_BROKER_PASSWORD": make_password,
}


def main() -> None:
    for name, make in MADE.items():
        sys.stdout.write(f"{name}={make()}\n")


if __name__ == "__main__":
    main()
