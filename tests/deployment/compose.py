"""docker-compose.yml as data, and its values translated for a machine without Docker."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from tests.services.chromium import ROOT

FILE = ROOT / "docker-compose.yml"
EXAMPLE = ROOT / ".env.example"
#: `${NAME:?message}`, `${NAME:-}` for an optional variable, or an escaped dollar sign.
INTERPOLATION = re.compile(r"\$(?:\$|\{(?P<name>[A-Z_]+):(?:\?(?P<message>[^}]*)|-)\})")
VARIABLE = re.compile(r"^(?:# )?(NOTICING_[A-Z_]+)\b", re.MULTILINE)


def read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return found


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read()["services"]
    return found


def strings(value: Any) -> list[str]:
    """Every string inside a value."""
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


def interpolate(value: Any, variables: Mapping[str, str], places: Mapping[str, str]) -> Any:
    """Replace the containers' paths and hosts by those of this machine, then fill in variables as Compose
    does.

    In this order, so that no secret is changed by the first step.
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
