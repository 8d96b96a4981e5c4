"""How a mail stands is the same in whatever order its news came, and says why in words of ours."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from intake.domain.mail_state import DELAY_LASTS, MailState, MailTimes, Reason, reason_of, standing
from intake.domain.message import OutboxState

BORN = datetime(2031, 3, 4, 9, 0, tzinfo=UTC)
NOW = BORN + timedelta(hours=3)
ORDERED = MailTimes(OutboxState.QUEUED, BORN, next_at=BORN)
S, M = OutboxState, MailState

News = Callable[[MailTimes], MailTimes]
# Each leaves its time, as the worker and the reader of bounces write them down.
NEWS: Mapping[str, News] = {
    "sent": lambda mail: replace(mail, state=S.SENT, sent_at=BORN + timedelta(minutes=1), next_at=None, error=None),
    "delayed": lambda mail: replace(
        mail, delayed_at=BORN + timedelta(hours=1), bounce_code=mail.bounce_code or "4.2.2"
    ),
    "bounced": lambda mail: replace(mail, bounced_at=BORN + timedelta(hours=2), bounce_code="5.1.1"),
}
ENDS = {
    frozenset({"sent"}): M.SENT,
    frozenset({"sent", "delayed"}): M.DELAYED,
    frozenset({"sent", "bounced"}): M.CAME_BACK,
    frozenset({"sent", "delayed", "bounced"}): M.CAME_BACK,
}


@pytest.mark.parametrize("told", list(ENDS), ids=lambda told: "+".join(sorted(told)))
def test_the_order_in_which_news_comes_changes_nothing(told: frozenset[str]) -> None:
    ends = set()
    for order in permutations(told):
        mail = replace(ORDERED, state=S.LEASED)
        for step, news in enumerate(order):
            mail = NEWS[news](mail)
            if "bounced" in order[: step + 1]:  # from then on, whatever comes
                assert standing(mail, now=NOW).state is M.CAME_BACK
        ends.add(standing(mail, now=NOW))
    assert {end.state for end in ends} == {ENDS[told]}
    assert len(ends) == 1


@pytest.mark.parametrize(
    ("mail", "state", "at", "unreached"),
    [
        (ORDERED, M.QUEUED, BORN, False),
        (replace(ORDERED, next_at=NOW + timedelta(hours=1)), M.HELD, NOW + timedelta(hours=1), False),
        (replace(ORDERED, digest=True, next_at=NOW), M.HELD, NOW, False),
        (replace(ORDERED, state=S.LEASED), M.ON_ITS_WAY, None, False),
        (replace(ORDERED, error="timeout", next_at=NOW), M.TRYING_AGAIN, NOW, False),
        (replace(ORDERED, state=S.DEAD, error="recipient_550", next_at=None), M.GIVEN_UP, None, True),
        (replace(ORDERED, state=S.CANCELLED, error="dealt_with", next_at=None), M.STOPPED, None, False),
    ],
    ids=lambda value: value.value if isinstance(value, MailState) else "",
)
def test_a_mail_that_has_not_gone_out(mail: MailTimes, state: MailState, at: datetime | None, unreached: bool) -> None:
    found = standing(mail, now=NOW)
    assert (found.state, found.at, found.unreached) == (state, at, unreached)


def test_of_a_delay_without_another_word_nothing_is_left_when_servers_have_given_up() -> None:
    mail = NEWS["delayed"](NEWS["sent"](ORDERED))
    assert mail.delayed_at is not None
    assert standing(mail, now=mail.delayed_at + DELAY_LASTS).state is M.SENT


def test_a_try_that_failed_before_is_not_why_it_came_back() -> None:
    mail = NEWS["bounced"](replace(ORDERED, error="connection"))
    assert standing(mail, now=NOW).reason is Reason.BAD_ADDRESS


def test_what_came_back_and_was_put_aside_waits_for_nobody() -> None:
    mail = NEWS["bounced"](NEWS["sent"](ORDERED))
    assert standing(mail, now=NOW).unreached
    aside = standing(replace(mail, state=S.CANCELLED, error="dealt_with"), now=NOW)
    assert (aside.state, aside.reason, aside.unreached) == (M.CAME_BACK, Reason.BAD_ADDRESS, False)


@pytest.mark.parametrize(
    ("error", "bounce", "reason"),
    [
        (None, None, None),
        ("recipient_550", None, Reason.BAD_ADDRESS),
        ("address", None, Reason.BAD_ADDRESS),
        ("recipient_452", None, Reason.MAILBOX_FULL),
        ("message_552", None, Reason.MAILBOX_FULL),
        ("message_554", None, Reason.UNWANTED),
        ("recipient_451", None, Reason.BUSY),
        ("timeout", None, Reason.NO_ANSWER),
        ("connection", None, Reason.OUR_SERVER),
        ("login_535", None, Reason.OUR_SERVER),
        ("sender_550", None, Reason.OUR_SERVER),
        ("not_composed", None, Reason.OUR_FAULT),
        ("fault", None, Reason.OUR_FAULT),
        ("nobody_serves_this_queue", None, Reason.NO_READER),
        ("something nobody expected", None, Reason.OTHER),
        (None, "5.1.1", Reason.BAD_ADDRESS),
        (None, "5.2.2", Reason.MAILBOX_FULL),
        ("recipient_451", "5.7.1", Reason.UNWANTED),  # what came back knows more
        ("sender_550", "5.7.1", Reason.OUR_SERVER),
        ("sent_again", "5.1.1", Reason.SENT_AGAIN),
        ("put_off", None, Reason.NO_ANSWER),
        (None, "5.3.4", Reason.TOO_BIG),
        (None, "4.4.7", Reason.NO_ANSWER),
        (None, "5.1.8", Reason.OUR_SERVER),
        (None, "5.9.9", Reason.OTHER),
        (None, "nonsense", Reason.OTHER),
    ],
)
def test_why_is_told_from_codes_alone(error: str | None, bounce: str | None, reason: Reason | None) -> None:
    assert reason_of(error, bounce) is reason
