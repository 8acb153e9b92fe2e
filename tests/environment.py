"""A pytest plugin, loaded before Django's settings, that gives each run its own keys, folder and database.

NOTICING_TEST_DATABASE=sqlite (the default) or postgresql chooses the database; none is for the tests that
open no database (tests/databases.py).
"""

import atexit
import base64
import os
import shutil
import tempfile

from tests.services.postgres import Postgres

#: Nothing listens at this address.
NO_DATABASE = "postgresql://nobody@127.0.0.1:9/none"
#: Variables for the tests themselves; all other NOTICING_ variables of the shell are removed.
OURS = ("NOTICING_TEST_DATABASE", "NOTICING_WRITE_SCREENSHOTS")


def configure() -> None:
    for name in [name for name in os.environ if name.startswith("NOTICING_") and name not in OURS]:
        del os.environ[name]
    os.environ["NOTICING_SECRET_KEY"] = "secret-key-of-the-tests-" + "x" * 32
    os.environ["NOTICING_SEALING_KEYS"] = base64.urlsafe_b64encode(
        b"sealing key of the tests........"
    ).decode()
    os.environ["NOTICING_VAPID_PRIVATE_KEYS"] = base64.urlsafe_b64encode(
        b"vapid key of the tests.........."
    ).decode()
    os.environ["NOTICING_DATA_DIR"] = folder = tempfile.mkdtemp(prefix="noticing-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    chosen = os.environ.get("NOTICING_TEST_DATABASE", "sqlite")
    if chosen == "postgresql":
        os.environ["NOTICING_DATABASE_URL"] = Postgres().url
    elif chosen == "none":
        os.environ["NOTICING_DATABASE_URL"] = NO_DATABASE
    elif chosen != "sqlite":
        raise SystemExit(f"NOTICING_TEST_DATABASE is sqlite, postgresql or none, not {chosen}")


configure()
