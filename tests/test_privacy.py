"""docs/privacy.md agrees with the code: it lists all tables, and its numbers are right."""

import re

import pytest
from django.apps import apps
from django.conf import settings

from backend.accounts import erased_sessions
from backend.audit.models import BY_A_READER, EventType
from backend.backups.expiry import KEEP_KEYS
from backend.personal_data.scheduled_deletion import WEEK
from backend.sealing.fields import SealedField
from backend.sharing.models import IDLE
from tests.services.chromium import ROOT

PAGE = (ROOT / "docs" / "privacy.md").read_text()
ROWS = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]


def test_it_names_every_table() -> None:
    named = set(re.findall(r"`([a-z]+\.[A-Z]\w+)`", PAGE))
    assert {model._meta.label for model in apps.get_models(include_auto_created=True)} <= named


def sealed() -> list[str]:
    """The tables with a sealed column."""
    models = apps.get_models()
    return [
        model._meta.label
        for model in models
        if any(isinstance(field, SealedField) for field in model._meta.concrete_fields)
    ]


@pytest.mark.parametrize("label", sealed())
def test_it_lists_what_is_sealed(label: str) -> None:
    (row,) = [row for row in ROWS if len(row) == 4 and f"`{label}`" in row[1]]
    assert row[2].strip()


def test_its_numbers_match_the_code() -> None:
    assert KEEP_KEYS == WEEK.days == 7
    assert f"| the wrapped data keys | **{KEEP_KEYS} days** |" in PAGE
    assert f"**In backups it is final {KEEP_KEYS} days later" in PAGE
    assert f"or in {WEEK.days} days with a way back" in PAGE
    assert f"all gone {WEEK.days + KEEP_KEYS} days after asking" in PAGE
    assert f"signed out, or {settings.SESSION_COOKIE_AGE // 86400} days |" in PAGE
    assert f"a date {erased_sessions.KEPT_FOR.days} days later" in PAGE
    assert f"ends after {IDLE.seconds // 60} idle minutes" in PAGE
    assert settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS == 1
    assert EventType.SHARE_OPENED in BY_A_READER


def test_it_claims_no_compliance_and_no_end_to_end_encryption() -> None:
    assert "not end-to-end encrypted" in PAGE
    assert PAGE.count("end-to-end") == 1
    assert not re.search(r"\b(compliant|certified|HIPAA-ready|GDPR-ready)\b", PAGE)


@pytest.mark.parametrize("page", ["README.md", "docs/operate.md"])
def test_other_pages_link_to_it(page: str) -> None:
    assert "docs/privacy.md" in (ROOT / page).read_text()
