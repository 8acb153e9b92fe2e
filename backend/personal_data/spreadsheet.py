"""The entries of one person as CSV (RFC 4180), for a spreadsheet: a row each, names instead of ids."""

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

#: Excel takes a file for UTF-8 only if it begins with this.
MARK = "\ufeff"
#: A cell that begins so is a formula to a spreadsheet, which could send what stands beside it elsewhere.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Names = dict[str, str]
#: How a sensation is said; PostgreSQL gives an object's members back in an order of its own.
SENSATION = ("code", "strength", "place", "side", "texture")


def written(person: Person) -> Iterator[bytes]:
    names = names_of(person)
    left_out: list[dict[str, str]] = []
    columns = ["kind", *columns_of(person, names, left_out)]
    writer = csv.DictWriter(Line(), columns, restval="")
    yield (MARK + writer.writeheader()).encode()
    for kind in kinds():
        for data in shown(person, kind.model):
            row = {"kind": kind.model.kind, **flat(data, names)}
            yield writer.writerow({name: safe(cell) for name, cell in row.items()}).encode()
    for each in left_out:
        yield writer.writerow({"kind": f"{each['kind']}: {each['reason']}", "id": each["id"]}).encode()


class Line:
    """What `csv` writes to; it hands each line on."""

    def write(self, line: str) -> str:
        return line


def columns_of(person: Person, names: Names, left_out: list[dict[str, str]]) -> list[str]:
    """Of every kind that has entries, in their order; what several kinds have is one column.

    All entries are looked at, since some have an object where others have nothing (a reminder's window).
    """
    found: dict[str, None] = {}
    for kind in kinds():
        for data in shown(person, kind.model, left_out):
            found |= dict.fromkeys(flat(data, names))
    return list(found | dict.fromkeys(["id"] if left_out else []))


def flat(value: dict[str, Any], names: Names, under: str = "") -> dict[str, str | int | float]:
    """Columns like `answers.feeling`; lists as text."""
    cells: dict[str, str | int | float] = {}
    for name, item in value.items():
        if isinstance(item, dict):
            cells |= flat(item, names, f"{under}{name}.")
        else:
            cells[f"{under}{name}"] = item if name == "id" else cell(item, names)
    return cells


def cell(item: Any, names: Names) -> str | int | float:
    if item is None:
        return ""
    if isinstance(item, bool):
        return "yes" if item else "no"
    if isinstance(item, list):
        return "; ".join(said(each, names) for each in item)
    return names.get(item, item) if isinstance(item, str) else item


def said(item: Any, names: Names) -> str:
    """`chest-tightness 6 chest front more`, or one word."""
    if isinstance(item, dict):
        parts = [item.get(name) for name in SENSATION]
        return " ".join(str(cell(part, names)) for part in parts if part is not None)
    return str(cell(item, names))


def safe(value: str | int | float) -> str | int | float:
    """Text that a spreadsheet would take for a formula gets an apostrophe, which spreadsheets don't show."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def names_of(person: Person) -> Names:
    """The person's own words for what entries name by id."""
    own = {f"own:{each['id']}": each["label"] for each in shown(person, OwnSensation)}
    return own | {each["id"]: each["nickname"] for each in shown(person, KnownPerson)}


def shown(
    person: Person, model: type[Entry], left_out: list[dict[str, str]] | None = None
) -> Iterator[dict[str, Any]]:
    """The entries of one kind that can be read; the others are named in `left_out`."""
    return readable(entries(person, model), lambda entry: entry.as_data(), left_out)
