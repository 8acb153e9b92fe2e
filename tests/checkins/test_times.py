"""The time of a check-in: an instant with an offset, a known zone, and the local date computed from both."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from backend import zones
from tests.checkins.test_bad_input import refused
from tests.conftest import Api, check_in, keep

NOW = datetime(2026, 11, 22, 9, 14, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("felt_at", "code"),
    [
        ("2026-11-22T09:14:03", "naive"),
        ("2026-11-22T09:14:03.5", "naive"),
        ("2026-11-22", "type"),
        ("2026-11-22 09:14:03Z", "type"),
        ("2026-11-22T09:14Z", "type"),
        ("2026-11-22T09Z", "type"),
        ("20261122T091403Z", "type"),
        ("2026-W47-7T09:14:03Z", "type"),
        ("2026-11-22T09:14:03,5Z", "type"),
        ("2026-11-22T09:14:03z ", "type"),
        (" 2026-11-22T09:14:03Z", "type"),
        ("2026-11-22T09:14:03Z\n", "type"),
        ("2026-11-22T09:14:03+1:00", "type"),
        ("2026-11-22T09:14:03+0100", "type"),
        ("2026-11-22T09:14:03+01", "type"),
        ("2026-11-22T09:14:03+24:00", "type"),
        ("2026-11-22T09:14:03+01:60", "type"),
        ("2026-11-22T09:14:03+01:00:30", "type"),
        ("2026-11-22T09:14:03 Europe/Lisbon", "type"),
        ("2026-11-22T24:00:00Z", "type"),
        ("2026-11-22T09:60:03Z", "type"),
        ("2026-02-30T09:14:03Z", "type"),
        ("2026-13-01T09:14:03Z", "type"),
        ("٢٠٢٦-11-22T09:14:03Z", "type"),
        ("0000-01-01T00:00:00Z", "type"),
        ("99999-01-01T00:00:00Z", "type"),
        ("-2026-11-22T09:14:03Z", "type"),
        ("0001-01-01T00:00:00+23:59", "range"),
        ("0001-01-01T00:00:00Z", "range"),
        ("1899-12-31T23:59:59Z", "range"),
        ("1900-01-01T00:00:00+14:00", "range"),
        ("9999-12-31T23:59:59-23:59", "range"),
        ("2026-11-23T09:14:04Z", "in_future"),
        ("2999-12-31T23:59:59Z", "in_future"),
        ("2026-11-23T22:00:00+00:01", "in_future"),
        ("yesterday", "type"),
        ("", "type"),
        ("2026-11-22T09:14:03." + "0" * 5000 + "Z", "type"),
        (1795338843, "type"),
        (True, "type"),
        ([], "type"),
        ({}, "type"),
    ],
)
def test_a_time_that_is_not_rfc_3339_is_refused(as_alice: Api, felt_at: Any, code: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert refused(as_alice, check_in(felt_at=felt_at)) == {"/felt_at": code}


@pytest.mark.parametrize(
    ("felt_at", "kept"),
    [
        ("2026-11-22T09:14:03Z", "2026-11-22T09:14:03Z"),
        ("2026-11-22t09:14:03z", "2026-11-22T09:14:03Z"),
        ("2026-11-22T09:14:03+00:00", "2026-11-22T09:14:03Z"),
        ("2026-11-22T09:14:03-00:00", "2026-11-22T09:14:03Z"),
        ("2026-11-22T23:04:03+13:50", "2026-11-22T09:14:03Z"),
        ("2026-11-22T09:14:03.000Z", "2026-11-22T09:14:03Z"),
        ("2026-11-22T09:14:03.25Z", "2026-11-22T09:14:03.250000Z"),
        ("2026-11-22T09:14:03.123456789Z", "2026-11-22T09:14:03.123456Z"),
        ("2026-11-23T09:14:03Z", "2026-11-23T09:14:03Z"),
        ("1900-01-01T00:00:00Z", "1900-01-01T00:00:00Z"),
    ],
)
def test_an_instant_is_stored_in_utc_and_accepted_again(as_alice: Api, felt_at: str, kept: str) -> None:
    with time_machine.travel(NOW, tick=False):
        found = keep(as_alice, felt_at=felt_at)
        assert found["felt_at"] == kept
        assert as_alice.put(f"/api/check-ins/{found['id']}/", found).status_code == 200


@pytest.mark.parametrize(
    "zone",
    [
        *[
            "../etc/passwd",
            "/etc/localtime",
            "localtime",
            "posixrules",
            "europe/lisbon",
            "EUROPE/LISBON",
            "utc",
        ],
        *[
            "Europe/Lisbon ",
            "Europe",
            "Europe/",
            "Europe//Lisbon",
            "./UTC",
            "posix/UTC",
            "right/UTC",
            "+01:00",
        ],
        *["", " ", "UTC+1", "zone.tab", "tzdata.zi", "__init__.py", "Amtlich/Entenhausen", "U" * 70_000],
        # What a system reports whose zone isn't set or isn't known.
        *["Factory", "localtime", "posixrules", "Etc/Unknown", "posix/Factory", "Local"],
    ],
)
def test_an_unknown_zone_is_refused(as_alice: Api, zone: str) -> None:
    assert refused(as_alice, check_in(zone=zone)) == {"/zone": "unknown_zone"}


@pytest.mark.parametrize("zone", [0, True, ["UTC"], {"name": "UTC"}])
def test_a_zone_has_to_be_text(as_alice: Api, zone: Any) -> None:
    assert refused(as_alice, check_in(zone=zone)) == {"/zone": "type"}


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Etc/GMT-14", "UTC", "America/Argentina/ComodRivadavia"])
def test_an_offset_is_accepted_as_a_zone(as_alice: Api, zone: str) -> None:
    assert keep(as_alice, zone=zone)["zone"] == zone


@pytest.mark.parametrize(
    ("felt_at", "zone", "local_date"),
    [
        ("2026-11-22T09:14:03Z", "Pacific/Kiritimati", "2026-11-22"),
        ("2026-11-22T10:00:00Z", "Pacific/Kiritimati", "2026-11-23"),
        ("2026-11-22T00:14:03+01:00", "Europe/Lisbon", "2026-11-21"),
        ("2026-11-21T23:59:59.999999Z", "UTC", "2026-11-21"),
        ("2026-11-22T09:14:03Z", "Etc/GMT+12", "2026-11-21"),
        # The day that Samoa skipped, and the hour that Lisbon repeated.
        ("2011-12-30T10:00:00Z", "Pacific/Apia", "2011-12-31"),
        ("2026-10-25T00:30:00Z", "Europe/Lisbon", "2026-10-25"),
        ("1900-01-01T00:00:00Z", "America/Los_Angeles", "1899-12-31"),
    ],
)
def test_the_server_computes_the_local_date(as_alice: Api, felt_at: str, zone: str, local_date: str) -> None:
    with time_machine.travel(NOW + timedelta(days=1)):
        found = keep(as_alice, felt_at=felt_at, zone=zone, local_date="1999-01-01")
    assert found["local_date"] == local_date


def test_every_known_zone_is_accepted(as_alice: Api) -> None:
    felt_at = zones.instant("2026-11-20T21:14:03Z")
    assert all(zones.local_date(felt_at, zone) for zone in zones.names())
    assert {"UTC", "Europe/Lisbon", "Asia/Kolkata"} <= zones.names()
