"""Who may do what: a coordinator on their queues, an administrator with the staff, a translator with the words."""

import pytest

from intake.domain.access import ON_A_QUEUE, Action, may
from intake.domain.values import StaffRole
from tests.makers import make_actor

CLARA = make_actor(name="Clara", queues=frozenset({"autoimmune"}))
EVERYWHERE = make_actor(name="Omar", queues=None)
ADA = make_actor(name="Ada", role=StaffRole.ADMINISTRATOR, queues=frozenset())
TOVE = make_actor(name="Tove", role=StaffRole.TRANSLATOR, queues=None)


@pytest.mark.parametrize("action", sorted(ON_A_QUEUE))
def test_inquiries_are_open_to_those_who_serve_their_queue(action: Action) -> None:
    assert may(CLARA, action, "autoimmune")
    assert not may(CLARA, action, "repeat")
    assert not may(CLARA, action)
    assert may(EVERYWHERE, action, "repeat")
    assert not may(ADA, action, "autoimmune")
    assert not may(TOVE, action, "autoimmune")


def test_an_administrator_given_a_queue_serves_it() -> None:
    both = make_actor(role=StaffRole.ADMINISTRATOR, queues=frozenset({"heme"}))
    assert may(both, Action.READ_INQUIRY, "heme")
    assert may(both, Action.MANAGE_STAFF)


def test_each_role_has_its_own_work() -> None:
    assert [may(who, Action.MANAGE_STAFF) for who in (CLARA, ADA, TOVE)] == [False, True, False]
    assert [may(who, Action.READ_AUDIT) for who in (CLARA, ADA, TOVE)] == [False, True, False]
    assert [may(who, Action.TRANSLATE) for who in (CLARA, ADA, TOVE)] == [False, True, True]
    assert [may(who, Action.TRANSLATE_REPLY) for who in (CLARA, ADA, TOVE)] == [True, False, True]


def test_every_action_has_an_answer_for_every_role() -> None:
    for role in StaffRole:
        for action in Action:
            assert may(make_actor(role=role), action, "heme") in {True, False}
