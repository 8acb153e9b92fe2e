"""Whatever process is killed at any time, every due nudge arrives and is seen once."""

import random
import time

import pytest

from tests.faults.stack import ROUNDS, Robin, Stack, notifications_seen
from tests.services.push_service import Reply


def accepted(robin: Robin, nudges: int) -> bool:
    return [nudge["state"] for nudge in robin.account.ledger()] == ["accepted"] * nudges


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_worker_killed_before_recording_an_outcome_loses_no_nudge(stack: Stack, number: int) -> None:
    robin = stack.robin()
    # The push service has the message, but the worker never gets the answer.
    stack.push.answer(robin.phone, Reply(201, delay=8), Reply(201))
    reminder = stack.falls_due(robin)
    stack.ring()
    stack.comes(robin.heard)
    stack.native.kill("worker")
    assert stack.deliveries(reminder) == [("pending", 1, True)]
    stack.native.start("worker")
    stack.ring()
    time.sleep(3)
    # Until the lease ends, the delivery still belongs to the dead worker.
    assert stack.deliveries(reminder) == [("pending", 1, True)]
    stack.end_leases()
    stack.ring()
    stack.comes(lambda: accepted(robin, 1))
    assert stack.deliveries(reminder) == [("accepted", 2, None)]
    assert len(robin.heard()) == 2
    assert notifications_seen(robin.heard()) == 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_an_outcome_from_a_worker_with_an_expired_lease_is_ignored(stack: Stack, number: int) -> None:
    robin = stack.robin()
    # The slow worker hears last that the device is gone, after the fast one's push was accepted.
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
    assert notifications_seen(robin.heard()) == 1


@pytest.mark.parametrize("number", range(ROUNDS))
@pytest.mark.parametrize("way", ["kill", "end"])
def test_nudges_wait_while_redis_is_down_and_come_afterwards(stack: Stack, way: str, number: int) -> None:
    robin = stack.robin()
    getattr(stack.native, way)("broker")
    stack.falls_due(robin)
    time.sleep(11)  # longer than the interval of beat
    assert robin.heard() == []
    stack.native.start("broker")
    # Worker and beat reconnect without a restart.
    stack.comes(lambda: accepted(robin, 1))
    assert len(robin.heard()) == 1
    assert all(stack.native.running[name].poll() is None for name in ("worker", "beat", "web"))


@pytest.mark.parametrize("number", range(ROUNDS))
def test_emptying_redis_loses_no_nudge(stack: Stack, number: int) -> None:
    robin = stack.robin()
    stack.native.end("worker")
    stack.falls_due(robin)
    stack.ring()  # waits in Redis for a worker
    stack.flush()
    stack.native.start("worker")
    stack.comes(lambda: accepted(robin, 1))
    assert len(robin.heard()) == 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_restarted_beat_sends_nothing_twice(stack: Stack, number: int) -> None:
    chance = random.Random(number)
    robin = stack.robin()
    stack.falls_due(robin)
    time.sleep(chance.random() * 10)
    stack.native.kill("beat")
    stack.falls_due(robin)
    stack.native.start("beat")
    stack.comes(lambda: accepted(robin, 2))
    assert len(robin.heard()) == notifications_seen(robin.heard()) == 2


@pytest.mark.parametrize("number", range(ROUNDS))
def test_two_beats_and_two_workers_send_nothing_twice(stack: Stack, number: int) -> None:
    robin = stack.robin()
    stack.native.start("beat", "another beat")
    stack.native.start("worker", "another worker")
    for _ in range(8):
        stack.falls_due(robin)
    stack.comes(lambda: accepted(robin, 8))
    time.sleep(11)  # both beats have fired again
    assert len(robin.heard()) == notifications_seen(robin.heard()) == 8


@pytest.mark.parametrize("number", range(ROUNDS))
def test_random_faults_in_random_order_lose_and_repeat_nothing(stack: Stack, number: int) -> None:
    """The round's number is the random seed, so that a failed round can be repeated."""
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
    assert notifications_seen(robin.heard()) == len(reminders)
