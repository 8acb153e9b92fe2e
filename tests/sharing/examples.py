"""An example, with all fields, of each kind that has its own section in a share."""

from typing import Any, NamedTuple
from uuid import uuid4

from backend.sharing.kinds import SHARED, SHOWN
from tests.conftest import Api
from tests.entries.test_every_kind import BODIES


class Example(NamedTuple):
    #: The fields that a share shows unchanged.
    plain: dict[str, Any]
    #: Each text is its field's name, so that it can be recognised in any response.
    words: dict[str, Any]


def marked(name: str, value: Any) -> Any:
    return {inner: f"<{inner}>" for inner in value} if isinstance(value, dict) else f"<{name}>"


def example(word: str) -> Example:
    full, section = BODIES[word].full, SHARED[word].section
    return Example(
        {name: full[name] for name in section.columns if name not in SHOWN},
        {name: marked(name, full[name]) for name in section.words},
    )


EXAMPLES = {word: example(word) for word in SHARED}


def body(section: str, at: str = "2026-11-20T21:14:03Z", **changes: Any) -> dict[str, Any]:
    """A valid body for a PUT."""
    plain, words = EXAMPLES[section]
    return {SHARED[section].model.moment: at, "zone": "UTC", **plain, **words} | changes


def tell(api: Api, section: str, at: str = "2026-11-20T21:14:03Z", **changes: Any) -> dict[str, Any]:
    """Put a new one and return the server's copy."""
    answer = api.put(f"/api/{section}/{uuid4()}/", body(section, at, **changes))
    assert answer.status_code == 201, answer.content
    kept: dict[str, Any] = answer.json()
    return kept
