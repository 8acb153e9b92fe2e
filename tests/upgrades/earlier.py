"""What build e53f91b (landed on 23 November 2026) left: a data folder, and what a phone and a server held.

`data.tar.xz` is the folder of `manage.py serve`: one person called robin, with entries of
every kind, a reminder and a share. `server.json` is what that build answered to her. `phone.json` is the
store of her phone's browser: a lock (by `PASSPHRASE`), a check-in that wasn't sent,
and a page that was begun. All of it is made up.
"""

import json
import tarfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
USERNAME = "robin"
PASSPHRASE = "vier Wörter am Fenster"
#: The answer to a curiosity question that is in the unsent check-in, and the page that was begun.
UNSENT = "like standing behind glass"
BEGUN = "a page that was begun"


def unpack(folder: Path) -> None:
    """The data folder, as `folder`/data."""
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
    """Whether all that was told then is told now; later fields may have come."""
    if isinstance(earlier, dict):
        return isinstance(now, dict) and all(
            name in now and within(one, now[name]) for name, one in earlier.items()
        )
    if isinstance(earlier, list):
        return isinstance(now, list) and len(earlier) == len(now) and all(map(within, earlier, now))
    return bool(earlier == now)
