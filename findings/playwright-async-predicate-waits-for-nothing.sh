#!/usr/bin/env bash
# Playwright for Python 1.65.2 with Chromium: wait_for_function() doesn't wait for an async predicate to become true.
#
# The call is there to ask a predicate again until what it returns is truthy. Where the predicate is async, or returns a
# promise, it ends with the first answer, whatever that is, and hands out `false` as the value that was waited for: the
# promise itself counts as truthy. A test that waits in this way for, say, something in IndexedDB, which can be asked
# only asynchronously, goes on at once and passes without having waited. A predicate that isn't async does wait.
#
# Needs a Chromium: CHROMIUM, or `chromium` on PATH (seen with Debian's 156).
# Seen: "sync: TimeoutError", "async: False", "a promise: False".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chromium=${CHROMIUM:-$(command -v chromium)}
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check playwright==1.65.2
cat > "$folder/seen.py" <<'PYTHON'
import sys

from playwright.sync_api import TimeoutError, sync_playwright

PREDICATES = {"sync": "() => false", "async": "async () => false", "a promise": "() => Promise.resolve(false)"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], args=FLAGS)
    page = browser.new_page()
    for name, predicate in PREDICATES.items():
        try:
            print(f"{name}:", page.wait_for_function(predicate, timeout=3000).json_value())
        except TimeoutError:
            print(f"{name}: TimeoutError")
    browser.close()
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$chromium" | tee "$folder/output"
diff "$folder/output" - <<'EXPECTED'
sync: TimeoutError
async: False
a promise: False
EXPECTED
echo "As described."
