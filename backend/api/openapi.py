"""The last touch to the OpenAPI document: what is true of every endpoint, said once."""

from typing import Any

PROBLEM = {"$ref": "#/components/schemas/ProblemSchema"}
ANY_OTHER = {
    "description": "Whatever else is wrong: a problem (RFC 9457).",
    "content": {"application/problem+json": {"schema": PROBLEM}},
}


def finish(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A drf-spectacular hook: answers leave nothing out; any may be a problem, of its own media type."""
    for name, schema in result["components"]["schemas"].items():
        if "properties" in schema and not name.endswith("Request"):
            schema["required"] = sorted(schema["properties"])
    for operations in result["paths"].values():
        for operation in operations.values():
            for response in operation["responses"].values():
                content = response.get("content", {})
                if content.get("application/json", {}).get("schema") == PROBLEM:
                    response["content"] = {"application/problem+json": {"schema": PROBLEM}}
            operation["responses"].setdefault("default", ANY_OTHER)
    return result
