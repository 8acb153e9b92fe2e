"""The catalogue: the codes that the app offers, and their words in each language.

The files are data that the phone's bundle imports, too. They are read once, at import. Codes are stable API
values. The tuples below have the catalogue's order, which is the order on screens.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

DEFAULT_LANGUAGE: Final = "en"

_FOLDER = Path(__file__).parent


def read(path: Path) -> dict[str, Any]:
    """The JSON object in the file `path`."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def codes(entries: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The codes of `entries`, in their order."""
    return tuple(entry["code"] for entry in entries)


# Helplines are in a file of their own, since the first screen loads all of catalogue.json and doesn't need
# them.
STRUCTURE: Final = read(_FOLDER / "catalogue.json") | read(_FOLDER / "help.json")
LANGUAGES: Final = tuple(sorted(file.parent.name for file in _FOLDER.glob("languages/*/catalogue.json")))

SENSATIONS: Final = codes(STRUCTURE["sensations"])
PLACES: Final = codes(STRUCTURE["places"])
SIDES: Final = ("front", "back")
TEXTURES: Final = ("more", "less")
QUESTIONS: Final = codes(STRUCTURE["questions"])
RESPONSES: Final = codes(STRUCTURE["responses"])
ADAPTATIONS: Final = codes(one for one in STRUCTURE["responses"] if one["kind"] == "adaptation")
MOMENTS: Final = tuple[str, ...](STRUCTURE["moments"])
NOW: Final = tuple[str, ...](STRUCTURE["now"])
PRACTICES: Final = codes(STRUCTURE["practices"])
RECEIVING: Final = codes(one for one in STRUCTURE["practices"] if one["group"] == "receiving")
BELIEFS: Final = tuple[str, ...](STRUCTURE["beliefs"])
MET: Final = tuple[str, ...](STRUCTURE["met"])
WHOSE: Final = tuple[str, ...](STRUCTURE["repair"]["whose"])
REPAIR_SKILLS: Final = codes(STRUCTURE["repair"]["skills"])
BRACED_FOR: Final = tuple[str, ...](STRUCTURE["repair"]["braced_for"])
SAFE: Final = tuple[str, ...](STRUCTURE["people"]["safe"])
WELCOMING_SIGNS: Final = tuple[str, ...](STRUCTURE["people"]["welcoming"])
CAREFUL_SIGNS: Final = tuple[str, ...](STRUCTURE["people"]["careful"])
SIGNS: Final = WELCOMING_SIGNS + CAREFUL_SIGNS
COLORS: Final = tuple[str, ...](STRUCTURE["people"]["colors"])
JOURNAL_GROUPS: Final = codes(STRUCTURE["journal"])
JOURNAL_PROMPTS: Final = tuple[str, ...](code for group in STRUCTURE["journal"] for code in group["prompts"])
HEAVY_GROUPS: Final = codes(group for group in STRUCTURE["journal"] if group["weight"] == "heavy")
SETTLING: Final = codes(STRUCTURE["settling"])
RECEIVED: Final = tuple[str, ...](STRUCTURE["received"])
CONSENT_VERSION: Final[str] = STRUCTURE["consent"]["version"]

DEFAULT_PLACES: Final[Mapping[str, str | None]] = MappingProxyType(
    {sensation["code"]: sensation["place"] for sensation in STRUCTURE["sensations"]}
)
SIDES_OF_PLACE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {place["code"]: tuple(place["sides"]) for place in STRUCTURE["places"]}
)


@cache
def texts(language: str) -> dict[str, Any]:
    """The words of `language`, one of LANGUAGES. Shared, so don't change them. Raises KeyError."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return read(_FOLDER / "languages" / language / "catalogue.json")


@cache
def mails(language: str) -> dict[str, dict[str, str]]:
    """Subjects and texts of the mails, as format strings. The phone doesn't need them. Raises KeyError."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return read(_FOLDER / "languages" / language / "mail.json")


@cache
def direction(language: str) -> str:
    """The text direction of the language: "ltr" or "rtl". Only the front end uses the rest of that file."""
    app = read(_FOLDER / "languages" / language / "app.json")
    return str(app["thisLanguage"]["direction"])


def merged(language: str) -> dict[str, Any]:
    """The catalogue in `language`: every code with its words. A single string becomes a `label`."""
    return {"language": language, **_with_words(STRUCTURE, texts(language))}


def _with_words(node: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    joined = {key: _joined(value, words.get(key)) for key, value in node.items()}
    return joined | {key: value for key, value in words.items() if key not in joined}


def _joined(value: Any, words: Any) -> Any:
    if words is None:  # has no words: a code, a weight, the sides of a place
        return value
    if isinstance(value, list):
        return [_entry(item, words) for item in value]
    return _with_words(value, words)


def _entry(item: str | Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    entry = {"code": item} if isinstance(item, str) else item
    own = words[entry["code"]]
    return _with_words(entry, {"label": own} if isinstance(own, str) else own)
