#!/usr/bin/env bash
# Hypothesis 6.170.15: nine times integers() and once text() in one_of() draws text half the time, unless it is mapped.
#
# one_of() drops an alternative that it already has, by identity, and doesn't say so: its repr still shows all ten.
# integers() written out nine times counts as one too, because equal calls return the same cached strategy. With .map()
# behind each call, which makes a new strategy every time, the same list gives text only one time in ten. So how often a
# branch is drawn depends on how its neighbours are written, and an edit that looks neutral changes what a test covers.
# sampled_from(), with the same list, counts every repeat. Hypothesis promises no distribution, but its documentation
# doesn't say that the two functions treat a repeat differently, nor that one_of() treats the two lists differently.
#
# Seen: text is drawn "about half" the time with one object nine times and with nine calls, "about one in ten" with nine
#       mapped calls and with sampled_from().
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check hypothesis==6.170.15
cat > "$folder/seen.py" <<'PYTHON'
import sys
from importlib.metadata import version

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def drawn(choice):
    """How often `choice` draws text, in 100 lists of 50 elements."""
    drawn = []

    @settings(database=None, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(choice, min_size=50, max_size=50))
    def draw(elements):
        drawn.extend(isinstance(element, str) for element in elements)

    draw()
    share = sum(drawn) / len(drawn)
    print(f"(share: {share:.2f})", file=sys.stderr)
    return "about half" if 0.35 < share < 0.65 else "about one in ten" if 0.05 < share < 0.15 else f"{share:.2f}"


number, text = st.integers(), st.text()
print("hypothesis", version("hypothesis"))
print("one object:", drawn(st.one_of([number] * 9 + [text])))
print("nine calls:", drawn(st.one_of([st.integers() for _ in range(9)] + [text])))
print("nine mapped calls:", drawn(st.one_of([st.integers().map(abs) for _ in range(9)] + [text])))
print("sampled_from:", drawn(st.sampled_from([number] * 9 + [text]).flatmap(lambda chosen: chosen)))
print("alternatives in the repr:", repr(st.one_of([number] * 9 + [text])).count("integers()"))
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" | tee "$folder/output"
diff "$folder/output" - <<'EXPECTED'
hypothesis 6.170.15
one object: about half
nine calls: about half
nine mapped calls: about one in ten
sampled_from: about one in ten
alternatives in the repr: 9
EXPECTED
echo "As described."
