"""Every look and every change leaves its entry; what is sealed opens nowhere else."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from intake.domain.message import OutboxState
from intake.lib.crypto import CannotOpen
from intake.services import operator
from intake.store import notes, outbox, staff
from intake.store.tables import notes as note_rows
from intake.store.tables import outbox as order_rows
from intake.store.tables import staff as staff_rows
from tests.abuse.target import Target
from tests.people import CLARA, OMAR

pytestmark = pytest.mark.anyio

# Pages on which nobody sees anything about an inquiry. Of a kept view its page tells the name and the filters alone;
# what changes one leaves its entry (test_keep_a_view), and what it finds is a look at the list.
ABOUT_NOBODY = {"/staff", "/staff/events", "/staff/colleagues", "/staff/views"}


async def test_every_staff_page_about_inquiries_leaves_an_entry(target: Target) -> None:
    await target.hire(CLARA)
    async with target.browser(CLARA) as client:
        for way in target.entries():
            if not way.path.startswith("/staff") or way.path in ABOUT_NOBODY:
                continue
            if str(way.route.name).startswith("accounts:"):  # about colleagues
                continue
            if str(way.route.name).startswith("translations:"):  # our own sentences; what is done is in test_translate
                continue
            if way.path.startswith("/staff/export"):  # a file needs a password: what it leaves is in test_export_a_list
                continue
            if str(way.route.name).startswith("replies:"):  # what each leaves is tried in test_prepare_an_answer
                continue
            if str(way.route.name).startswith("operations:"):  # about no inquiry a coordinator serves; not for them
                continue
            if way.path.endswith("/presence"):  # a page that lies open is no new look: the opening was one
                continue
            if "{task}" in way.path:  # there is none yet; that is tried in test_work_side_by_side
                continue
            if way.path.startswith("/staff/bulk/"):  # of several at once: that is tried in test_change_many_at_once
                continue
            if str(way.route.name).startswith("routing:"):  # rules; what changes them is in test_change_the_routing
                continue
            if "{view}" in way.path:  # there is none yet; that is tried in test_keep_a_view
                continue
            if "{other}" in way.path:  # there is one inquiry only; that is tried in test_say_what_two_are
                continue
            if (way.method, way.path) == ("GET", "/staff/find"):  # a box without anything in it
                continue
            if "{file}" in way.path:  # there is none yet; what opening one leaves is tried in test_judge_records
                continue
            if way.path.endswith("/sensitive"):  # needs a reason, and leaves two: test_open_what_is_sensitive
                continue
            if "{ask}" in way.path:  # nothing was asked yet; that is tried in test_ask_what_is_missing
                continue
            if way.route.name in {
                "inbox:address",
                "inbox:mail_again",
                "inbox:mail_aside",
            }:  # none came back: test_see_the_mails
                continue
            suspect = {"form_note": "x"} if way.path.endswith("/release") else {}
            inquiry_id, *_ = await target.inquiry(condition="sle", **suspect)
            before = await target.audited()
            data = {"version": "1", "status": "in_triage", "note": "n", "message": "m", "assignee": "", "q": "name"}
            data |= {"state.pathology": "enough", "question": "birth_date", "task": "t"}
            data |= {"do": "take", "inquiry": inquiry_id}
            answer = await client.request(
                way.method, way.url(id=inquiry_id), data=data if way.method == "POST" else None
            )
            assert answer.status_code in {200, 303}, way
            assert await target.audited() == before + 1, way


async def test_the_patients_own_look_and_the_operators_are_written_down(target: Target) -> None:
    inquiry_id, reference, code = await target.inquiry()
    async with target.browser() as client:
        answer = await client.post("/en/follow-up", data={"reference": reference, "access_code": code})
    assert answer.status_code == 200
    house = target.resources
    await operator.latest(db=house.db, keyring=house.keyring, limit=10)
    entries = [entry[2:7] for entry in sorted((await target.rows())["audit"])]
    assert entries[-2:] == [
        ("public", "inquiry.read", "inquiry", inquiry_id, "done"),
        ("operator", "inbox.list", "inbox", "all", "done"),
    ]


async def test_a_note_an_address_and_a_colleagues_name_open_in_their_own_row_only(target: Target) -> None:
    house = target.resources
    clara, omar = await target.hire(CLARA, OMAR)
    ids = [(await target.inquiry(condition="sle"))[0] for _ in range(2)]
    async with target.browser(CLARA) as client:
        for inquiry_id in ids:
            await client.post(f"/staff/inquiries/{inquiry_id}/notes", data={"version": "1", "note": "n"})
    swaps = [
        (note_rows, note_rows.c.inquiry_id, ids, "sealed"),
        (staff_rows, staff_rows.c.id, [clara.staff_id, omar.staff_id], "name_sealed"),
    ]
    async with house.db.write() as tx:
        for table, key, pair, column in swaps:
            one = (await tx.execute(select(table.c[column]).where(key == pair[0]))).scalar_one()
            await tx.execute(update(table).where(key == pair[1]).values({column: one}))
        mine = order_rows.c.recipient_sealed.is_not(None)
        sealed = (
            await tx.execute(select(order_rows.c.recipient_sealed).where(mine, order_rows.c.inquiry_id == ids[0]))
        ).scalar_one()
        await tx.execute(
            update(order_rows).where(mine, order_rows.c.inquiry_id == ids[1]).values(recipient_sealed=sealed)
        )
    async with house.db.read() as snapshot:
        with pytest.raises(CannotOpen):
            await notes.of_inquiry(snapshot, house.keyring, ids[1])
        with pytest.raises(CannotOpen):
            await staff.by_id(snapshot, house.keyring, omar.staff_id)
    async with house.db.write() as tx:
        taken = await outbox.claim(tx, house.keyring, now=datetime.now(UTC), limit=10, lease=timedelta(minutes=1))
    # The other's address is nobody's here: that mail is given up, a person sees it, and all others go out.
    assert [mail.inquiry_id for mail in taken if mail.recipient] == ids[:1]
    async with house.db.read() as snapshot:
        given_up = await outbox.entries(snapshot, [OutboxState.DEAD])
    assert [(order.inquiry_id, order.last_error) for order in given_up] == [(ids[1], "not_composed")]
