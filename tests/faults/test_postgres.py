"""PostgreSQL restarts while everything runs: no other process has to be restarted, and nothing is lost."""

import random
import time

import pytest

from tests.faults.stack import ROUNDS, Stack, notifications_seen, posts
from tests.services.push_service import Reply

EACH = 20


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_restart_of_postgresql_loses_no_nudge(stack: Stack, number: int) -> None:
    chance = random.Random(number)
    robins = [stack.robin() for _ in range(2)]
    for robin in robins:
        stack.push.answer(robin.phone, Reply(201, delay=0.2))
    due = stack.many_fall_due(robins, EACH)
    stack.ring()
    stack.comes(stack.held)
    time.sleep(chance.random())
    in_flight = stack.held()
    stack.restart_postgres(seconds=chance.random() * 3)
    due += stack.many_fall_due(robins, EACH)
    stack.end_leases()
    stack.comes(lambda: stack.states(robins) == {"accepted": due}, 90)
    sent = posts(robins)
    assert len(sent) == due == sum(notifications_seen(robin.heard()) for robin in robins)
    assert sent.total() - due <= in_flight
    assert all(stack.native.running[name].poll() is None for name in ("worker", "beat", "web"))


def test_requests_after_a_restart_of_postgresql_succeed(stack: Stack) -> None:
    robin = stack.robin()
    for _ in range(8):  # now every web process and thread has a connection
        robin.account.ledger()
    stack.restart_postgres(seconds=0.5)
    for _ in range(8):
        assert robin.account.ledger() == []
