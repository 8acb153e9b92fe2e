"""The phone has a text for every event, in every language."""

import json

import pytest

from backend.audit.models import EventType
from backend.content import catalogue
from tests.services.chromium import ROOT


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_each_event_has_a_text(language: str) -> None:
    texts = json.loads((ROOT / "backend" / "content" / "languages" / language / "app.json").read_text())
    assert set(texts["happened"]["what"]) == set(EventType.values)
