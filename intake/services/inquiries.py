"""An inquiry arrives: kept once, routed, acknowledged, told to somebody; all of it in one transaction, or none of it.

The story, top to bottom: `Intake.submit` waits for its group; `_store_all` looks which forms are known; `_new` works
out what becomes of a fresh one; `_given_before` says the same reference and code each time the same form is sent.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parseaddr

from intake.content.loader import Content
from intake.domain import consent
from intake.domain.consent import Consents
from intake.domain.errors import FormExpired
from intake.domain.inquiry import InquiryDraft, contacts_of
from intake.domain.message import MailKind
from intake.domain.questionnaire import Questionnaire
from intake.domain.recipients import Colleague, recipients
from intake.domain.routing import route
from intake.domain.suspicion import Sign, is_held, may_tell
from intake.domain.triage import with_heard
from intake.domain.values import Answer, Answers, Status
from intake.lib.catalogs import Catalogs
from intake.lib.database import Database, GroupCommit, Transaction
from intake.lib.ids import new_id, new_reference
from intake.lib.keyring import KeyRing
from intake.services import consents
from intake.services.desk.handing_out import ASSIGNED, Turns
from intake.services.desk.routing import refresh
from intake.services.hearing import heard_from
from intake.services.mail.first_mails import FirstMails
from intake.services.mail.limits import A_DAY, may_write, may_write_to_each
from intake.services.office import Office
from intake.services.receipts import Receipt, known_receipt
from intake.services.suspects import Gate
from intake.store import audit, drafts, inquiries, keys, revisions, staff, submissions
from intake.store.audit import Entry
from intake.store.inquiries import NewInquiry
from intake.store.revisions import Contents


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
        flood: int = 0,
    ) -> None:
        self.gate = Gate(flood)
        self._keyring, self._content, self._catalogs = keyring, content, catalogs
        self._mail_domain = parseaddr(sender)[1].rpartition("@")[2]
        self._after_commit = after_commit
        self._office = Office(db, keyring, content, catalogs, self._mail_domain, after_commit)
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
        await refresh(tx, self._content)
        forms = [arrival.draft.form_id for arrival in arrivals]
        known, aside = await submissions.known(tx, forms), await drafts.begun(tx, forms)
        held = await keys.of_many(tx, self._keyring, [begun.id for begun in aside.values()])
        turns = await Turns.of(tx, self._content.routing, roster := await staff.roster(tx))
        unknown: dict[str, tuple[_Arrival, tuple[Sign, ...]]] = {}
        for arrival in arrivals:
            form_id, begun = arrival.draft.form_id, aside.get(arrival.draft.form_id)
            owned = begun is None or begun.belongs_to(self._keyring, arrival.draft.form_secret)
            if form_id not in known and form_id not in unknown and owned:
                unknown[form_id] = arrival, self.gate.signs(arrival.draft, arrival.questionnaire, now=arrival.now)
        fresh: dict[str, NewInquiry] = {}
        for arrival, signs in await self._with_paused(tx, list(unknown.values())):
            begun = aside.get(arrival.draft.form_id)
            inquiry_id = begun.id if begun and begun.id in held else new_id()
            fresh[arrival.draft.form_id] = self._new(arrival, roster, inquiry_id, signs, turns=turns)
        await inquiries.insert_many(tx, self._keyring, list(fresh.values()), drafted=held)
        await turns.keep(tx)
        await audit.append(tx, *(_given_to(new) for new in fresh.values() if new.assignee_id))
        for form_id in fresh.keys() & aside.keys():
            await drafts.remove(tx, aside[form_id].id)
        return [
            _receipt(new)
            if (new := fresh.get(arrival.draft.form_id)) and self._is_same(arrival, new)
            else await self._given_before(tx, arrival, roster)
            for arrival in arrivals
        ]

    async def _with_paused(
        self, tx: Transaction, new: Sequence[tuple[_Arrival, tuple[Sign, ...]]]
    ) -> list[tuple[_Arrival, tuple[Sign, ...]]]:
        """New forms with their signs; also with that of an address that has had its mails for today.

        A canary's go to the operator's own mailbox, and are not counted.
        """
        emails = [
            "" if signs or arrival.draft.test else contacts_of(arrival.draft.answers).get("email", "")
            for arrival, signs in new
        ]
        asked = [email for email in emails if email]
        may = iter(await may_write_to_each(tx, self._keyring, asked, now=new[0][0].now) if asked else ())
        paused = [bool(email) and not next(may) for email in emails]
        return [(each[0], (Sign.MAIL_PAUSED,)) if late else each for each, late in zip(new, paused, strict=True)]

    def _is_same(self, arrival: _Arrival, new: NewInquiry) -> bool:
        """Whether this is the very form that made the inquiry: same answers, same secret."""
        code = drafts.code_of(self._keyring, new.id, arrival.draft.form_secret)
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
            arrival, before = await self._changed(tx, arrival, earlier.inquiry_id)
            again = self._new(arrival, roster, earlier.inquiry_id, before.trace.signs if before else (), before)
            # The desk is told that there is more; a corrected address gets the acknowledgement that went to the wrong
            # one. What was promised to the inquirer holds.
            if not (before and before.quarantined) and await self._is_corrected(tx, again, receipt.received_at):
                again = await self._acknowledged(tx, arrival, again)
            priority = again.priority.or_sooner(receipt.priority)
            again = replace(again, priority=priority, due_at=min(again.due_at, receipt.due_at))
            await inquiries.amend(tx, self._keyring, earlier.inquiry_id, again)
            await heard_from(tx, earlier.inquiry_id, office=self._office, now=arrival.now)
        return receipt

    async def _changed(self, tx: Transaction, arrival: _Arrival, inquiry_id: str) -> tuple[_Arrival, Contents | None]:
        """The arrival with what was added or corrected since the form was last sent, and what the inquiry says by now.

        Only what somebody changed in the form itself counts: a page of last week brings no old address back.
        """
        await inquiries.hold(tx, inquiry_id)
        before = await revisions.load(tx, self._keyring, inquiry_id)
        if before is None:
            return arrival, None
        then = await inquiries.last_sent(tx, self._keyring, inquiry_id)
        said = dict(arrival.draft.answers)
        for name in {question.id for question in arrival.questionnaire.short}:
            if said.get(name) == then.get(name):
                said.pop(name, None)
                if name in before.answers:
                    said[name] = before.answers[name]
        return replace(arrival, draft=replace(arrival.draft, answers=said)), before

    async def _acknowledged(self, tx: Transaction, arrival: _Arrival, again: NewInquiry) -> NewInquiry:
        """With the receipt for the corrected address; or with the sign that it has had its mails for today."""
        may = await may_write(tx, self._keyring, again.contacts["email"], now=again.received_at)
        signs = again.signs if may else tuple(dict.fromkeys((*again.signs, Sign.MAIL_PAUSED)))
        receipt = self._mails(arrival, again.id).acknowledgement(paused=not may)
        return replace(again, signs=signs, mails=(*receipt, *again.mails))

    async def _is_corrected(self, tx: Transaction, again: NewInquiry, first_sent: datetime) -> bool:
        """Whether this form names an e-mail address that the inquiry did not have before."""
        email, now = again.contacts.get("email"), again.received_at
        if email is None or now - first_sent > A_DAY:  # many old forms sent again would fill one mailbox
            return False
        tag = inquiries.identity_tag(self._keyring, "email", email)
        return not await inquiries.has_contact(tx, again.id, "email", tag=tag)

    def _new(
        self,
        arrival: _Arrival,
        roster: Sequence[Colleague],
        inquiry_id: str,
        signs: tuple[Sign, ...] = (),
        before: Contents | None = None,
        *,
        turns: Turns | None = None,
    ) -> NewInquiry:
        """The inquiry that a form makes. What it said ``before`` stays, but for what the form asks."""
        draft, now = arrival.draft, arrival.now
        kept = _not_asked(before, arrival.questionnaire)
        assessment = self._content.assess({**kept, **draft.answers}, locale=draft.locale, today=now.date())
        decision = route(self._content.routing.rules, assessment.facts)
        mails = self._mails(arrival, inquiry_id)
        held = before.quarantined if before else is_held(signs)
        ordered = mails.acknowledgement(paused=Sign.MAIL_PAUSED in signs) if before is None and not held else ()
        told = not draft.test and may_tell(decision.priority, held=held)  # a canary is nobody's work
        queue, language, routing = decision.queue, assessment.facts.language, self._content.routing
        owner = turns.give(queue, language, now=now) if told and turns else None
        if told:
            missed = turns.missed(queue) if turns else ()
            everybody = (*recipients(queue, language, roster, now=now), *missed)
            people = (owner,) if owner else tuple(dict.fromkeys(everybody))
            ordered += mails.to_desk(people, decision.priority, routing.calendar)
        calendar = routing.calendar_of(queue)
        due = calendar.due(decision.priority, now)
        return NewInquiry(
            id=inquiry_id,
            reference=new_reference(),
            access_code=drafts.code_of(self._keyring, inquiry_id, draft.form_secret),
            status=Status.SUBMITTED,
            priority=decision.priority,
            language=assessment.facts.language,
            locale=draft.locale,
            received_at=now,
            due_at=due,
            assignee_id=owner.staff_id if owner else None,
            remind_at=routing.first_reminder(since=now, due=due, calendar=calendar) if told else None,
            form_version=draft.form_version,
            form_id=draft.form_id,
            digest=arrival.digest,
            facts=assessment.facts,
            flags=with_heard(assessment.flags, before.trace.flags if before else ()),
            decision=decision,
            answers=_by_class({**kept, **draft.answers}, arrival.questionnaire, before),
            consents=consent.sent_again(before.consents if before else (), self._consents(arrival)),
            cards=before.cards if before else (),
            contacts=contacts_of(draft.answers),
            mails=ordered,
            signs=signs,
            test=draft.test,
        )

    def _mails(self, arrival: _Arrival, inquiry_id: str) -> FirstMails:
        return FirstMails(arrival.draft, inquiry_id, arrival.digest, mail_domain=self._mail_domain, now=arrival.now)

    def _consents(self, arrival: _Arrival) -> Consents:
        draft = arrival.draft
        return consents.given(
            draft.answers,
            arrival.questionnaire,
            self._content,
            self._catalogs.translations(draft.locale, "legal"),
            now=arrival.now,
        )


def _receipt(new: NewInquiry) -> Receipt:
    return Receipt(
        new.reference,
        new.access_code,
        new.received_at,
        new.due_at,
        new.priority,
        new.decision.queue,
        new.flags,
        new.facts.country,
        by_email=any(order.kind is MailKind.INQUIRY_RECEIVED and order.refused is None for order in new.mails),
    )


def _given_to(new: NewInquiry) -> Entry:
    return Entry(new.received_at, "worker", ASSIGNED, "inquiry", new.id, detail={"to": new.assignee_id or ""})


def _not_asked(before: Contents | None, questionnaire: Questionnaire) -> Answers:
    """What the inquiry said before that the short form does not ask."""
    asked = {question.id for question in questionnaire.short}
    return {name: answer for name, answer in before.answers.items() if name not in asked} if before else {}


def _by_class(answers: Answers, questionnaire: Questionnaire, before: Contents | None) -> Mapping[str, Answers]:
    """The answers by sensitivity class: each is sealed as one blob."""
    found: dict[str, dict[str, Answer]] = {}
    for name, answer in answers.items():
        known = questionnaire.has(name)
        kind = questionnaire.question(name).sensitivity.value if known else before.classes[name] if before else ""
        found.setdefault(kind, {})[name] = answer
    return found
