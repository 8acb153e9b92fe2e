"""The SQL that records outcomes, and the columns of the rows that each statement is given (`with_rows`)."""

from backend.push.models import Subscription
from backend.reminders.models import Delivery
from backend.sql import columns

LOCK_NUDGES = """
    SELECT id FROM reminders_nudge WHERE id IN (SELECT nudge_id FROM given) ORDER BY id {lock}
"""
LOCK_DELIVERIES = """
    SELECT id FROM reminders_delivery
    WHERE (id, fence) IN (SELECT id, fence FROM given) AND state = 'pending' {lock}
"""
KEY = columns(Delivery, "id")
LEASED = columns(Delivery, "id", "nudge", "fence")
ACCEPT_DELIVERIES = """
    UPDATE reminders_delivery
    SET state = 'accepted', reason = NULL, ended_at = given.ended_at, lease_until = NULL FROM given
    WHERE reminders_delivery.id = given.id AND reminders_delivery.fence = given.fence
        AND reminders_delivery.state = 'pending'
    RETURNING reminders_delivery.id
"""
ACCEPTED = columns(Delivery, "id", "fence", "ended_at")
ACCEPT_NUDGES = """
    UPDATE reminders_nudge
    SET state = 'accepted', reason = NULL, sent_at = delivery.ended_at, device_id = delivery.subscription_id
    FROM given JOIN reminders_delivery AS delivery ON delivery.id = given.id
    WHERE reminders_nudge.id = delivery.nudge_id AND reminders_nudge.round = delivery.round
"""
NOTE_ACCEPTANCE = """
    UPDATE push_subscription SET accepted_at = given.accepted_at FROM given
    WHERE push_subscription.number = given.number AND push_subscription.number IN (
        SELECT number FROM push_subscription WHERE number IN (SELECT number FROM given) {skip_locked}
    )
"""
DEVICE = columns(Subscription, "number", "accepted_at")
POSTPONE = """
    UPDATE reminders_delivery
    SET not_before = given.not_before, lease_until = NULL, attempts = given.attempts, reason = given.reason
    FROM given WHERE reminders_delivery.id = given.id
"""
POSTPONED = columns(Delivery, "id", "not_before", "attempts", "reason")
