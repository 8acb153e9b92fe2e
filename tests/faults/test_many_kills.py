"""kill -9 of workers at random moments while many nudges are on their way: none is lost, none is seen twice,
and nothing is posted again but what was in flight."""

import random
import time

import pytest

from tests.faults.stack import KILLS, Robin, Stack, children, for_the_eye, kill, posts
from tests.services.push_service import Reply

#: Of all kills. What prefork loses first is a child; the other pools are one process each.
SHARES = {"prefork": 0.6, "threads": 0.2, "solo": 0.2}
#: Seconds until each of the phones' push services answers.
DELAYS = (0, 0.02, 0.1, 0.3)
#: Nudges of each phone that fall due together, before each kill.
EACH = 5
#: Seconds in which a worker is done with that, about.
MOMENTS = 0.8


@pytest.mark.parametrize("pool", SHARES)
def test_kills_at_random_moments_lose_nothing_and_repeat_only_what_was_in_flight(
    stack: Stack, pool: str
) -> None:
    chance = random.Random(pool)
    robins = [stack.robin() for _ in DELAYS]
    for robin, delay in zip(robins, DELAYS, strict=True):
        stack.push.answer(robin.phone, Reply(201, delay=delay))
    victim = Victim(stack, pool)
    due = in_flight = struck = 0
    for number in range(round(KILLS * SHARES[pool])):
        due += stack.many_fall_due(robins, EACH)
        stack.ring()
        if number == 0 or chance.random() < 0.7:
            stack.comes(stack.held)  # else the planner, or nobody yet, is what is struck
        time.sleep(chance.random() * MOMENTS * (number > 0))
        victim.strike(chance)
        held = stack.held()
        in_flight, struck = in_flight + held, struck + (held > 0)
        assert stack.lost(robins) == 0
        stack.end_leases()
    # What the kills have left behind goes out as fast as a slow service takes it.
    stack.comes(lambda: settled(stack, robins, due), 60 + due / 10)
    sent = posts(robins)
    assert len(sent) == due == sum(for_the_eye(robin.heard()) for robin in robins)
    assert sent.total() - due <= in_flight
    taken = stack.taken(robins)
    assert all(times <= taken[nudge] for nudge, times in sent.items())
    # Else no kill would have told anything.
    assert struck


def settled(stack: Stack, robins: list[Robin], due: int) -> bool:
    """Every one accepted; until then somebody rings."""
    stack.ring()
    time.sleep(1)
    return stack.states(robins) == {"accepted": due}


class Victim:
    """The one worker there is, of one pool; it is started again, as Docker would."""

    def __init__(self, stack: Stack, pool: str) -> None:
        self.stack, self.native, self.pool = stack, stack.native, pool
        self.name = f"worker of {pool}"
        self.native.end("worker")
        self.start()

    def start(self) -> None:
        self.native.start("worker", self.name, prefork=self.pool)
        self.stack.comes(self.stack.somebody_listens)

    def strike(self, chance: random.Random) -> None:
        """All of it, or now and then one or both of the children alone."""
        if self.pool == "prefork" and chance.random() < 0.7:
            parts = children(self.native.running[self.name].pid)
            for child in chance.sample(parts, min(len(parts), chance.choice((1, 2)))):
                kill(child)
        else:
            self.native.kill(self.name)
            self.start()
