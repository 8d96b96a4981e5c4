"""What is told to a clinic's own systems: read off the audit trail, and written down for whoever listens."""

import pytest

from intake.domain.webhook import CHOSEN, READ_OFF, Event, Verdict, events_of, judge
from tests.contracts.test_threat_model import ROOT

MOVED = {"from": "submitted", "to": "in_triage"}


@pytest.mark.parametrize(
    ("action", "detail", "told"),
    [
        ("inquiry.received", {"revision": 1}, (Event.INQUIRY_RECEIVED,)),
        ("inquiry.message", {"message": "m"} | MOVED, (Event.INQUIRY_MESSAGE_RECEIVED, Event.INQUIRY_STATUS_CHANGED)),
        ("inquiry.withdrawn", {"from": "in_triage", "to": "withdrawn"}, (Event.INQUIRY_WITHDRAWN,)),
        ("inquiry.take", MOVED, (Event.INQUIRY_STATUS_CHANGED,)),
        ("inquiry.status", {"from": "declined", "to": "declined"}, ()),
        ("inquiry.assign", {"to": "somebody"}, ()),
        ("inquiry.read", {}, ()),
        ("inquiry.note", {"note": "n"}, ()),
        ("mail.dead", {"reason": "550"}, (Event.MAIL_UNDELIVERABLE,)),
        ("mail.delayed", {}, ()),
    ],
)
def test_what_an_entry_tells(action: str, detail: dict[str, str | int], told: tuple[Event, ...]) -> None:
    assert events_of(action, "done", detail) == told
    assert events_of(action, "refused", detail) == ()


def test_each_action_that_tells_is_still_written_somewhere() -> None:
    """One that was renamed would be told no more, and nobody would notice."""
    code = "".join(
        path.read_text("utf-8") for floor in ("services", "store") for path in (ROOT / "intake" / floor).rglob("*.py")
    )
    made = {"mail.dead": 'f"mail.{one.state}"'}  # composed where it is written
    assert [action for action in READ_OFF if made.get(action, f'"{action}"') not in code] == []


def test_each_event_is_on_the_page_for_whoever_listens() -> None:
    page = (ROOT / "docs" / "webhooks.md").read_text("utf-8")
    assert [event for event in Event if f"| `{event.value}` |" not in page] == []
    assert set(READ_OFF.values()) | {Event.INQUIRY_STATUS_CHANGED, Event.INQUIRY_ERASED} == set(CHOSEN)


def test_what_an_answer_means() -> None:
    verdicts = {
        Verdict.TAKEN: (200, 202, 204),
        Verdict.LATER: (None, 101, 301, 307, 408, 425, 429, 500, 503),
        Verdict.REFUSED: (400, 401, 404, 422),
        Verdict.GONE: (410,),
    }
    assert all(judge(status) is verdict for verdict, answers in verdicts.items() for status in answers)
