"""An office with one of everything in it, all made by the coordinator of one queue: what nobody else may come at."""

import re
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from intake.domain.message import MailKind
from intake.domain.webhook import Event
from intake.lib.hooks import new_secret
from intake.lib.ids import new_id
from intake.services.accounts import NewAccount
from intake.services.mail.kinds import link_token
from intake.store import inquiries, outbox, webhooks
from intake.store.tables import metadata
from intake.store.webhooks import Key, Webhook
from intake.store.work import suggestions
from intake.store.work.suggestions import Suggestion
from tests.abuse.target import FILLED, Target
from tests.people import ADA, CLARA, NOON, OMAR, TOVE
from tests.services.mail.fates import dies
from tests.web.public.own.sending import pdf, send

OTHER = replace(OMAR, locale="en")
NORA = replace(CLARA, email="nora@test.example", name="Nora Test")
PEOPLE: dict[str, NewAccount | None] = {
    "stranger": None,
    "translator": TOVE,  # before the owner takes back what she was given
    "owner": CLARA,
    "other": OTHER,
    "administrator": ADA,
}
SAID = {
    "contact_name": "Marker Markson",
    "question": "MARKER story",
    "email": "marker@example.org",
    "phone": "+493012345678",
    "preferred_language": "he",  # which the translator writes
}
# Nothing of the inquiry: its name, address, number, words, what was written about it. Its reference comes on top.
MARKS = ("marker", "markson", "493012345678")


@dataclass(frozen=True, slots=True)
class World:
    """The values of every address there is, and the marks that nobody else may see a byte of."""

    target: Target
    values: dict[str, str]
    held: str
    marks: tuple[str, ...]
    mails: dict[str, str]  # what did not arrive, by the way that puts it right; every other way is about the last

    async def version(self, inquiry_id: str) -> str:
        """As the forms of this moment carry it."""
        async with self.target.resources.db.read() as snapshot:
            found = await inquiries.summary(snapshot, self.target.resources.keyring, inquiry_id)
        assert found is not None
        return str(found.version)

    def shown(self, sent: bytes) -> list[str]:
        """Which marks are in these bytes."""
        text = sent.decode("utf-8", "replace").casefold()
        return [mark for mark in self.marks if mark.casefold() in text]


async def make(target: Target) -> World:
    """The people, two inquiries of one queue that look alike, one that looks like spam, and something of each kind."""
    actors = await target.hire(CLARA, OTHER, ADA, TOVE, NORA)
    first, reference, code = await target.inquiry(condition="sle", **SAID)
    second, second_reference, _ = await target.inquiry(condition="sle", **SAID)
    held, held_reference, _ = await target.inquiry(condition="sle", form_note="x", **SAID)
    values = {"id": first, "other": second, "colleague": actors[4].staff_id, "number": "0"}
    marks = (*MARKS, reference, second_reference, held_reference, code, first, second, held)
    made = World(target, values, held, marks, {})
    async with target.browser() as patient:
        await patient.post("/en/follow-up", data={"reference": reference, "access_code": code})
        assert (await send(patient, ("MARKER.pdf", pdf()))).status_code == 303
    values["file"] = await _one(target, "files")
    url = f"/staff/inquiries/{first}"
    async with target.browser(CLARA) as clara:

        async def done(path: str, **fields: str) -> None:
            answer = await clara.post(path, data={"version": await made.version(first), **fields})
            assert answer.status_code == 303, (path, answer.status_code, answer.text)

        await done(f"{url}/take")
        await done(f"{url}/notes", note="MARKER note")
        await done(f"{url}/tasks", task="MARKER task")
        first_one, values["question"], *_ = re.findall(
            r'name="question" value="(\w+)"', (await clara.get(f"{url}/criteria")).text
        )
        await done(f"{url}/asks", question=first_one, form_id=new_id())
        asked = {"do": "translate", "reply": new_id(), "translator": actors[3].staff_id}
        source = f"Dear Marker Markson, we have your inquiry {reference}. Write from marker@example.org as before."
        await done(
            f"{url}/replies/new", **asked | {"version": "0", "seen": await made.version(first), "source": source}
        )
        await done("/staff/views", name="Marker view", query="status=all")
        values |= {"batch": new_id(), "reply": asked["reply"]}
        chosen = {"do": "take", "batch": values["batch"], "inquiry": f"{second}:{await made.version(second)}"}
        await done("/staff/bulk/do", **chosen)
    words = ("he", "legal", FILLED["message_id"], ("a word",))
    values["hook"] = new_id()
    heard = frozenset({Event.INQUIRY_RECEIVED})
    hook = Webhook(values["hook"], "https://systems.example/", (Key(new_secret()),), heard, NOON, actors[2].staff_id)
    async with target.resources.db.write() as tx:
        await webhooks.add(tx, target.resources.keyring, hook)
        await suggestions.add(tx, Suggestion(new_id(), *words, actors[3].staff_id, NOON))
    for name, table in (("task", "tasks"), ("view", "saved_views"), ("ask", "asks"), ("suggestion", "suggestions")):
        values[name] = await _one(target, table)
    async with target.browser(ADA) as ada:
        assert (
            await ada.post(f"/staff/people/{values['colleague']}/invitation", data={"again": "yes"})
        ).status_code == 303
    values["token"] = await _token(target)
    made.mails.update(await _given_up(target, first, second))
    return made


async def _one(target: Target, table: str) -> str:
    """The id of the only row there is."""
    async with target.resources.db.read() as snapshot:
        found: Any = (await snapshot.execute(select(metadata.tables[table].c.id))).scalar_one()
    return str(found)


async def _given_up(target: Target, first: str, second: str) -> dict[str, str]:
    """Mails to the inquirer, to the owner, and about the other inquiry, that were given up."""
    db = target.resources.db
    async with db.read() as snapshot:
        mine, others = [await outbox.entries(snapshot, inquiry_id=each) for each in (first, second)]
    received, routed = MailKind.INQUIRY_RECEIVED, MailKind.INQUIRY_ROUTED
    found = {
        "inbox:address": next(mail.id for mail in mine if mail.kind is received),
        "inbox:mail_again": next(mail.id for mail in mine if mail.kind is routed),
        "inbox:mail_aside": [mail.id for mail in mine if mail.kind is routed][-1],
        "": next(mail.id for mail in others if mail.kind is received),
    }
    for mail in found.values():
        await dies(db, mail)
    return found


async def _token(target: Target) -> str:
    house = target.resources
    async with house.db.read() as snapshot:
        orders = [entry for entry in await outbox.entries(snapshot) if entry.kind is MailKind.INVITATION]
    return link_token(house.keyring, orders[0].id, MailKind.INVITATION)
