"""Auto-quiet: nudges become fewer while a person is silent, if they chose this.

Pure. Only the ledger ever mentions it to the person.
"""

from typing import NamedTuple

#: (days of silence, least days between nudges), longest silence first.
STEPS = ((14, 7), (7, 2))
#: After this many days, no nudge is sent until the person is active again.
SILENT = 28


class Silence(NamedTuple):
    """Counted in days before the nudge's local date."""

    #: Since the last activity: a check-in, an answer to a nudge, use of the app, the end of a rest.
    days: int
    #: Since the last day with an accepted nudge; None if there is none.
    since_nudge: int | None


def allows_nudge(silence: Silence) -> bool:
    """Whether a nudge may be sent. The answer is the same for every moment of a day."""
    if silence.days >= SILENT:
        return False
    apart = next((apart for days, apart in STEPS if silence.days >= days), 0)
    return silence.since_nudge is None or silence.since_nudge >= apart
