"""NOTICING_METRICS_TOKEN: long enough not to be guessed, or none."""

from collections.abc import Callable

from backend import environment
from tests.settings.conftest import refused


def test_it_is_taken_as_it_is(give: Callable[[str, str], None]) -> None:
    give("METRICS_TOKEN", "sixteen-letters.")
    assert environment.metrics_token() == "sixteen-letters."


def test_without_one_nobody_can_show_it() -> None:
    assert environment.metrics_token() is None


def test_a_short_one_is_refused(give: Callable[[str, str], None]) -> None:
    give("METRICS_TOKEN", "fifteen-letters")
    refused("METRICS_TOKEN", environment.metrics_token)
