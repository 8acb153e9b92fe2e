"""Whatever is killed, and whenever: what fell due arrives, and somebody sees it once."""

import random
import time

import pytest

from tests.faults.stack import ROUNDS, Robin, Stack, for_the_eye
from tests.services.push_service import Reply


def accepted(robin: Robin, nudges: int) -> bool:
    return [nudge["state"] for nudge in robin.account.ledger()] == ["accepted"] * nudges


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_worker_killed_between_claim_and_outcome_loses_nothing(stack: Stack, number: int) -> None:
    robin = stack.robin()
    # The push service has the message; the worker never hears so.
    stack.push.answer(robin.phone, Reply(201, delay=8), Reply(201))
    reminder = stack.falls_due(robin)
    stack.ring()
    stack.comes(robin.heard)
    stack.native.kill("worker")
    assert stack.deliveries(reminder) == [("pending", 1, True)]
    stack.native.start("worker")
    stack.ring()
    time.sleep(3)
    # Until its lease ends it is still the dead worker's.
    assert stack.deliveries(reminder) == [("pending", 1, True)]
    stack.end_leases()
    stack.ring()
    stack.comes(lambda: accepted(robin, 1))
    assert stack.deliveries(reminder) == [("accepted", 2, None)]
    assert len(robin.heard()) == 2
    assert for_the_eye(robin.heard()) == 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_the_word_of_a_worker_whose_lease_is_over_counts_for_nothing(stack: Stack, number: int) -> None:
    robin = stack.robin()
    # The slow worker is told last that the device is gone; the quick one's push was taken meanwhile.
    stack.push.answer(robin.phone, Reply(410, delay=9), Reply(201))
    reminder = stack.falls_due(robin)
    stack.ring()
    stack.comes(robin.heard)
    stack.end_leases()
    stack.ring()
    stack.comes(lambda: stack.deliveries(reminder) == [("accepted", 2, None)], 8.5)
    time.sleep(9)
    assert stack.deliveries(reminder) == [("accepted", 2, None)]
    assert accepted(robin, 1)
    assert len(robin.account.ask("GET", "/api/push/subscriptions/")["results"]) == 1
    assert for_the_eye(robin.heard()) == 1


@pytest.mark.parametrize("number", range(ROUNDS))
@pytest.mark.parametrize("way", ["kill", "end"])
def test_while_redis_is_away_things_wait_and_afterwards_they_come(
    stack: Stack, way: str, number: int
) -> None:
    robin = stack.robin()
    getattr(stack.native, way)("broker")
    stack.falls_due(robin)
    time.sleep(11)  # longer than from ring to ring
    assert robin.heard() == []
    stack.native.start("broker")
    # Neither worker nor beat is started anew: they find it again.
    stack.comes(lambda: accepted(robin, 1))
    assert len(robin.heard()) == 1
    assert all(stack.native.running[name].poll() is None for name in ("worker", "beat", "web"))


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_redis_that_forgets_everything_takes_nothing_along(stack: Stack, number: int) -> None:
    robin = stack.robin()
    stack.native.end("worker")
    stack.falls_due(robin)
    stack.ring()  # waits in Redis for a worker
    stack.flush()
    stack.native.start("worker")
    stack.comes(lambda: accepted(robin, 1))
    assert len(robin.heard()) == 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_beat_that_was_killed_rings_again_and_sends_nothing_twice(stack: Stack, number: int) -> None:
    chance = random.Random(number)
    robin = stack.robin()
    stack.falls_due(robin)
    time.sleep(chance.random() * 10)
    stack.native.kill("beat")
    stack.falls_due(robin)
    stack.native.start("beat")
    stack.comes(lambda: accepted(robin, 2))
    assert len(robin.heard()) == for_the_eye(robin.heard()) == 2


@pytest.mark.parametrize("number", range(ROUNDS))
def test_two_beats_and_two_workers_send_nothing_twice(stack: Stack, number: int) -> None:
    robin = stack.robin()
    stack.native.start("beat", "another beat")
    stack.native.start("worker", "another worker")
    for _ in range(8):
        stack.falls_due(robin)
    stack.comes(lambda: accepted(robin, 8))
    time.sleep(11)  # both beats have rung again
    assert len(robin.heard()) == for_the_eye(robin.heard()) == 8


@pytest.mark.parametrize("number", range(ROUNDS))
def test_any_of_it_in_any_order(stack: Stack, number: int) -> None:
    """Chance is given its seed by the round, so that a round that went wrong can be had again."""
    chance = random.Random(number)
    robin = stack.robin()
    replies = [Reply(201, delay=chance.choice((0, 0, 3))) for _ in range(6)]
    stack.push.answer(robin.phone, *replies, Reply(201))
    reminders: list[str] = []
    for _ in range(2 + 4 * (ROUNDS > 1)):
        reminders += [stack.falls_due(robin) for _ in range(4)]
        stack.ring()
        time.sleep(chance.random() * 2)
        name = chance.choice(("worker", "beat", "broker"))
        stack.native.kill(name)
        stack.native.start(name)
        stack.native.gets_healthy("broker")
        if chance.random() < 0.3:
            stack.flush()
    time.sleep(3)
    stack.end_leases()
    stack.comes(lambda: accepted(robin, len(reminders)), 90)
    assert for_the_eye(robin.heard()) == len(reminders)
