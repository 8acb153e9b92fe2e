"""Every kind of entry, in the order in which a phone sends them: what is referred to comes first.

Each is declared in its own package (`kind.py`); being in this list is all that a new one needs.
"""

from backend.checkins.kind import CHECK_INS
from backend.entries.kinds import Kind
from backend.journal.kind import JOURNAL
from backend.people.kind import PEOPLE
from backend.practices.kind import PRACTICES
from backend.reminders.kind import REMINDERS
from backend.repairs.kind import REPAIRS
from backend.sensations.kind import SENSATIONS

KINDS: tuple[Kind, ...] = (SENSATIONS, PEOPLE, CHECK_INS, PRACTICES, REPAIRS, JOURNAL, REMINDERS)
