"""docker-compose.yml as data: what it says, and what it says to a machine that has no Docker."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from tests.services.chromium import ROOT

FILE = ROOT / "docker-compose.yml"
EXAMPLE = ROOT / ".env.example"
#: `${NAME:?message}`, `${NAME:-}` for what may be left out, or a dollar sign.
INTERPOLATION = re.compile(r"\$(?:\$|\{(?P<name>[A-Z_]+):(?:\?(?P<message>[^}]*)|-)\})")
VARIABLE = re.compile(r"^(?:# )?(NOTICING_[A-Z_]+)\b", re.MULTILINE)


def read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return found


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read()["services"]
    return found


def strings(value: Any) -> list[str]:
    """Every text in it."""
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


def interpolate(value: Any, variables: Mapping[str, str], places: Mapping[str, str]) -> Any:
    """As Compose fills in variables, after the places of the containers have become places of this machine.

    In this order, so that no secret is taken for a place.
    """
    if isinstance(value, Mapping):
        return {name: interpolate(item, variables, places) for name, item in value.items()}
    if isinstance(value, list):
        return [interpolate(item, variables, places) for item in value]
    if not isinstance(value, str):
        return value
    for there, here in places.items():
        value = value.replace(there, here)
    return INTERPOLATION.sub(lambda found: filled(found, variables), value)


def filled(found: re.Match[str], variables: Mapping[str, str]) -> str:
    if not found["name"]:
        return "$"
    return variables[found["name"]] if found["message"] else variables.get(found["name"], "")


def named_in_the_example() -> list[str]:
    return VARIABLE.findall(EXAMPLE.read_text())
