"""The codes of the ledger, as stored in rows and shown in the API.

Match them exhaustively (`assert_never`), so that mypy reports a code that isn't handled.
"""

from django.db.models import TextChoices


class State(TextChoices):
    """The state of a nudge or of one of its deliveries: pending, or exactly one final state."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    GONE = "gone"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    NO_DEVICE = "no-device"


class Reason(TextChoices):
    """Why a nudge ended, where its state alone doesn't say so."""

    AUTO_QUIET = "auto-quiet"
    CHANGED = "changed"
    CHECKED_IN = "checked-in"
    INACTIVE = "inactive"
    #: The VAPID key of the device's subscription is no longer configured.
    KEY_DROPPED = "key-dropped"
    LATE = "late"
    #: Our mail server can't be reached, or refuses us. The operator can mend it, not the person.
    MAIL_SERVER = "mail-server"
    #: The round that "later" asked for would have come during the meeting that the reminder is around.
    MEETING = "meeting"
    NO_ADDRESS = "no-address"
    NOT_TODAY = "not-today"
    #: The device, or its push service, took no pushes for a while (429, 503, or an open circuit breaker).
    PAUSED = "paused"
    QUIET_HOURS = "quiet-hours"
    RESTING = "resting"
    UNREACHABLE = "unreachable"
    #: The reminder, or another row that the nudge needs, can't be read (entries/aside.py).
    UNREADABLE = "unreadable"
    #: The clock jumped past the moment as the person's zone changed (zone_change.py).
    ZONE_CHANGED = "zone-changed"
    #: Only for a delivery, never for a nudge.
    ANSWERED = "answered"


class Action(TextChoices):
    """A person's answer to a nudge."""

    OPENED = "opened"
    LATER = "later"
    NOT_TODAY = "not-today"
