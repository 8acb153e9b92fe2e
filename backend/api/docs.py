"""The page that shows the OpenAPI document, read-only.

drf-spectacular's own pages have inline scripts and styles, which our Content-Security-Policy forbids.
"""

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse

from backend.api.problems import safe_only

FOLDER = "drf_spectacular_sidecar/swagger-ui-dist"

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Noticing: API</title>
<link rel="icon" href="{icon}">
<link rel="stylesheet" href="{style}">
</head>
<body>
<div id="docs"></div>
<script src="{program}"></script>
<script src="?script"></script>
</body>
</html>
"""
# No validator, since it would send a request to a third party. No "Try it out", since the page is read-only.
SCRIPT = """const nothing = () => () => null;
SwaggerUIBundle({{
  url: "{schema}",
  dom_id: "#docs",
  deepLinking: true,
  supportedSubmitMethods: [],
  validatorUrl: null,
  plugins: [{{ wrapComponents: {{ authorizeBtn: nothing, authorizeOperationBtn: nothing }} }}],
}});
"""


@safe_only
def docs(request: HttpRequest) -> HttpResponse:
    """The page, or with `?script` the script that starts it."""
    if "script" in request.GET:
        return HttpResponse(SCRIPT.format(schema=reverse("schema")), content_type="text/javascript")
    files = {"icon": "favicon-32x32.png", "style": "swagger-ui.css", "program": "swagger-ui-bundle.js"}
    return HttpResponse(PAGE.format(**{name: static(f"{FOLDER}/{file}") for name, file in files.items()}))
