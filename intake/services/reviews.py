"""Reading a language with a second pair of eyes: who approves a protected text, and whether patients are offered it.

Everything is kept in ``locales/<tag>/reviews.toml``, changed whole and by one process at a time, so that no approval is
lost; every process obeys it within two seconds. The audit trail knows who did what to which message, and no text.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final

from anyio import to_thread

from intake.domain.access import Action, Actor, may
from intake.domain.errors import Conflict, NotAllowed, NotFound, Refused
from intake.lib import catalog_files, replacing
from intake.lib.catalog_files import PATIENT_DOMAINS, read_sources, reviews_path
from intake.lib.po import Entry
from intake.lib.reviews import (
    Approval,
    Reviews,
    english_of,
    reviews_text,
    said_in,
    same_person,
    source_hash,
    translation_hash,
)
from intake.lib.translations import SOURCE, key_of
from intake.services.languages import Languages
from intake.services.office import Office
from intake.store import audit
from intake.store.audit import Entry as Deed

KIND: Final = "translation"
LANGUAGE: Final = "language"
WRITTEN: Final = "translation.written"


class Reason(StrEnum):
    """Why an approval is not taken, or a language not offered."""

    UNTRANSLATED = "untranslated"
    FUZZY = "fuzzy"
    REFUSED = "refused"  # the checks refuse what is written: it is not shown to anybody
    OWN_WORDS = "own_words"
    NO_NAME = "no_name"
    INCOMPLETE = "incomplete"
    UNREAD = "unread"
    READ_ONLY = "read_only"


class CannotReview(Refused):
    """It is not approved, or not offered; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class State(StrEnum):
    """How far a protected message is."""

    APPROVED = "approved"
    UNREAD = "unread"
    ENGLISH_CHANGED = "english_changed"
    TRANSLATION_CHANGED = "translation_changed"
    UNTRANSLATED = "untranslated"
    FUZZY = "fuzzy"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Protected:
    """A message nobody may rely on before it is read, as it stands in one language.

    ``seen`` is what an approval names. ``approval`` holds where ``state`` says so; else it is void and shows what was
    read before: compare ``approval.english`` and ``approval.said`` with what the entry says now.
    """

    domain: str
    id: str
    entry: Entry
    seen: str
    state: State
    author: str
    approval: Approval | None


async def protected(tag: str, *, languages: Languages) -> Sequence[Protected]:
    """Every protected message of a language in the order of its files. Raises `NotFound`, `CatalogError`."""
    _known(tag, languages)
    return await to_thread.run_sync(partial(list_protected, languages.folder, tag))


async def approve(
    actor: Actor,
    tag: str,
    domain: str,
    message_id: str,
    seen: str,
    *,
    languages: Languages,
    office: Office,
    now: datetime,
) -> None:
    """Say that a protected translation says what its English says. Approved already by the same person is well, too.

    ``message_id`` is its `source_hash`, ``seen`` the `translation_hash` that was on the page. Raises `NotAllowed`,
    `NotFound`, `Conflict` when another text stands there by now, `CannotReview`.
    """
    _need(actor, tag, languages)
    if not actor.name.strip():
        raise CannotReview(Reason.NO_NAME)
    if await _wrote(actor, f"{tag}/{domain}/{message_id}", seen, office=office):
        raise CannotReview(Reason.OWN_WORDS)

    def approved(reviews: Reviews) -> Reviews:
        entry = _approvable(languages.folder, tag, domain, message_id, seen)
        if same_person(reviews.author_of(entry), actor.name):
            raise CannotReview(Reason.OWN_WORDS)
        return _with_approval(reviews, domain, entry, actor.name, now)

    await _change(languages, tag, approved)
    await _write_down(actor, "translation.approve", f"{tag}/{domain}/{message_id}", seen, office=office, now=now)


async def take_back(
    actor: Actor, tag: str, domain: str, message_id: str, *, languages: Languages, office: Office, now: datetime
) -> None:
    """Take back the approval of a message, whoever gave it: somebody has to read again. None there is well, too.

    Raises `NotAllowed`, `NotFound`, `CannotReview` where the folder is read only.
    """
    _need(actor, tag, languages)

    def taken_back(reviews: Reviews) -> Reviews:
        left = tuple(one for one in reviews.approvals if (one.domain, one.source) != (domain, message_id))
        return replace(reviews, approvals=left)

    await _change(languages, tag, taken_back)
    await _write_down(actor, "translation.unapprove", f"{tag}/{domain}/{message_id}", "", office=office, now=now)


async def offer(actor: Actor, tag: str, *, languages: Languages, office: Office, now: datetime) -> None:
    """Let patients read a language from now on. Raises `NotAllowed`, `NotFound`, `CannotReview`.

    It must be complete, and where the house says so (`INTAKE_LOCALE_POLICY`), every protected text approved.
    """
    _need(actor, tag, languages)
    await languages.refresh()
    if not languages.catalogs.is_complete(tag):
        raise CannotReview(Reason.INCOMPLETE)
    if languages.policy == "reviewed" and not languages.catalogs.is_reviewed(tag):
        raise CannotReview(Reason.UNREAD)
    await _change(languages, tag, lambda reviews: replace(reviews, offered=True))
    await _write_down(actor, "language.offer", tag, "", office=office, now=now)


