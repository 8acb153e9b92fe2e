"""The catalogue's JSON Schemas (2020-12). Tests check the files against them; `ANSWER` describes the API."""

from pathlib import Path
from typing import Any, Final

from backend.content.catalogue import read

_SCHEMA = read(Path(__file__).with_name("schema.json"))

STRUCTURE: Final[dict[str, Any]] = {"$ref": "#/$defs/structure", "$defs": _SCHEMA["$defs"]}
TEXTS: Final[dict[str, Any]] = {"$ref": "#/$defs/texts", "$defs": _SCHEMA["$defs"]}
# Has no references, so that it can be embedded in an OpenAPI document.
ANSWER: Final[dict[str, Any]] = _SCHEMA["$defs"]["answer"]
