"""Every mail says which app it comes from and why, and nothing about the person."""

import json
import string

import pytest

from backend.content import catalogue
from tests.services.chromium import ROOT

#: Why it comes, in each language.
REASONS = {
    "en": {
        "nudge": "because a reminder",
        "address": "Somebody entered this address",
        "reset": "Somebody asked",
        "test": "as a test",
    },
    "es": {
        "nudge": "porque un recordatorio",
        "address": "Alguien escribió esta dirección",
        "reset": "Alguien pidió",
        "test": "como prueba",
    },
}
LANGUAGES = sorted(REASONS)


def name_of_the_app(language: str) -> str:
    file = ROOT / "backend" / "content" / "languages" / language / "app.json"
    return str(json.loads(file.read_text())["app"]["name"])


def test_every_language_is_covered() -> None:
    assert sorted(catalogue.LANGUAGES) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_names_the_app_and_its_reason(language: str) -> None:
    for name, mail in catalogue.mails(language).items():
        assert name_of_the_app(language) in mail["text"], name
        assert REASONS[language][name] in mail["text"], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_contains_its_link_and_no_other_value(language: str) -> None:
    for mail in catalogue.mails(language).values():
        values = [field for _, field, _, _ in string.Formatter().parse("".join(mail.values())) if field]
        assert values == ["link"]
