"""The last touch to the OpenAPI document: what is true of many endpoints, said once. Every status that an
endpoint can answer stands there, so that another one is a fault (tests/fuzz)."""

from collections.abc import Iterator
from typing import Any

from backend.api.schema import VIEWING

PROBLEM = {"$ref": "#/components/schemas/ProblemSchema"}
ANSWERED = {"content": {"application/problem+json": {"schema": PROBLEM}}}
REFUSALS = {
    "400": "The request is not what the contract says; `errors` name the places.",
    "401": "Signed out.",
    "403": "Consent is not recorded, the CSRF token is missing, or a proof of a few minutes ago is needed.",
    "404": "There is nothing here, or it is somebody else's.",
    "406": "Only JSON is to be had.",
    "411": "The request has to say how long its body is.",
    "413": "Over 256 KB.",
    "415": "Only JSON is taken.",
}
READS = ("get", "head")


def finish(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A drf-spectacular hook: answers leave nothing out; a refusal is a problem, of its own media type."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Request"):
            be_strict(schema, result["components"]["schemas"])
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


def be_strict(schema: dict[str, Any], schemas: dict[str, Any]) -> None:
    """What is sent has no names but these, no code twice in a list. What an answer adds may come back."""
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
    """The statuses that what stands before the view may answer, and the view as any other of its kind."""
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
