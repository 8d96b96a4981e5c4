"""A form put aside: saved as it was typed, brought back by its code, gone after a month.

A form has one draft however often it is saved. One that was sent already and is saved again keeps the inquiry's id, key
and code: sending it later is the inquiry's next revision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from intake.domain.contact import ContactLimits
from intake.domain.errors import FormExpired, NotFound, TooMany
from intake.domain.files import FileInfo
from intake.domain.message import MailKind
from intake.lib.database import Conflict, DatabaseUnavailable, Transaction
from intake.lib.ids import new_id, read_code
from intake.lib.throttle import Bucket
from intake.services.mail.kinds import DRAFT_KEPT
from intake.services.mail.limits import may_write
from intake.services.office import Office
from intake.services.readers import READERS
from intake.services.receipts import known_receipt
from intake.services.receiving import Then
from intake.services.visits import slow_down, was_right
from intake.store import audit, drafts, files, keys, outbox, submissions, throttles
from intake.store.audit import Entry
from intake.store.drafts import Draft
from intake.store.sealing import InquiryKey

LARGEST: Final = 100_000  # characters typed into one form

# A household or a ward may begin sixty forms at once, and then one each minute.
OF_ADDRESS: Final = Bucket(size=60, refill=timedelta(minutes=1))
# Somebody who mistypes their address sends the mail again; whoever writes to many in our name does not get far.
MAILS: Final = Bucket(size=5, refill=timedelta(days=1))
_TRIES: Final = 3
_KIND: Final = "draft"


@dataclass(frozen=True, slots=True)
class TypedForm:
    """A form as it stands in somebody's browser: its own hidden fields, and everything typed, by field name."""

    form_id: str
    form_secret: str = field(repr=False)
    form_version: str
    locale: str
    values: Mapping[str, Sequence[str]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft with the code that brings it back, and its files. ``is_sent``: the form was sent, and is an inquiry."""

    draft: Draft = field(repr=False)
    code: str = field(repr=False)
    is_sent: bool = False
    files: Sequence[FileInfo] = ()


def is_too_long(values: Mapping[str, Sequence[str]]) -> bool:
    """Whether this is more than a form takes: nothing else is checked of what is put aside."""
    return sum(len(name) + len(text) for name, typed in values.items() for text in typed) > LARGEST


async def save(form: TypedForm, *, address: str, office: Office, now: datetime) -> Saved:
    """Put a form aside, or change how it was put aside before.

    Raises `FormExpired` when a known form comes with another secret, `TooMany` with the seconds to wait.
    """
    for _ in range(_TRIES):  # sent or saved from another tab in the same moment: look again
        try:
            async with office.db.write() as tx:
                return await _save(tx, form, address=address, office=office, now=now)
        except Conflict:
            continue
    raise DatabaseUnavailable("a form that is saved and sent at the same time")


async def look(form_id: str, form_secret: str, *, office: Office, now: datetime) -> Saved:
    """The draft of a form, for who holds its secret. Raises `NotFound`."""
    async with office.db.read() as snapshot:
        draft = await drafts.by_form(snapshot, office.keyring, form_id, form_secret, now=now)
        if draft is None:
            raise NotFound
        is_sent = form_id in await submissions.known(snapshot, [form_id])
        # Of an inquiry nobody sees the files by this code: that is what the follow-up page is for.
        sent = () if is_sent else await files.of_owner(snapshot, office.keyring, draft.id)
    return Saved(draft, drafts.code_of(office.keyring, draft.id, form_secret), is_sent, sent)


async def resume(typed: str, *, address: str, office: Office, now: datetime) -> Saved:
    """The draft with the code that was typed. Raises `NotFound` whatever was wrong with it, `TooMany`."""
    code = read_code(typed)
    # The first group of a code stands for what the tries are spent on: nobody else's guesses use up somebody's own.
    group = code and code[:4]
    await slow_down("resume", group, address, db=office.db, keyring=office.keyring, now=now)
    async with office.db.write() as tx:
        draft = await drafts.by_code(tx, office.keyring, code or "", now=now)
        if draft is None:
            raise NotFound
        is_sent = draft.form_id in await submissions.known(tx, [draft.form_id])
        await was_right(tx, "resume", group, address, keyring=office.keyring)
        await audit.append(tx, Entry(now, "public", "draft.opened", _KIND, draft.id))
    return Saved(draft, code or "", is_sent)


async def forget(form_id: str, form_secret: str, *, office: Office, now: datetime) -> None:
    """Delete a draft and, unless it was sent, everything that is sealed under its key. Gone already is well, too."""
    async with office.db.write() as tx:
        begun = (await drafts.begun(tx, [form_id])).get(form_id)
        if begun is None:
            return
        if not begun.belongs_to(office.keyring, form_secret):
            raise NotFound
        await drafts.remove(tx, begun.id)
        await _forget_content(tx, begun.id)
        await audit.append(tx, Entry(now, "public", "draft.deleted", _KIND, begun.id))


async def remind(form_id: str, form_secret: str, address: str, *, locale: str, office: Office, now: datetime) -> bool:
    """Order the mail that says that a form was begun, and nothing of it. False: that is no address.

    Its reader gets no more than `limits` says, a form sends five, and who asks is not told when it is one too many.
    The draft is kept for as long as the mail says. Raises `NotFound`.
    """
    email = READERS.email(address)
    if email is None:
        return False
    saved = await look(form_id, form_secret, office=office, now=now)
    async with office.db.write() as tx:
        await drafts.keep_until(tx, saved.draft.id, now + DRAFT_KEPT)
        many = await throttles.take(tx, throttles.key_of(office.keyring, "remind", saved.draft.id), MAILS, now=now)
        if not many and await may_write(tx, office.keyring, email, now=now):
            because = new_id()
            typed = {name: tuple(values) for name, values in saved.draft.values.items()}
            order = office.order(
                MailKind.DRAFT_SAVED,
                None,
                locale,
                because=because,
                now=now,
                recipient=email,
                discreet=ContactLimits.of(typed).discreet,
            )
            await outbox.enqueue(tx, office.keyring, [order])
    office.ring()
    return True


def written_down(draft_id: str, *, now: datetime) -> Then:
    """For `receiving.Reception.keep`: files were added to a draft."""

    async def added(tx: Transaction, kept: Sequence[FileInfo]) -> None:
        await audit.append(
            tx, *(Entry(now, "public", "file.add", _KIND, draft_id, detail={"file": file.id}) for file in kept)
        )

    return added


async def sweep(tx: Transaction, *, now: datetime) -> int:
    """Forget the drafts whose time is over; how many."""
    gone = await drafts.remove_expired(tx, now=now)
    for draft_id in gone:
        await _forget_content(tx, draft_id)
    return len(gone)


async def _save(tx: Transaction, form: TypedForm, *, address: str, office: Office, now: datetime) -> Saved:
    keyring = office.keyring
    begun = (await drafts.begun(tx, [form.form_id])).get(form.form_id)
    if begun is not None and not begun.belongs_to(keyring, form.form_secret):
        raise FormExpired
    sent = (await submissions.known(tx, [form.form_id])).get(form.form_id)
    if sent is not None and await known_receipt(tx, keyring, sent.inquiry_id, form.form_secret) is None:
        raise FormExpired
    key = await _key(tx, sent.inquiry_id if sent else begun.id if begun else None, office=office)
    if key is None:
        await _slow_down(tx, address, office=office, now=now)
        key, wrapped = keys.fresh(keyring, new_id())
        await keys.insert_many(tx, [(key.inquiry_id, wrapped)])
    draft = Draft(
        key.inquiry_id,
        form.form_id,
        form.form_secret,
        form.form_version,
        form.locale,
        form.values,
        created_at=now,
        updated_at=now,
        expires_at=now + DRAFT_KEPT,
    )
    if begun is None or begun.id != draft.id:
        if begun is not None:  # sent and saved in the same moment, or erased: what it holds now counts
            await drafts.remove(tx, begun.id)
            await _forget_content(tx, begun.id)
        await drafts.add(tx, keyring, key, draft)
    else:
        await drafts.change(tx, key, draft)
    await audit.append(tx, Entry(now, "public", "draft.saved", _KIND, draft.id))
    there = () if sent else await files.of_owner(tx, keyring, draft.id)
    return Saved(draft, drafts.code_of(keyring, draft.id, form.form_secret), sent is not None, there)


async def _key(tx: Transaction, owner: str | None, *, office: Office) -> InquiryKey | None:
    """The key a form has already; None for a new one, and for one that was erased."""
    if owner is None:
        return None
    return (await keys.of_many(tx, office.keyring, [owner])).get(owner)


async def _slow_down(tx: Transaction, address: str, *, office: Office, now: datetime) -> None:
    if wait := await throttles.take(tx, throttles.key_of(office.keyring, "save", address), OF_ADDRESS, now=now):
        raise TooMany(wait)


async def _forget_content(tx: Transaction, draft_id: str) -> None:
    """Make what was sealed for a draft unreadable; never what belongs to an inquiry."""
    if not await drafts.became_inquiry(tx, draft_id):
        await keys.forget(tx, draft_id)
