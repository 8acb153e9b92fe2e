"""The models of this app, one file per subject."""

from backend.reminders.codes import Action, Reason, State
from backend.reminders.models.calendar import Calendar
from backend.reminders.models.ledger import (
    ACTIONS,
    LATER,
    LEASE,
    USEFUL,
    Delivery,
    Nudge,
)
from backend.reminders.models.reminder import (
    CALENDAR,
    CHANNELS,
    DAYS,
    EMAIL,
    FOLLOW,
    MEETING,
    PLAN,
    PUSH,
    Reminder,
    new_seed,
)
from backend.reminders.models.rest import Rest

__all__ = [
    "ACTIONS",
    "CALENDAR",
    "CHANNELS",
    "DAYS",
    "EMAIL",
    "FOLLOW",
    "LATER",
    "LEASE",
    "MEETING",
    "PLAN",
    "PUSH",
    "USEFUL",
    "Action",
    "Calendar",
    "Delivery",
    "Nudge",
    "Reason",
    "Reminder",
    "Rest",
    "State",
    "new_seed",
]
