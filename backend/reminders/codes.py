"""The codes of the ledger, as they stand in rows and in the API. Match them exhaustively (`assert_never`), so
that mypy refuses a new one that somebody forgot."""

from django.db.models import TextChoices


class State(TextChoices):
    """Of a nudge, and of each sending of it: pending, or exactly one end state."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    GONE = "gone"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    NO_DEVICE = "no-device"


class Reason(TextChoices):
    """Why a nudge ended as it did, where its state alone doesn't say it."""

    AUTO_QUIET = "auto-quiet"
    CHANGED = "changed"
    CHECKED_IN = "checked-in"
    INACTIVE = "inactive"
    LATE = "late"
    NO_ADDRESS = "no-address"
    NOT_TODAY = "not-today"
    QUIET_HOURS = "quiet-hours"
    RESTING = "resting"
    UNREACHABLE = "unreachable"
    #: The reminder, or what else it needs, can't be read (entries/aside.py).
    UNREADABLE = "unreadable"
    #: Of a sending, never of a nudge.
    ANSWERED = "answered"


class Action(TextChoices):
    """What somebody answers to a nudge."""

    OPENED = "opened"
    LATER = "later"
    NOT_TODAY = "not-today"
