"""All kinds of entries, in the order in which a phone sends them: entries before those that refer to them.

Each is declared in its own package (`kind.py`). A new kind only needs to be added to this list.
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
