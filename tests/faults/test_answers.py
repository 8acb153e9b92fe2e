"""Answers arrive while workers are killed: no answered round is sent again, and each "later" brings one more
round."""

import json
import random
import time
from collections.abc import Callable
from typing import NamedTuple

from tests.faults.stack import KILLS, Robin, Stack
from tests.faults.test_many_kills import DELAYS, Victim
from tests.services.push_service import Reply

#: Nudges per phone that fall due before each kill.
EACH = 4
#: Seconds in which a push that was looked at before its answer has reached the push service.
IN_FLIGHT = 1
#: What a person does about a nudge, drawn at random.
ANSWERS = ("later", "later", "opened", None)


class Seen(NamedTuple):
    """One round of one nudge."""

    nudge: str
    round: int


class Phones:
    """Phones whose owners answer what arrives."""

    def __init__(self, stack: Stack, robins: list[Robin], chance: random.Random) -> None:
        self.stack, self.robins, self.chance = stack, robins, chance
        #: When each answer was stored.
        self.answered: dict[Seen, float] = {}
        self.asked_for_more: set[str] = set()
        #: The answers to nudges that a worker held, or had held when it was killed.
        self.held = 0
        self.seen: set[Seen] = set()

    def answer(self) -> None:
        """Answer most of what has arrived since."""
        for robin in self.robins:
            for seen, _ in rounds(robin):
                if seen not in self.seen:
                    self.seen.add(seen)
                    self.answer_one(robin, seen)

    def answer_one(self, robin: Robin, seen: Seen) -> None:
        action = self.chance.choice(ANSWERS) if seen.round == 1 else "opened"
        if action is None:
            return
        self.held += self.stack.holds(seen.nudge)
        robin.account.ask("PUT", f"/api/nudges/{seen.nudge}/response/", {"action": action})
        self.answered[seen] = time.time()
        if action == "later":
            self.asked_for_more.add(seen.nudge)

    def sent_after_an_answer(self) -> list[Seen]:
        last: dict[str, Seen] = {}
        for seen in self.answered:
            last[seen.nudge] = max(seen, last.get(seen.nudge, seen))
        return [
            seen
            for robin in self.robins
            for seen, at in rounds(robin)
            for answer in [last.get(seen.nudge)]
            if answer and seen <= answer and at > self.answered[answer] + IN_FLIGHT
        ]


def rounds(robin: Robin) -> list[tuple[Seen, float]]:
    """What the push service got for this phone, and when."""
    data = [(json.loads(each.payload)["notification"]["data"], each.time) for each in robin.heard()]
    return [(Seen(each["nudge"], each["round"]), at) for each, at in data]


def test_no_answered_round_is_sent_after_its_answer_was_stored(
    stack: Stack, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random("answers")
    robins = [stack.robin() for _ in DELAYS]
    for robin, delay in zip(robins, DELAYS, strict=True):
        stack.push.answer(robin.phone, Reply(201, delay=delay))
    phones, victim, due = Phones(stack, robins, chance), Victim(stack, "prefork"), 0
    kills = KILLS // 4 + 2
    for _ in range(kills):
        due += stack.many_fall_due(robins, EACH)
        stack.ring()
        stack.comes(stack.held)
        time.sleep(chance.random())
        if chance.random() < 0.5:
            phones.answer()
        victim.strike(chance)
        phones.answer()
        time.sleep(IN_FLIGHT)
        stack.end_leases()
        stack.make_later_due()
    stack.comes(lambda: settled(stack, phones, due), 60 + due / 5)
    late = phones.sent_after_an_answer()
    every = {seen for robin in robins for seen, _ in rounds(robin)}
    record_property("kills", kills)
    record_property("nudges", due)
    record_property("lost", due - len({seen.nudge for seen in every}))
    record_property("answered", len(phones.answered))
    record_property("sent after the answer", len(late))
    assert late == []
    assert len({seen.nudge for seen in every}) == due
    assert {seen.nudge for seen in every if seen.round == 2} == phones.asked_for_more
    assert max(seen.round for seen in every) == 2
    # Otherwise the kills would have tested nothing.
    assert phones.held


def settled(stack: Stack, phones: Phones, due: int) -> bool:
    """Whether every nudge was accepted and nobody answers any more; if not, go on."""
    stack.make_later_due()
    stack.ring()
    time.sleep(1)
    before = len(phones.seen)
    phones.answer()
    return len(phones.seen) == before and stack.states(phones.robins) == {"accepted": due}
