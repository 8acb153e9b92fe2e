"""Completes the OpenAPI document with what many endpoints have in common.

It lists every status that an endpoint can answer, so that any other status is a fault (tests/fuzz).
"""

from collections.abc import Iterator
from typing import Any

from backend.api.schema import VIEWING

PROBLEM = {"$ref": "#/components/schemas/ProblemSchema"}
ANSWERED = {"content": {"application/problem+json": {"schema": PROBLEM}}}
REFUSALS = {
    "400": "The request is invalid; `errors` lists the fields.",
    "401": "Signed out (`signed_out`), or the account was deleted on another device (`account_erased`).",
    "403": "Consent is not recorded, the CSRF token is missing, or recent proof of identity is needed.",
    "404": "It doesn't exist, or belongs to another person.",
    "406": "Only JSON is available.",
    "411": "The request has a body without Content-Length.",
    "413": "Over 256 KB.",
    "415": "Only JSON is accepted.",
}
READS = ("get", "head")


def finish(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A drf-spectacular hook. Responses have all their fields; errors are problems, with their media type."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Request"):
            make_strict(schema, result["components"]["schemas"])
        elif "properties" in schema:
            schema["required"] = sorted(schema["properties"])
    result["components"]["securitySchemes"]["viewing"] = VIEWING
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            responses = operation["responses"]
            if path.startswith("/api/shared/"):
                operation["security"] = [{"viewing": []}]
            for response in responses.values():
                content = response.get("content", {})
                if content.get("application/json", {}).get("schema") == PROBLEM:
                    response["content"] = ANSWERED["content"]
            for status in refusals(path, method, operation):
                responses.setdefault(status, {"description": REFUSALS[status], **ANSWERED})
            operation["responses"] = dict(sorted(responses.items()))
    return result


def make_strict(schema: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Allow no further names in a request's body, and no duplicate codes in its lists.

    Lists take over `x-unique-by` and `x-most` from their items. The server also accepts, and ignores, the
    read-only names of its answers.
    """
    schema["additionalProperties"] = False
    for member in schema.get("properties", {}).values():
        items = member.get("items", {})
        each = schemas.get(items.get("$ref", "").rsplit("/", 1)[-1], items)
        if "enum" in each:
            member["uniqueItems"] = True
        if "x-unique-by" in each:
            member["x-unique-by"] = each["x-unique-by"]
        if "x-most" in each:
            member["maxItems"] = each["x-most"]


def refusals(path: str, method: str, operation: dict[str, Any]) -> Iterator[str]:
    """The error statuses of the middleware, and those that all views of this sort may answer."""
    yield from ("400", "406")
    if "security" in operation:
        yield "401"
        if not path.startswith("/api/shared/"):
            yield "403"
    if "{" in path:
        yield "404"
    if method not in READS:
        yield from ("411", "413")
    if "requestBody" in operation:
        yield "415"
