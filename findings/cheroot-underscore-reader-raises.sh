#!/usr/bin/env bash
# cheroot 11.1.2: the header reader that leaves out names with an underscore can't read any header at all.
#
# cheroot.server.DropUnderscoreHeaderReader is there to be set as a server's `header_reader`. It looks for a text
# underscore in names that are bytes by then, so that Python raises TypeError at the first header of every request, with
# or without an underscore in it. The reader it derives from takes the same lines.
#
# Seen: "HeaderReader: {b'Host': b'example.org'}",
#       "DropUnderscoreHeaderReader: TypeError a bytes-like object is required, not 'str'".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check cheroot==11.1.2
cat > "$folder/seen.py" <<'PYTHON'
from io import BytesIO

from cheroot.server import DropUnderscoreHeaderReader, HeaderReader

for reader in (HeaderReader, DropUnderscoreHeaderReader):
    try:
        print(f"{reader.__name__}:", reader()(BytesIO(b"Host: example.org\r\n\r\n")))
    except TypeError as raised:
        print(f"{reader.__name__}: TypeError", raised)
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" | tee "$folder/output"
diff "$folder/output" - <<'EXPECTED'
HeaderReader: {b'Host': b'example.org'}
DropUnderscoreHeaderReader: TypeError a bytes-like object is required, not 'str'
EXPECTED
echo "As described."
