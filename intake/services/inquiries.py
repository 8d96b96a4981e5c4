"""An inquiry arrives: kept once, routed, acknowledged, told to somebody; all of it in one transaction, or none of it.

The story, top to bottom: `Intake.submit` waits for its group; `_store_all` looks which forms are known; `_new` works
out what becomes of a fresh one; `_given_before` says the same reference and code each time the same form is sent.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parseaddr

from intake.content.loader import Content
from intake.domain.errors import FormExpired
from intake.domain.inquiry import InquiryDraft, answers_on, contacts_of
from intake.domain.message import MailKind
from intake.domain.questionnaire import Questionnaire
from intake.domain.recipients import Colleague, recipients
from intake.domain.routing import route
from intake.domain.values import Answers, Priority, Sensitivity, Status
from intake.lib.catalogs import SOURCE, Catalogs
from intake.lib.database import Database, GroupCommit, Snapshot, Transaction
from intake.lib.ids import new_id, new_reference
from intake.lib.keyring import KeyRing
from intake.services import consents
from intake.store import drafts, inquiries, keys, staff, submissions
from intake.store.inquiries import NewInquiry
from intake.store.outbox import MailOrder

RECEIPT_SHOWN_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the inquirer is given: shown after sending, and again in the same browser for a day."""

    reference: str
    access_code: str
    received_at: datetime
    due_at: datetime
    priority: Priority
    queue: str
    by_email: bool


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A draft that waits for its group, and the questionnaire it answers."""

    draft: InquiryDraft
    questionnaire: Questionnaire
    digest: bytes
    now: datetime


class Intake:
    """Takes inquiries. Those that arrive together share one commit, and each answer waits for it."""

    def __init__(
        self,
        db: Database,
        keyring: KeyRing,
        content: Content,
        catalogs: Catalogs,
        *,
        sender: str,
        after_commit: Callable[[], None],
    ) -> None:
        self._keyring, self._content, self._catalogs = keyring, content, catalogs
        self._mail_domain = parseaddr(sender)[1].rpartition("@")[2]
        self._after_commit = after_commit
        self._group: GroupCommit[_Arrival, Receipt | None] = GroupCommit(db, self._store_all)

    async def submit(
        self, draft: InquiryDraft, *, now: datetime, questionnaire: Questionnaire | None = None
    ) -> Receipt:
        """Keep the inquiry, and answer with its receipt once it is on disk. The same form again: the same receipt.

        A form that was changed and sent again becomes the next revision of the same inquiry. Raises `FormExpired` when
        a known form comes with another secret, `lib.database.DatabaseError` when nothing could be kept.
        """
        digest = submissions.digest(self._keyring, draft.answers)
        arrival = _Arrival(draft, questionnaire or self._content.questionnaire, digest, now)
        receipt = await self._group.submit(arrival)
        if receipt is None:
            raise FormExpired
        self._after_commit()
        return receipt

    async def close(self) -> None:
        """Finish what waits, take nothing more."""
        await self._group.close()

    async def _store_all(self, tx: Transaction, arrivals: Sequence[_Arrival]) -> list[Receipt | None]:
        forms = [arrival.draft.form_id for arrival in arrivals]
        known, aside = await submissions.known(tx, forms), await drafts.begun(tx, forms)
        held = await keys.of_many(tx, self._keyring, [begun.id for begun in aside.values()])
        roster = await staff.roster(tx)
        fresh: dict[str, NewInquiry] = {}
        for arrival in arrivals:
            form_id, begun = arrival.draft.form_id, aside.get(arrival.draft.form_id)
            owned = begun is None or begun.belongs_to(self._keyring, arrival.draft.form_secret)
            if form_id not in known and form_id not in fresh and owned:
                fresh[form_id] = self._new(arrival, roster, begun.id if begun and begun.id in held else new_id())
        await inquiries.insert_many(tx, self._keyring, list(fresh.values()), drafted=held)
        for form_id in fresh.keys() & aside.keys():
            await drafts.remove(tx, aside[form_id].id)
        return [
            _receipt(new)
            if (new := fresh.get(arrival.draft.form_id)) and self._is_same(arrival, new)
            else await self._given_before(tx, arrival, roster)
            for arrival in arrivals
        ]

    def _is_same(self, arrival: _Arrival, new: NewInquiry) -> bool:
        """Whether this is the very form that made the inquiry: same answers, same secret."""
        code = access_code(self._keyring, new.id, arrival.draft.form_secret)
        return arrival.digest == new.digest and code == new.access_code

    async def _given_before(self, tx: Transaction, arrival: _Arrival, roster: Sequence[Colleague]) -> Receipt | None:
        """The receipt of a form that is known by now, after what changed in it has been added."""
        draft = arrival.draft
        earlier = (await submissions.known(tx, [draft.form_id])).get(draft.form_id)
        if earlier is None:  # put aside with another secret
            return None
        receipt = await known_receipt(tx, self._keyring, earlier.inquiry_id, draft.form_secret)
        if receipt is not None:
            await drafts.remove(tx, earlier.inquiry_id)
        if receipt is not None and earlier.digest != arrival.digest:
            again = self._new(arrival, roster, earlier.inquiry_id)
            # The desk is told that there is more; a corrected address gets the acknowledgement that went to the wrong
            # one. What was promised to the inquirer holds.
            corrected = await self._is_corrected(tx, again)
            told = tuple(order for order in again.mails if order.kind is MailKind.INQUIRY_ROUTED or corrected)
            priority = again.priority.or_sooner(receipt.priority)
            again = replace(again, mails=told, priority=priority, due_at=min(again.due_at, receipt.due_at))
            await inquiries.amend(tx, self._keyring, earlier.inquiry_id, again)
        return receipt

    async def _is_corrected(self, tx: Transaction, again: NewInquiry) -> bool:
        """Whether this form names an e-mail address that the inquiry did not have before."""
        email = again.contacts.get("email")
        if email is None:
            return False
        tag = inquiries.identity_tag(self._keyring, "email", email)
        return not await inquiries.has_contact(tx, again.id, "email", tag=tag)

    def _new(self, arrival: _Arrival, roster: Sequence[Colleague], inquiry_id: str) -> NewInquiry:
        draft, now = arrival.draft, arrival.now
        assessment = self._content.assess(draft.answers, locale=draft.locale, today=now.date())
        decision = route(self._content.routing.rules, assessment.facts)
        return NewInquiry(
            id=inquiry_id,
            reference=new_reference(),
            access_code=access_code(self._keyring, inquiry_id, draft.form_secret),
            status=Status.SUBMITTED,
            priority=decision.priority,
            language=assessment.facts.language,
            locale=draft.locale,
            received_at=now,
            due_at=self._content.routing.calendar.due(decision.priority, now),
            form_version=draft.form_version,
            form_id=draft.form_id,
            digest=arrival.digest,
            facts=assessment.facts,
            flags=assessment.flags,
            decision=decision,
            answers=_by_class(draft.answers, arrival.questionnaire),
            consents=consents.given(
                draft.answers,
                arrival.questionnaire,
                self._content,
                self._catalogs.translations(draft.locale, "legal"),
                locale=draft.locale,
                now=now,
            ),
            contacts=contacts_of(draft.answers),
            mails=self._mails(arrival, inquiry_id, recipients(decision.queue, assessment.facts.language, roster)),
        )

    def _mails(self, arrival: _Arrival, inquiry_id: str, told: Sequence[Colleague]) -> tuple[MailOrder, ...]:
        """The acknowledgement, and one mail for each colleague. Nobody there yet: one order that waits for somebody."""
        draft = arrival.draft
        orders: list[MailOrder] = []
        email = draft.answers.get("email")
        if isinstance(email, str):
            orders.append(self._order(arrival, inquiry_id, MailKind.INQUIRY_RECEIVED, draft.locale, recipient=email))
        routed = MailKind.INQUIRY_ROUTED
        orders += [self._order(arrival, inquiry_id, routed, one.locale, staff_id=one.staff_id) for one in told]
        if not told:
            orders.append(self._order(arrival, inquiry_id, routed, SOURCE))
        return tuple(orders)

    def _order(
        self,
        arrival: _Arrival,
        inquiry_id: str,
        kind: MailKind,
        locale: str,
        *,
        recipient: str | None = None,
        staff_id: str | None = None,
    ) -> MailOrder:
        order_id = new_id()
        return MailOrder(
            id=order_id,
            kind=kind,
            dedupe_key=f"{inquiry_id}:{kind.value}:{staff_id or ''}:{arrival.digest[:6].hex()}",
            inquiry_id=inquiry_id,
            locale=locale,
            message_id=f"<{order_id}@{self._mail_domain}>",
            created_at=arrival.now,
            recipient=recipient,
            staff_id=staff_id,
        )


async def receipt_for(
    form_id: str, form_secret: str, *, db: Database, keyring: KeyRing, now: datetime
) -> Receipt | None:
    """The receipt of a form, for who holds its secret, for a day after it was sent; else None."""
    async with db.read() as snapshot:
        known = (await submissions.known(snapshot, [form_id])).get(form_id)
        if known is None or now - known.created_at > RECEIPT_SHOWN_FOR:
            return None
        return await known_receipt(snapshot, keyring, known.inquiry_id, form_secret)


def access_code(keyring: KeyRing, inquiry_id: str, form_secret: str) -> str:
    """Sixteen digits that key ring and form secret give together: shown again on a retry, never stored."""
    return keyring.digits(inquiry_id, form_secret)


async def as_sent_before(
    draft: InquiryDraft, earlier: tuple[str, str] | None, *, db: Database, keyring: KeyRing, now: datetime
) -> InquiryDraft:
    """The draft under its first form's id, where this browser sent exactly the same within a day; else as it is.

    Somebody goes back and sends again: without a script, a page fetched anew has another id. ``earlier`` is the form
    whose receipt the browser keeps, id and secret.
    """
    if earlier is None or earlier[0] == draft.form_id:
        return draft
    async with db.read() as snapshot:
        known = await submissions.known(snapshot, [earlier[0], draft.form_id])
        found = known.get(earlier[0])
        if found is None or draft.form_id in known or now - found.created_at > RECEIPT_SHOWN_FOR:
            return draft
        if found.digest != submissions.digest(keyring, draft.answers):
            return draft
        mine = await known_receipt(snapshot, keyring, found.inquiry_id, earlier[1])
    return draft if mine is None else replace(draft, form_id=earlier[0], form_secret=earlier[1])


async def known_receipt(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str, form_secret: str) -> Receipt | None:
    """The receipt of an inquiry, for who holds the secret of the form it came by."""
    summary = await inquiries.summary(snapshot, keyring, inquiry_id)
    code = access_code(keyring, inquiry_id, form_secret)
    if summary is None or await inquiries.by_code(snapshot, keyring, summary.reference, code) is None:
        return None
    by_email = await inquiries.has_contact(snapshot, inquiry_id, "email")
    return Receipt(
        summary.reference, code, summary.received_at, summary.due_at, summary.priority, summary.queue, by_email
    )


def _receipt(new: NewInquiry) -> Receipt:
    return Receipt(
        new.reference,
        new.access_code,
        new.received_at,
        new.due_at,
        new.priority,
        new.decision.queue,
        "email" in new.contacts,
    )


def _by_class(answers: Answers, questionnaire: Questionnaire) -> Mapping[str, Answers]:
    """The answers by sensitivity class: each is sealed as one blob."""
    return {
        sensitivity.value: answers_on(
            answers, [item.id for item in questionnaire.questions if item.sensitivity is sensitivity]
        )
        for sensitivity in Sensitivity
    }
