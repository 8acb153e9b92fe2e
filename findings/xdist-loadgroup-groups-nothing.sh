#!/usr/bin/env bash
# pytest-xdist 3.8.0 with pytest 9.2.0: `--dist loadgroup` accepts the marker `xdist_group` and groups nothing.
#
# xdist hands a group to its scheduler by writing it behind the test's id, into the item's attribute `_nodeid`. pytest 9.2
# computes an item's id otherwise and never reads that attribute, so the scheduler sees no group and gives the tests of
# one group to both workers. Neither package says so, and every test passes: only the time (what a group sets up is set
# up on each worker) or a clash of two workers tells. With pytest 8.4.2 the same file stays on one worker.
#
# Seen: with 9.2.0 the eight tests of one group run on 2 workers, with 8.4.2 on 1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/test_group.py" <<'PY'
import time
import pytest

@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("number", range(8))
def test_one(number):
    time.sleep(0.1)
PY

workers() {  # how many workers the tests of the one group ran on, with this pytest
  python3 -m venv "$folder/$1"
  "$folder/$1/bin/pip" --quiet --disable-pip-version-check install "pytest==$1" pytest-xdist==3.8.0 execnet==2.1.2
  (cd "$folder" && "$folder/$1/bin/python" -m pytest -p no:cacheprovider -v -n 2 --dist loadgroup test_group.py) |
    grep PASSED | grep -o 'gw[0-9]' | sort -u | wc -l
}

new=$(workers 9.2.0)
old=$(workers 8.4.2)
echo "pytest 9.2.0: one group on $new workers; pytest 8.4.2: on $old"
[ "$new" -eq 2 ] && [ "$old" -eq 1 ] || { echo "This has changed."; exit 1; }
