#!/usr/bin/env bash
# Django 5.2.19: one route whose pattern holds an inline flag group breaks reverse() of every other route.
#
# `re` knows scoped flags such as (?s:.), and Django resolves a re_path() that uses them as one would expect. The system
# checks find nothing wrong with it either. But the first reverse() of any name, also of a plain path() elsewhere in the
# same list, raises ValueError: to reverse names, Django takes all patterns apart, with a parser of its own that doesn't
# know such groups (django/utils/regex_helper.py). A site may so pass its checks, serve the new route, and fail in the
# first template that has a {% url %}. A character class, [\s\S], says the same and can be reversed.
#
# Seen: "resolves: True", "checks: []", "reverse: ValueError Non-reversible reg-exp portion: '(?s'",
#       "with a class: /plain/".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check django==5.2.19
cat > "$folder/seen.py" <<'PYTHON'
import django
from django.conf import settings

settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="only here")
django.setup()

from django.core.checks import run_checks
from django.http import HttpResponse
from django.urls import clear_url_caches, path, re_path, resolve, reverse


def view(request):
    return HttpResponse("here")


plain = path("plain/", view, name="plain")
urlpatterns = [plain, re_path(r"^any/(?s:.)*\Z", view)]
print("resolves:", resolve("/any/a\nb").func is view)
print("checks:", run_checks())
try:
    print("reverse:", reverse("plain"))
except ValueError as refused:
    print("reverse: ValueError", refused)
urlpatterns = [plain, re_path(r"^any/[\s\S]*\Z", view)]
clear_url_caches()
print("with a class:", reverse("plain"))
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" | tee "$folder/output"
diff "$folder/output" - <<'EXPECTED'
resolves: True
checks: []
reverse: ValueError Non-reversible reg-exp portion: '(?s'
with a class: /plain/
EXPECTED
echo "As described."
