"""The catalogue's JSON Schemas (2020-12): tests hold the files to them, the API is described by `ANSWER`."""

from pathlib import Path
from typing import Any, Final

from backend.content.catalogue import read

_SCHEMA = read(Path(__file__).with_name("schema.json"))

STRUCTURE: Final[dict[str, Any]] = {"$ref": "#/$defs/structure", "$defs": _SCHEMA["$defs"]}
TEXTS: Final[dict[str, Any]] = {"$ref": "#/$defs/texts", "$defs": _SCHEMA["$defs"]}
# Without references of its own, so that it can be set into an OpenAPI document as it stands.
ANSWER: Final[dict[str, Any]] = _SCHEMA["$defs"]["answer"]
