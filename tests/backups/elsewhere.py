"""Fills or restores a database in a separate process: `python -m tests.backups.elsewhere fill|restore
<folder>`.

Prints the database's whole content afterwards, as JSON.
"""

import sys
from pathlib import Path

import django
import orjson
from django.core.management import call_command
from django.test.utils import setup_test_environment


def main(verb: str, folder: Path) -> None:
    django.setup()
    setup_test_environment()
    from tests.backups.kept_rows import fill, words_and_rows, write_much

    call_command("migrate", verbosity=0)
    if verb == "fill":
        anna, *_ = fill()
        write_much(anna)
        call_command("backup", str(folder), stdout=sys.stderr)
    else:
        files = (str(next(folder.glob(f"*.{part}"))) for part in ("data", "keys"))
        call_command("restore", *files, "--keep-shares", stdout=sys.stderr, stderr=sys.stderr)
    sys.stdout.buffer.write(orjson.dumps(words_and_rows()))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