async def stop_offering(actor: Actor, tag: str, *, languages: Languages, office: Office, now: datetime) -> None:
    """Let patients read a language no more. Raises `NotAllowed`, `NotFound`, `CannotReview`."""
    _need(actor, tag, languages)
    await _change(languages, tag, lambda reviews: replace(reviews, offered=False))
    await _write_down(actor, "language.withdraw", tag, "", office=office, now=now)


async def note_written(actor: Actor, texts: Iterable[tuple[str, Entry]], *, office: Office, now: datetime) -> None:
    """Leave in the audit trail that this person wrote these translations, which they cannot approve by any other name.

    ``texts``: the address of each message (``he/legal/0123456789abcdef``) and its entry.
    """
    deeds = [
        Deed(now, actor.staff_id, WRITTEN, KIND, where, detail={"translation": translation_hash(entry)})
        for where, entry in texts
    ]
    if deeds:
        async with office.db.write() as tx:
            await audit.append(tx, *deeds)


def list_protected(folder: Path, tag: str) -> Sequence[Protected]:
    """As `protected`, of a folder; it reads every file of the language. Raises `CatalogError`."""
    reviews, found = catalog_files.reviews_of(folder, tag), list[Protected]()
    for domain, sources in read_sources(folder).items():
        if domain not in PATIENT_DOMAINS or not sources:
            continue
        path = catalog_files.path_of(folder, tag, domain)
        file = catalog_files.read(path) if path.exists() else None
        rule = catalog_files.plural_rule(file.field_of_header("Plural-Forms")) if file else None
        there = {key_of(one.entry.context, one.entry.id): one.entry for one in (file.live if file else ())}
        for key, source in sources.items():
            if source.protected:
                entry = there.get(key, source.entry)
                found.append(_standing(domain, entry, reviews, catalog_files.refusal(entry, domain, rule)))
    return found


def _standing(domain: str, entry: Entry, reviews: Reviews, refusal: str | None) -> Protected:
    id_, seen = source_hash(entry), translation_hash(entry)
    about = [one for one in reviews.approvals if _is_about(one, domain, entry, id_)]
    approval = next((one for one in about if one.of == (id_, seen)), about[-1] if about else None)
    if entry.fuzzy:
        state = State.FUZZY
    elif not entry.translated:
        state = State.UNTRANSLATED
    elif refusal:
        state = State.REFUSED
    elif approval is None:
        state = State.UNREAD
    elif approval.of == (id_, seen):
        state = State.APPROVED
    else:
        state = State.TRANSLATION_CHANGED if approval.source == id_ else State.ENGLISH_CHANGED
    return Protected(domain, id_, entry, seen, state, reviews.author_of(entry), approval)


def _is_about(approval: Approval, domain: str, entry: Entry, id_: str) -> bool:
    """Whether it is or was for this message: the same English, or, where it has one, the same content id."""
    same = approval.source == id_ or (bool(entry.context) and approval.context == entry.context)
    return approval.domain == domain and same


def _approvable(folder: Path, tag: str, domain: str, message_id: str, seen: str) -> Entry:
    found = next((one for one in list_protected(folder, tag) if (one.domain, one.id) == (domain, message_id)), None)
    if found is None:
        raise NotFound
    if found.seen != seen:
        raise Conflict
    if found.state in {State.FUZZY, State.UNTRANSLATED, State.REFUSED}:
        raise CannotReview(Reason(found.state.value))
    return found.entry


def _with_approval(reviews: Reviews, domain: str, entry: Entry, reviewer: str, now: datetime) -> Reviews:
    id_, author = source_hash(entry), reviews.author_of(entry)
    texts = english_of(entry), said_in(entry)
    new = Approval(domain, entry.context or "", id_, translation_hash(entry), author, reviewer, now.date(), *texts)
    others = tuple(one for one in reviews.approvals if not _is_about(one, domain, entry, id_))
    return replace(reviews, approvals=(*others, new))


async def _change(languages: Languages, tag: str, change: Callable[[Reviews], Reviews]) -> None:
    def changed() -> None:
        path = reviews_path(languages.folder, tag)
        with replacing.locked(path.parent):
            before = catalog_files.reviews_of(languages.folder, tag)
            after = change(before)
            if after != before:
                replacing.replace(path, reviews_text(after))

    try:
        await to_thread.run_sync(changed)
    except replacing.ReadOnly:
        raise CannotReview(Reason.READ_ONLY) from None
    await languages.refresh()


async def _wrote(actor: Actor, what: str, seen: str, *, office: Office) -> bool:
    """Whether this account wrote that text, whatever it is called by now."""
    async with office.db.read() as snapshot:
        deeds = await audit.about(snapshot, KIND, what)
    own = [deed for deed in deeds if (deed.actor, deed.action) == (actor.staff_id, WRITTEN)]
    return any(deed.detail.get("translation") == seen for deed in own)


async def _write_down(actor: Actor, action: str, what: str, seen: str, *, office: Office, now: datetime) -> None:
    kind, detail = (KIND, {"translation": seen} if seen else {}) if "/" in what else (LANGUAGE, {})
    async with office.db.write() as tx:
        await audit.append(tx, Deed(now, actor.staff_id, action, kind, what, detail=detail))


def _need(actor: Actor, tag: str, languages: Languages) -> None:
    if not may(actor, Action.TRANSLATE):
        raise NotAllowed
    _known(tag, languages)


def _known(tag: str, languages: Languages) -> None:
    if tag == SOURCE or tag not in languages.catalogs.tags:
        raise NotFound
