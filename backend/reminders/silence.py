"""Auto-quiet: where nothing answers for a while, nudges become fewer, for those who asked for it.

Pure. Nothing but the ledger ever mentions it.
"""

from typing import NamedTuple

#: (days without a sign of the person, a nudge at most every so many days), the longest silence first.
STEPS = ((14, 7), (7, 2))
#: From then on nothing comes until the next sign.
SILENT = 28


class Silence(NamedTuple):
    """In days before the nudge's local date."""

    #: Since the person's last sign: a check-in, an answer to a nudge, a look into the app, the end of a rest.
    days: int
    #: Since the last day on which a nudge came; None if there is no such day.
    since_nudge: int | None


def comes(silence: Silence) -> bool:
    """Whether a nudge still comes. Every moment of a day on which one comes does."""
    if silence.days >= SILENT:
        return False
    apart = next((apart for days, apart in STEPS if silence.days >= days), 0)
    return silence.since_nudge is None or silence.since_nudge >= apart
