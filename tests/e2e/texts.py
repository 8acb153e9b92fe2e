"""The texts that a person sees, from the same files that the app takes them from."""

import json
from functools import cache
from typing import Any

from tests.services.chromium import ROOT

CONTENT = ROOT / "backend" / "content"


@cache
def _file(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((CONTENT / name).read_text())
    return content


def sections() -> list[str]:
    """Everything that a share can show, from the API's document."""
    document = json.loads((ROOT / "docs" / "openapi.json").read_text())
    found: list[str] = document["components"]["schemas"]["SectionsEnum"]["enum"]
    return found


def text(key: str, **values: str | int) -> str:
    """A text of the app, `kept.title`, with its `{names}` filled in; of two plural forms the one for `n`."""
    leaf: Any = _file("languages/en/app.json")
    for name in key.split("."):
        leaf = leaf[name]
    if isinstance(leaf, dict):
        leaf = leaf["one" if values["n"] == 1 else "other"]
    for name, value in values.items():
        leaf = leaf.replace("{" + name + "}", str(value))
    return str(leaf)


def label(group: str, code: str) -> str:
    """A code of the catalogue in words: `label("sensations", "ease")`, `label("repair.whose", "mine")`."""
    named: Any = _file("languages/en/catalogue.json")
    for name in (*group.split("."), code):
        named = named[name]
    if isinstance(named, str):
        return named
    return str(next(named[part] for part in ("label", "title", "text") if part in named))


def prompt(code: str) -> str:
    """A question of the journal: `prompt("authenticity-2")`."""
    groups = _file("languages/en/catalogue.json")["journal"].values()
    return str(next(group["prompts"][code] for group in groups if code in group["prompts"]))


def prompts(*weights: str) -> list[str]:
    """The codes of the journal's questions that weigh so."""
    groups = _file("catalogue.json")["journal"]
    return [code for group in groups if group["weight"] in weights for code in group["prompts"]]


def chip(response: str) -> str:
    return str(_file("languages/en/catalogue.json")["responses"][response]["chip"])


def consent() -> dict[str, Any]:
    """The consent page: title, points (title, text), paragraphs, agree, age."""
    page: dict[str, Any] = _file("languages/en/catalogue.json")["consent"]
    return page


def codes(group: str) -> list[str]:
    """In the catalogue's order."""
    return [str(item["code"]) for item in _file("catalogue.json")[group]]


CONSENT_VERSION = str(_file("catalogue.json")["consent"]["version"])
