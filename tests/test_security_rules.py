"""docs/security.md names code and a test for each rule, and all of them exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text()
TABLE = TEXT.partition("## Rules")[2].partition("\n## ")[0]
ROWS = [line.strip("|").split("|") for line in TABLE.splitlines() if line.startswith("| ")][2:]
RULES = [row for row in ROWS if not row[0].strip().startswith("**")]
PROOFS = sorted(set(re.findall(r"`(tests/[\w/.-]+(?:::\w+)?)`", TEXT)))


@cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("proof", PROOFS)
def test_each_named_test_exists(proof: str) -> None:
    path, _, name = proof.partition("::")
    assert (ROOT / path).is_file()
    assert not name or name in names_in(path)


@pytest.mark.parametrize("row", RULES, ids=lambda row: row[0].strip()[:40])
def test_each_rule_names_existing_code_and_a_test(row: list[str]) -> None:
    _, code, proof = row
    named = re.findall(r"`([\w/.-]+)`", code)
    assert named
    assert all((ROOT / path).exists() for path in named), named
    assert re.search(r"`tests/[\w/.-]+", proof)


def test_the_limits_match_the_code() -> None:
    """The page contains each number that the code enforces."""
    from django.conf import settings

    from backend.api.json import DEPTH_LIMIT
    from backend.entries import feed, paging
    from backend.kinds import KINDS
    from backend.push import views as devices
    from backend.reminders.models import rest
    from backend.sharing import gate, models, owner_views

    said = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", TEXT)}
    counted = {
        settings.BODY_LIMIT // 1024,
        DEPTH_LIMIT,
        paging.PAGE,
        feed.LIMIT,
        *(kind.quota for kind in KINDS),
    }
    counted |= {owner_views.MOST, devices.MOST, rest.MOST, models.TRIES}
    counted |= {gate.OPENINGS_OF_AN_ADDRESS.most, gate.OPENINGS_OF_A_SHARE.most}
    assert counted <= said, counted - said


def test_no_placeholder_is_left() -> None:
    assert not re.search(r"TODO|MUTANTS", TEXT)
    assert len(RULES) >= 40
