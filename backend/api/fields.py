"""Strict serializer fields: they accept exactly what the contract says.

DRF's own fields convert values (`"true"` to true, `true` to 1, 5 to "5"). Unless a field is `required`,
absent and null are equivalent.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers

from backend import keys, zones

MAX_TEXT = 20_000
#: RFC 9562 section 4, in lower case.
UUID_PATTERN = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
#: The phone has the same bounds: frontend/src/logic/dates.ts.
LATEST = datetime(3000, 1, 1, tzinfo=UTC)
NO_DATE = "A date like 2026-11-22 is expected."
OUT_OF_RANGE = f"A date from {zones.EARLIEST:%Y-%m-%d} to {LATEST.year - 1}-12-31 is expected."
#: RFC 3339 section 5.6, without leap seconds; `fromisoformat` alone would accept more of ISO 8601.
RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\dT([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,9})?(?P<offset>Z|[+-]([01]\d|2[0-3]):[0-5]\d)?",
    re.ASCII | re.IGNORECASE,
)
OPTIONAL: dict[str, Any] = {"required": False, "allow_null": True, "default": None}


class OutOfRangeError(ValueError):
    """A date before `zones.EARLIEST` or after `LATEST`."""


class Text(serializers.Field[str | None, Any, str | None, Any]):
    """Text, stored unchanged, or null. Blank text becomes null."""

    default_error_messages = {
        "type": "Text is expected.",
        "max_length": "At most {max_length} characters fit here.",
        "blank": "This can't be empty.",
    }

    #: For the OpenAPI document: a pattern and extensions of subclasses with a format or reference of their
    #: own.
    pattern: ClassVar[str | None] = None
    extensions: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *, max_length: int = MAX_TEXT, **options: Any) -> None:
        if not options.get("required", False):
            options = OPTIONAL | options
        super().__init__(**options)
        self.max_length = max_length

    def to_internal_value(self, data: Any) -> str | None:
        if not isinstance(data, str):
            self.fail("type")
        if len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        if data.strip():
            return data
        if self.required:
            self.fail("blank")
        return None

    def to_representation(self, value: str | None) -> str | None:
        return value


class WholeNumber(serializers.Field[int | None, Any, int | None, Any]):
    """A JSON integer from `least` to `most`, or null. `true` is not 1, `5.0` is not 5."""

    default_error_messages = {"type": "A whole number is expected.", "range": "From {least} to {most}."}

    def __init__(self, *, least: int, most: int, **options: Any) -> None:
        super().__init__(**options if options.get("required") else OPTIONAL | options)
        self.least, self.most = least, most

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("type")
        if not self.least <= data <= self.most:
            self.fail("range", least=self.least, most=self.most)
        return data

    def to_representation(self, value: int | None) -> int | None:
        return value


class Flag(serializers.Field[bool, Any, bool, Any]):
    """true or false; absent means false."""

    default_error_messages = {"type": "true or false is expected."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "default": False, **options})

    def to_internal_value(self, data: Any) -> bool:
        if type(data) is not bool:
            self.fail("type")
        return data

    def to_representation(self, value: bool) -> bool:
        return value


class Choice(serializers.ChoiceField):
    """One of the catalogue's codes, or null."""

    default_error_messages = {"invalid_choice": "There is no such code."}

    def __init__(self, choices: Any, **options: Any) -> None:
        if not options.get("required", False):
            options = OPTIONAL | options
        super().__init__(choices, **options)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice")
        return data


class Instant(serializers.Field[datetime, Any, str, Any]):
    """An RFC 3339 date-time with an offset, converted to UTC. Naive times are refused."""

    default_error_messages = {
        "type": "A date and time as RFC 3339 writes them is expected.",
        "naive": "A time needs its offset, or Z.",
        "range": OUT_OF_RANGE,
    }

    def to_internal_value(self, data: Any) -> datetime:
        match = RFC_3339.fullmatch(data) if isinstance(data, str) else None
        if match is None:
            self.fail("type")
        if match["offset"] is None:
            self.fail("naive")
        try:
            value = datetime.fromisoformat(data.upper())
        except ValueError:
            self.fail("type")
        if not zones.EARLIEST <= value < LATEST:
            self.fail("range")
        return value.astimezone(UTC)

    def to_representation(self, value: datetime) -> str:
        return zones.rfc3339(value)


class Day(serializers.Field[date | None, Any, str, Any]):
    """A calendar date, YYYY-MM-DD, or null."""

    default_error_messages = {"type": NO_DATE, "range": OUT_OF_RANGE}

    def __init__(self, **options: Any) -> None:
        super().__init__(**OPTIONAL | options)

    def to_internal_value(self, data: Any) -> date:
        try:
            return day(data)
        except OutOfRangeError:
            self.fail("range")
        except ValueError:
            self.fail("type")

    def to_representation(self, value: date | None) -> str | None:  # type: ignore[override]
        return value.isoformat() if value else None


class TimeOfDay(serializers.Field[time | None, Any, str, Any]):
    """A wall time, HH:MM, or null."""

    default_error_messages = {"type": "A time like 21:30 is expected."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options if options.get("required") else OPTIONAL | options)

    def to_internal_value(self, data: Any) -> time:
        if not isinstance(data, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", data, re.ASCII):
            self.fail("type")
        return time.fromisoformat(data)

    def to_representation(self, value: time | None) -> str | None:  # type: ignore[override]
        return value.strftime("%H:%M") if value else None


class Bytes(serializers.Field[bytes, Any, str, Any]):
    """A few bytes in base64url (RFC 4648 section 5)."""

    default_error_messages = {"type": "base64url is expected."}

    def to_internal_value(self, data: Any) -> bytes:
        try:
            if not isinstance(data, str) or len(data) > 200:
                raise ValueError
            return keys.decode(data)
        except ValueError:
            self.fail("type")

    def to_representation(self, value: bytes) -> str:
        return keys.encode(value)


class Zone(serializers.Field[str | None, Any, str | None, Any]):
    """An IANA name that the server's tzdata knows, and no placeholder."""

    default_error_messages = {"type": "Text is expected.", "unknown_zone": "This zone is not known here."}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("type")
        if data not in zones.accepted():
            self.fail("unknown_zone")
        return data

    def to_representation(self, value: str | None) -> str | None:
        return value


def day(value: Any) -> date:
    """Parse a date in the exact form YYYY-MM-DD.

    Raises OutOfRangeError for another year than 1900 to 2999, and another ValueError for anything else.
    """
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise ValueError(value)
    parsed = date.fromisoformat(value)
    if not zones.EARLIEST.date() <= parsed < LATEST.date():
        raise OutOfRangeError(value)
    return parsed


def canonical_uuid(value: Any) -> UUID:
    """Parse a UUID in the canonical form of RFC 9562 section 4, lower case. Raises ValueError otherwise."""
    parsed = UUID(value) if isinstance(value, str) else None
    if parsed is None or str(parsed) != value:
        raise ValueError(value)
    return parsed
