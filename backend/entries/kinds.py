"""Every kind of entry, in the order in which a phone sends them: what is referred to comes first.

A new kind is covered by sync, sealing, export, erasure and their tests by being in this list.
"""

from typing import NamedTuple

from backend.api.serializers import StrictSerializer
from backend.checkins.models import CheckIn
from backend.checkins.serializers import CheckInSerializer
from backend.entries.models import Entry
from backend.journal.models import JournalEntry
from backend.journal.serializers import JournalEntrySerializer
from backend.people.models import KnownPerson
from backend.people.serializers import KnownPersonSerializer
from backend.practices.models import Practice
from backend.practices.serializers import PracticeSerializer
from backend.reminders.models import Reminder
from backend.reminders.serializers import ReminderSerializer
from backend.repairs.models import Repair
from backend.repairs.serializers import RepairSerializer
from backend.sensations.models import OwnSensation
from backend.sensations.serializers import OwnSensationSerializer


class Kind(NamedTuple):
    model: type[Entry]
    serializer: type[StrictSerializer]


KINDS: tuple[Kind, ...] = (
    Kind(OwnSensation, OwnSensationSerializer),
    Kind(KnownPerson, KnownPersonSerializer),
    Kind(CheckIn, CheckInSerializer),
    Kind(Practice, PracticeSerializer),
    Kind(Repair, RepairSerializer),
    Kind(JournalEntry, JournalEntrySerializer),
    Kind(Reminder, ReminderSerializer),
)
