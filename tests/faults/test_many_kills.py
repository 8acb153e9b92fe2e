"""kill -9 of workers at random moments while many nudges are in flight: none is lost, none is seen twice, and
only deliveries that were in flight are sent again."""

import random
import time
from collections.abc import Callable

import pytest

from tests.faults.stack import KILLS, Robin, Stack, children, kill, notifications_seen, posts
from tests.services.push_service import Reply

#: Share of each pool in the kills. Prefork first loses a child; the other pools are one process each.
SHARES = {"prefork": 0.6, "threads": 0.2, "solo": 0.2}
#: Seconds until the push service of each phone answers.
DELAYS = (0, 0.02, 0.1, 0.3)
#: Nudges per phone that fall due before each kill.
EACH = 5
#: Seconds that a worker needs for them, approximately.
MOMENTS = 0.8


@pytest.mark.parametrize("pool", SHARES)
def test_random_kills_lose_no_nudge_and_repeat_only_those_in_flight(
    stack: Stack, pool: str, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(pool)
    robins = [stack.robin() for _ in DELAYS]
    for robin, delay in zip(robins, DELAYS, strict=True):
        stack.push.answer(robin.phone, Reply(201, delay=delay))
    victim = Victim(stack, pool)
    due = in_flight = struck = 0
    kills = round(KILLS * SHARES[pool])
    for number in range(kills):
        due += stack.many_fall_due(robins, EACH)
        stack.ring()
        if number == 0 or chance.random() < 0.7:
            stack.comes(stack.held)  # otherwise the kill would hit the planner or an idle worker
        time.sleep(chance.random() * MOMENTS * (number > 0))
        victim.strike(chance)
        held = stack.held()
        in_flight, struck = in_flight + held, struck + (held > 0)
        assert stack.lost(robins) == 0
        stack.end_leases()
    record_property("kills", kills)
    record_property("nudges", due)
    # The remaining nudges are sent as fast as a slow service accepts them.
    stack.comes(lambda: settled(stack, robins, due), 60 + due / 10)
    sent = posts(robins)
    record_property("lost", due - len(sent))
    record_property("repeated", sent.total() - len(sent))
    assert len(sent) == due == sum(notifications_seen(robin.heard()) for robin in robins)
    assert sent.total() - due <= in_flight
    taken = stack.taken(robins)
    assert all(times <= taken[nudge] for nudge, times in sent.items())
    # Otherwise the kills would have tested nothing.
    assert struck


def settled(stack: Stack, robins: list[Robin], due: int) -> bool:
    """Whether every nudge was accepted; if not, trigger sending again."""
    stack.ring()
    time.sleep(1)
    return stack.states(robins) == {"accepted": due}


class Victim:
    """The only worker, of one pool; it is restarted, as Docker would do."""

    def __init__(self, stack: Stack, pool: str) -> None:
        self.stack, self.native, self.pool = stack, stack.native, pool
        self.name = f"worker of {pool}"
        self.native.end("worker")
        self.start()

    def start(self) -> None:
        self.native.start("worker", self.name, prefork=self.pool)
        self.stack.comes(self.stack.somebody_listens)

    def strike(self, chance: random.Random) -> None:
        """Kill the worker, or sometimes only one or both of its children."""
        if self.pool == "prefork" and chance.random() < 0.7:
            parts = children(self.native.running[self.name].pid)
            for child in chance.sample(parts, min(len(parts), chance.choice((1, 2)))):
                kill(child)
        else:
            self.native.kill(self.name)
            self.start()
