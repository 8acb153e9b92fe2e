#!/usr/bin/env bash
# Chromium's storage buckets: navigator.storageBuckets.delete('default') resolves, and deletes nothing.
#
# Every origin has a default bucket, in which window.indexedDB lives. Deleting any other bucket deletes its databases at
# once; deleting "default" looks as if it had worked (no exception, as the specification says for a bucket that doesn't
# exist), while the default databases keep all their rows. Opening a bucket with that name makes a second one, which has
# nothing to do with window.indexedDB. An app that clears an origin bucket by bucket leaves everything outside of buckets.
#
# Needs a Chromium: CHROMIUM, or `chromium` on PATH (seen with Debian's 156).
# Seen: a bucket of one's own has no database after delete(); the default bucket still has its database and row.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chromium=${CHROMIUM:-$(command -v chromium)}
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check playwright==1.65.2
cat > "$folder/seen.py" <<'PYTHON'
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from playwright.sync_api import sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
LOOK = """async () => {
  const open = (factory) => new Promise((resolve, reject) => {
    const opening = factory.open('notes');
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows').put('a word', 1);
    opening.onsuccess = () => { opening.result.close(); resolve(); };
    opening.onerror = () => reject(opening.error);
  });
  const own = async () => (await navigator.storageBuckets.open('own')).indexedDB;
  const names = async (factory) => (await factory.databases()).map(({ name }) => name).join() || 'none';
  await open(indexedDB);
  await open(await own());
  const said = [];
  for (const bucket of ['own', 'default'])
    said.push(`delete('${bucket}'): ${await navigator.storageBuckets.delete(bucket).catch(({ name }) => name)}`);
  said.push(`databases of the bucket: ${await names(await own())}`);
  said.push(`databases outside of it: ${await names(indexedDB)}`);
  return said.join('\\n');
}"""


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


server = HTTPServer(("127.0.0.1", 0), Page)
Thread(target=server.serve_forever, daemon=True).start()
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], args=FLAGS)
    page = browser.new_page()
    page.goto(f"http://localhost:{server.server_port}/")
    print(page.evaluate(LOOK))
    browser.close()
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$chromium" | tee "$folder/output"
diff "$folder/output" - <<'EXPECTED'
delete('own'): undefined
delete('default'): undefined
databases of the bucket: none
databases outside of it: notes
EXPECTED
echo "As described."
