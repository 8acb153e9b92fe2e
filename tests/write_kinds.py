"""Writes what the phone knows of each kind of entry, from docs/openapi.json: `python -m tests.write_kinds`.

frontend/src/kinds/table.ts     what is needed at every start
frontend/src/kinds/bodies.json  what is needed now and then: the schema of each body, and its placeholder
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.write_openapi import FILE

FOLDER = Path(__file__).resolve().parents[1] / "frontend" / "src" / "kinds"
#: What a reader of the document needs, and who checks a body doesn't.
LEFT_OUT = {"description", "example", "default", "x-refers-to", "x-prefix", "x-most"}

TABLE = """\
/** The kinds of entries, from docs/openapi.json. Written by `make types`; not to be edited. */
import type {{ components }} from '../api-types';

type Schemas = components['schemas'];

/** The body of `PUT /api/<kind>/<id>/`. */
export interface Requests {{
{requests}
}}

/** What answers add to a body; nothing of it is sent. */
export const READ_ONLY = {read_only} as const;

/** What a share can show. */
export const SECTIONS = {sections} as const;

/**
 * `moment`: the field that says on which day it stands; null for what stands on none.
 * `rank`: the lower ones are sent first, so that what is referred to is there.
 * `texts`: what somebody writes, and how many characters it may have.
 * `references`: where the ids of other entries are, each with what stands before it.
 */
export const KINDS = {{
{kinds}
}} as const;
"""


class Kinds:
    """What can be read of them in the document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.schemas: dict[str, Any] = document["components"]["schemas"]
        self.all: list[dict[str, Any]] = document["x-kinds"]
        self.bodies = {kind["kind"]: self.resolved(self.schemas[kind["body"]]) for kind in self.all}

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Without references to other schemas; what may be null is `nullable`."""
        found = dict(schema)
        for inner in (found.pop("oneOf", []), found.pop("allOf", [])):
            for one in inner:
                found |= self.resolved(one) if not is_null(one) else {"nullable": True}
        if "$ref" in found:
            found = self.resolved(self.schemas[found.pop("$ref").rsplit("/", 1)[-1]]) | found
        if isinstance(found.get("type"), list):
            found["nullable"] = True
            [found["type"]] = [each for each in found["type"] if each != "null"]
        if "properties" in found:
            found["properties"] = {name: self.resolved(each) for name, each in found["properties"].items()}
        if "items" in found:
            found["items"] = self.resolved(found["items"])
        return found

    def rank(self, kind: str) -> int:
        """0 for the kinds at the beginning that refer to nothing; then one after the other.

        Outboxes of earlier versions hold these numbers, so a kind keeps the one that it has.
        """
        words = [each["kind"] for each in self.all]
        first = next(place for place, word in enumerate(words) if self.references(word))
        return max(0, words.index(kind) - first + 1)

    def references(self, kind: str) -> list[dict[str, str]]:
        """The kind that is referred to, where, and what stands before the id."""
        return [
            {"kind": leaf["x-refers-to"], "at": path, "prefix": leaf.get("x-prefix", "")}
            for path, leaf in leaves(self.bodies[kind])
            if "x-refers-to" in leaf
        ]

    def texts(self, kind: str) -> dict[str, int]:
        """Every free text of a body, and its limit."""
        found = [each for each in leaves(self.bodies[kind]) if "x-refers-to" not in each[1]]
        return {path: leaf["maxLength"] for path, leaf in found if "maxLength" in leaf}

    def placeholder(self, kind: dict[str, Any]) -> dict[str, Any]:
        """A body that says nothing, with what a required field is to show."""
        fields = self.bodies[kind["kind"]]["properties"]
        return {name: nothing(schema) for name, schema in fields.items()} | kind["placeholder"]


def is_null(schema: dict[str, Any]) -> bool:
    return schema in ({"type": "null"}, {"$ref": "#/components/schemas/NullEnum"})


def leaves(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """What isn't made of others, with its place: `answers/feeling`, `sensations/*/code`."""
    inside = schema.get("properties", {"*": schema["items"]} if "items" in schema else {})
    for name, inner in inside.items():
        yield from leaves(inner, f"{path}/{name}" if path else name)
    if not inside:
        yield path, schema


def nothing(schema: dict[str, Any]) -> Any:
    if "default" in schema:
        return schema["default"]
    return [] if schema.get("type") == "array" else None


def checked(schema: Any) -> Any:
    """The schema without what doesn't decide whether a body is taken."""
    if not isinstance(schema, dict):
        return schema
    found = {name: checked(each) for name, each in schema.items() if name not in LEFT_OUT}
    if "properties" in schema:  # its names may be the same as those of the schema's own parts
        found["properties"] = {name: checked(each) for name, each in schema["properties"].items()}
    return found


def written(value: Any) -> str:
    """As TypeScript, on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{quoted(name)}: {written(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(written(each) for each in value) + "]"
    return quoted(value, always=True) if isinstance(value, str) else json.dumps(value)


def quoted(name: str, *, always: bool = False) -> str:
    return name if name.isidentifier() and not always else f"'{name}'"


def table(kinds: Kinds) -> str:
    described = []
    for kind in kinds.all:
        word, rank = kind["kind"], kinds.rank(kind["kind"])
        references = "".join(f"\n      {written(each)}," for each in kinds.references(word))
        described.append(
            f"  {quoted(word)}: {{\n"
            f"    moment: {written(kind['moment'])},\n"
            f"    rank: {rank},\n"
            f"    texts: {written(kinds.texts(word))},\n"
            f"    references: [{references}{references and chr(10) + '    '}],\n"
            "  },"
        )
    requests = [f"  {quoted(kind['kind'])}: Schemas['{kind['body']}'];" for kind in kinds.all]
    read_only = sorted({name for kind in kinds.all for name in kind["read_only"]})
    return TABLE.format(
        requests="\n".join(requests),
        read_only=written(read_only),
        sections=written(kinds.schemas["SectionsEnum"]["enum"]),
        kinds="\n".join(described),
    )


def bodies(kinds: Kinds) -> str:
    found = {
        kind["kind"]: {"schema": checked(kinds.bodies[kind["kind"]]), "placeholder": kinds.placeholder(kind)}
        for kind in kinds.all
    }
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def write(folder: Path = FOLDER) -> None:
    kinds = Kinds(json.loads(FILE.read_text()))
    (folder / "table.ts").write_text(table(kinds))
    (folder / "bodies.json").write_text(bodies(kinds))


if __name__ == "__main__":
    write()
    sys.stdout.write(f"{FOLDER}\n")
