"""Choosing a language by Accept-Language."""

import pytest

from backend.content.negotiation import preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("pt", "pt"),
        ("pt-PT,pt;q=0.9,en;q=0.8", "pt"),
        ("fr, de;q=0.7, pt;q=0.3", "pt"),
        ("en;q=0.2, pt;q=0.9", "pt"),
        ("zh-hant-tw", "zh-Hant"),
        ("PT", "pt"),
        ("pt;q=0", "en"),
        ("*", "en"),
        ("fr", "en"),
        ("pt;q=nonsense", "en"),
        ("\x00,,;;", "en"),
        ("x" * 10_000, "en"),
    ],
)
def test_the_reader_gets_the_language_asked_for_or_english(header: str, language: str) -> None:
    assert preferred(header, ("en", "pt", "zh-Hant"), "en") == language
