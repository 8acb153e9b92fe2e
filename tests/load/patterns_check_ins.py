"""Made-up check-ins of one person over ten years, the same each time. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from backend import zones
from backend.content import catalogue

LAST = datetime(2026, 11, 20, 21, tzinfo=UTC)
TEN_YEARS = timedelta(days=3652)
ZONES = (*["Europe/Lisbon"] * 9, "America/New_York")
OWN = tuple(UUID(int=number, version=4) for number in range(1, 5))
PEOPLE = tuple(UUID(int=number, version=4) for number in range(11, 19))
CODES = (*catalogue.SENSATIONS, *(f"own:{id}" for id in OWN))
WORDS = {"feeling": "Tight, and warm under it.", "protecting": "From being seen.", "learned": None}


def bodies(count: int) -> Iterator[dict[str, Any]]:
    """Oldest first, evenly spread, each with its `id`; otherwise as a check-in's `content()`."""
    random = Random(4)
    for number in range(count):
        yield {
            "id": UUID(int=random.getrandbits(128), version=4),
            "felt_at": zones.rfc3339(LAST - TEN_YEARS * (count - 1 - number) / count),
            "zone": random.choice(ZONES),
            "sensations": list(sensations(random)),
            "responses": random.sample(catalogue.RESPONSES, random.choice((0, 0, 1, 1, 2))),
            "moment": said(random, 0.6, catalogue.MOMENTS),
            "person": said(random, 0.4, [str(id) for id in PEOPLE]),
            "longing": said(random, 0.3, range(11)),
            "fear": said(random, 0.3, range(11)),
            "now": said(random, 0.4, catalogue.NOW),
            "for_session": random.random() < 0.1,
            "never_shared": False,
            "answers": WORDS,
            "note": "Before the call with M.",
        }


def sensations(random: Random) -> Iterator[dict[str, Any]]:
    """Between none and four, two and a half on average; one in ten at a second place."""
    for code in random.sample(CODES, random.choice((0, 2, 2, 3, 3, 3, 3, 4))):
        for place in ("chest", "belly")[: 2 if random.random() < 0.1 else 1]:
            strength = said(random, 0.8, range(11))
            yield {"code": code, "strength": strength, "place": place, "side": "front", "texture": "more"}


def said(random: Random, often: float, choices: Any) -> Any:
    """One of `choices` so often, else nothing."""
    return random.choice(choices) if random.random() < often else None
