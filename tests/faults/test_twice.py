"""A faulty broker delivers every task twice and out of order."""

import json
import random
import threading
from collections import Counter
from types import TracebackType
from uuid import uuid4

import pytest

from tests.faults.stack import ROUNDS, Stack, notifications_seen, posts
from tests.services.push_service import Reply


class Courier:
    """Takes messages out of the workers' queue, and puts each of them into another queue twice."""

    def __init__(self, stack: Stack, chance: random.Random) -> None:
        self.stack, self.chance = stack, chance
        self.carried: Counter[str] = Counter()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.carry)

    def __enter__(self) -> "Courier":
        self.thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.over.set()
        self.thread.join()

    def carry(self) -> None:
        bag: list[str] = []
        with self.stack.redis() as redis:
            while not self.over.is_set():
                found = redis.brpop(["celery"], timeout=0.2)
                if found:
                    bag += [copy(found[1]) for _ in range(2)]
                    self.carried[json.loads(found[1])["headers"]["task"].rpartition(".")[2]] += 1
                if len(bag) >= 6 or not found:
                    self.chance.shuffle(bag)
                    for message in bag:
                        redis.lpush("twice", message)
                    bag.clear()


def copy(message: bytes) -> str:
    """A second delivery of the same task."""
    parsed = json.loads(message)
    parsed["properties"]["delivery_tag"] = str(uuid4())
    return json.dumps(parsed)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_tasks_delivered_twice_and_out_of_order_send_nothing_twice(stack: Stack, number: int) -> None:
    robins = [stack.robin() for _ in range(2)]
    for robin in robins:
        stack.push.answer(robin.phone, Reply(201, delay=0.1))
    stack.native.end("worker")
    stack.native.start("worker", "worker of the copies", **{"--without-gossip": "--queues=twice"})
    with Courier(stack, random.Random(number)) as courier:
        due = 0
        for _ in range(6):
            due += stack.many_fall_due(robins, 15)
            stack.ring()
            stack.ring()
        stack.comes(lambda: stack.states(robins) == {"accepted": due})
    assert courier.carried["ring"] >= 6
    assert courier.carried["send_waiting"] >= 2
    assert posts(robins).total() == due == sum(notifications_seen(robin.heard()) for robin in robins)
    assert stack.lost(robins) == 0
