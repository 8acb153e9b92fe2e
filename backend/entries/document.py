"""What the OpenAPI document says of each kind of entry, from its declaration."""

from typing import Any

from backend.entries.kinds import Kind, kinds


def describe_kinds(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A drf-spectacular hook: `x-kinds` tells a client, in the order in which it sends them, what JSON Schema
    can't. `make types` writes the phone's table from it.
    """
    result["x-kinds"] = [described(kind) for kind in kinds()]
    return result


def described(kind: Kind) -> dict[str, Any]:
    """`body`: the schema of what is sent. `moment`: the field that says on which day it stands. `read_only`:
    names that are ignored in a body. `placeholder`: values of required fields for an entry that can't be
    unsealed. `section`: what a share may show of it; null for a kind that no share lists."""
    name = kind.serializer.__name__.removesuffix("Serializer")
    return {
        "kind": kind.word,
        "body": f"{name}Request",
        "moment": kind.model.moment,
        "read_only": sorted(kind.serializer.ignored),
        "placeholder": dict(kind.placeholder),
        "section": kind.section and {"columns": kind.section.columns, "words": kind.section.words},
    }
