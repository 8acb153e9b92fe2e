"""Exports a person's entries as CSV (RFC 4180) for spreadsheets: one row each, with names instead of ids."""

import csv
from collections.abc import Iterator
from typing import Any

from backend.accounts.models import Person
from backend.entries.aside import readable
from backend.entries.kinds import kinds
from backend.entries.models import Entry
from backend.people.models import KnownPerson
from backend.personal_data.export import entries
from backend.sensations.models import OwnSensation

#: The byte order mark, without which Excel doesn't read a file as UTF-8.
BOM = "\ufeff"
#: Prefixes that spreadsheets treat as formulas. A formula could send other cells elsewhere (CSV injection).
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Names = dict[str, str]
#: The order of a sensation's parts, since PostgreSQL doesn't preserve the order of an object's members.
SENSATION = ("code", "strength", "place", "side", "texture")


def as_csv(person: Person) -> Iterator[bytes]:
    names = names_of(person)
    left_out: list[dict[str, str]] = []
    columns = ["kind", *columns_of(person, names, left_out)]
    writer = csv.DictWriter(LineEcho(), columns, restval="")
    yield (BOM + writer.writeheader()).encode()
    for kind in kinds():
        for data in readable_data(person, kind.model):
            row = {"kind": kind.model.kind, **flatten(data, names)}
            yield writer.writerow({name: escape_formula(cell) for name, cell in row.items()}).encode()
    for each in left_out:
        yield writer.writerow({"kind": f"{each['kind']}: {each['reason']}", "id": each["id"]}).encode()


class LineEcho:
    """The file object for `csv`: `write` returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def columns_of(person: Person, names: Names, left_out: list[dict[str, str]]) -> list[str]:
    """The columns of all entries, in the order of the kinds. Kinds that share a name share its column.

    Reads all entries, since some have an object where others have null (a reminder's window).
    """
    columns: dict[str, None] = {}
    for kind in kinds():
        for data in readable_data(person, kind.model, left_out):
            columns |= dict.fromkeys(flatten(data, names))
    return list(columns | dict.fromkeys(["id"] if left_out else []))


def flatten(value: dict[str, Any], names: Names, under: str = "") -> dict[str, str | int | float]:
    """Flatten nested objects into columns such as `answers.feeling`, and turn lists into text."""
    cells: dict[str, str | int | float] = {}
    for name, item in value.items():
        if isinstance(item, dict):
            cells |= flatten(item, names, f"{under}{name}.")
        else:
            cells[f"{under}{name}"] = item if name == "id" else cell(item, names)
    return cells


def cell(item: Any, names: Names) -> str | int | float:
    if item is None:
        return ""
    if isinstance(item, bool):
        return "yes" if item else "no"
    if isinstance(item, list):
        return "; ".join(as_text(each, names) for each in item)
    return names.get(item, item) if isinstance(item, str) else item


def as_text(item: Any, names: Names) -> str:
    """An item of a list as text. A sensation becomes, for example, `chest-tightness 6 chest front more`."""
    if isinstance(item, dict):
        parts = [item.get(name) for name in SENSATION]
        return " ".join(str(cell(part, names)) for part in parts if part is not None)
    return str(cell(item, names))


def escape_formula(value: str | int | float) -> str | int | float:
    """Prefix text that a spreadsheet would treat as a formula with an apostrophe, which spreadsheets hide."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_PREFIXES) else value


def names_of(person: Person) -> Names:
    """The person's own names for what entries refer to by id: sensations and people."""
    own = {f"own:{each['id']}": each["label"] for each in readable_data(person, OwnSensation)}
    return own | {each["id"]: each["nickname"] for each in readable_data(person, KnownPerson)}


def readable_data(
    person: Person, model: type[Entry], left_out: list[dict[str, str]] | None = None
) -> Iterator[dict[str, Any]]:
    """The readable entries of one kind. The others are added to `left_out`."""
    return readable(entries(person, model), lambda entry: entry.as_data(), left_out)
