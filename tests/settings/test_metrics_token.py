"""NOTICING_METRICS_TOKEN is optional, and has a minimum length."""

from collections.abc import Callable

from backend import environment
from tests.settings.conftest import refused


def test_a_token_is_read_unchanged(give: Callable[[str, str], None]) -> None:
    give("METRICS_TOKEN", "sixteen-letters.")
    assert environment.metrics_token() == "sixteen-letters."


def test_without_the_variable_there_is_no_token() -> None:
    assert environment.metrics_token() is None


def test_a_short_token_is_refused(give: Callable[[str, str], None]) -> None:
    give("METRICS_TOKEN", "fifteen-letters")
    refused("METRICS_TOKEN", environment.metrics_token)
