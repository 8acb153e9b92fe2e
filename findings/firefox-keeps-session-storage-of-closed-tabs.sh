#!/usr/bin/env bash
# Firefox ESR 153.8: the session storage of a closed tab stays in the profile's files, also after Clear-Site-Data: "*".
#
# Session storage is specified to live as long as its tab. Firefox also writes it into its session files, to be able to
# reopen the tab, and keeps it there with the list of closed tabs over restarts. Clear-Site-Data: "*" from the same
# origin, which deletes the site's cookies, cache and storage, leaves it there, and no script of the site can reach it. The
# first start after an installation or update also copies the file (sessionstore-backups/upgrade.jsonlz4-...). A site
# that puts a draft or a token into session storage so that it is gone with the tab leaves it on the disk.
#
# Needs a Firefox: FIREFOX, or `firefox-esr` or `firefox` on PATH.
# Seen: the word is in the files once the tab was closed and the site's data cleared, and after the second start, too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
firefox=${FIREFOX:-$(command -v firefox-esr || command -v firefox)}
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check websockets==15.0.1
cat > "$folder/seen.py" <<'PYTHON'
import json
import re
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import count
from pathlib import Path
from threading import Thread

from websockets.sync.client import connect

FIREFOX, FOLDER = sys.argv[1], Path(sys.argv[2])
PROFILE = FOLDER / "profile"
WORD = b"qzxwvkjpghfdbm"  # nothing in it can be compressed
# What remote control sets by itself would keep sessions from being saved as usual.
PREFERENCES = {
    "remote.prefs.recommended": False,
    "browser.sessionstore.interval": 500,
    "browser.aboutwelcome.enabled": False,
    "browser.preonboarding.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "app.update.disabledForTesting": True,
    "datareporting.policy.dataSubmissionEnabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        if self.path == "/clear":
            self.send_header("Clear-Site-Data", '"*"')
        self.end_headers()
        self.wfile.write(b"<title>A page</title>")

    def log_message(self, *args: object) -> None:
        pass


def start():
    with (FOLDER / "log").open("wb") as log:
        command = [FIREFOX, "--headless", "--remote-debugging-port=0", "--profile", str(PROFILE)]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    while not (address := re.search(r"BiDi listening on (\S+)", (FOLDER / "log").read_text())):
        time.sleep(0.1)
    socket = connect(f"{address[1]}/session", max_size=None)
    numbers = count(1)

    def ask(method, **params):
        number = next(numbers)
        socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (said := json.loads(socket.recv(timeout=60))).get("id") != number:
            pass
        return said["result"]

    def end():
        ask("browser.close")
        process.wait(60)

    ask("session.new", capabilities={})
    return ask, end


def files():
    found = [file.name for file in PROFILE.rglob("*") if file.is_file() and WORD in file.read_bytes()]
    return sorted(re.sub(r"-\d+$", "", name) for name in found)


server = HTTPServer(("localhost", 0), Page)
Thread(target=server.serve_forever, daemon=True).start()
origin = f"http://localhost:{server.server_port}"
PROFILE.mkdir()
lines = [f"user_pref({json.dumps(name)}, {json.dumps(to)});" for name, to in PREFERENCES.items()]
(PROFILE / "user.js").write_text("\n".join(lines))

ask, end = start()
tab = ask("browsingContext.getTree")["contexts"][0]["context"]
ask("browsingContext.navigate", context=tab, url=origin, wait="complete")
script = f"sessionStorage.setItem('draft', '{WORD.decode()}')"
ask("script.evaluate", expression=script, target={"context": tab}, awaitPromise=False)
time.sleep(2)
other = ask("browsingContext.create", type="tab")["context"]
ask("browsingContext.close", context=tab)
time.sleep(2)
ask("browsingContext.navigate", context=other, url=f"{origin}/clear", wait="complete")
script = "sessionStorage.length"
left = ask("script.evaluate", expression=script, target={"context": other}, awaitPromise=False)["result"]["value"]
print("in the site's session storage:", left)
time.sleep(2)
end()
print("closed, cleared, quit:", *files())
for number in ("second", "third"):
    ask, end = start()
    time.sleep(3)
    end()
    print(f"after the {number} start:", *files())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$firefox" "$folder" | tee "$folder/output"
diff "$folder/output" - <<'EXPECTED'
in the site's session storage: 0
closed, cleared, quit: sessionstore.jsonlz4
after the second start: previous.jsonlz4 sessionstore.jsonlz4 upgrade.jsonlz4
after the third start: previous.jsonlz4 sessionstore.jsonlz4 upgrade.jsonlz4
EXPECTED
echo "As described."
