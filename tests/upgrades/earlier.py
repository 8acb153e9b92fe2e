"""Data of build e53f91b (landed on 23 November 2026): a data folder, server responses and a phone's store.

`data.tar.xz` is the folder of `manage.py serve` with one person called robin, who has entries of every kind,
a reminder and a share. `server.json` has that build's responses to her. `phone.json` is the store of her
phone's browser: a lock (with `PASSPHRASE`), an unsent check-in, and an unfinished journal page. All of it is
invented.
"""

import json
import tarfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
USERNAME = "robin"
PASSPHRASE = "vier Wörter am Fenster"
#: The answer to a curiosity question in the unsent check-in, and the unfinished page.
UNSENT = "like standing behind glass"
BEGUN = "a page that was begun"


def unpack(folder: Path) -> None:
    """Unpack the data folder to `folder`/data."""
    with tarfile.open(HERE / "data.tar.xz") as archive:
        archive.extractall(folder, filter="data")


def server() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "server.json").read_text())
    return found


def phone() -> dict[str, Any]:
    """`version`, `stores` (name -> [[key, row]]; bytes as {"$bytes": base64}) and `local`."""
    found: dict[str, Any] = json.loads((HERE / "phone.json").read_text())
    return found


def within(earlier: Any, now: Any) -> bool:
    """Whether `now` contains everything in `earlier`; it may have additional fields."""
    if isinstance(earlier, dict):
        return isinstance(now, dict) and all(
            name in now and within(one, now[name]) for name, one in earlier.items()
        )
    if isinstance(earlier, list):
        return isinstance(now, list) and len(earlier) == len(now) and all(map(within, earlier, now))
    return bool(earlier == now)
