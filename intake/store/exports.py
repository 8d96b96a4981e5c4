"""Inquiries on their way out: which ones, decided at once, and then some of them at a time, opened as far as may be."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import select

from intake.domain.exports import Exported, Letter, masked
from intake.lib.database import Snapshot
from intake.lib.keyring import KeyRing
from intake.store import answers, files, inquiries, staff
from intake.store.answers import CONSENT, TREATMENTS
from intake.store.consents import consents_of
from intake.store.inquiries import Filters, Place
from intake.store.listing import COLUMNS, summaries
from intake.store.tables import forms, messages
from intake.store.tables import inquiries as table

PAGE: Final = 500


async def ids(snapshot: Snapshot, keyring: KeyRing, filters: Filters, *, limit: int) -> Sequence[str]:
    """The first that fit, in the order of the list. What moves in the list afterwards comes neither twice nor never."""
    found: list[str] = []
    after: Place | None = None
    while len(found) < limit:
        page = await inquiries.page(snapshot, keyring, filters, after=after, limit=min(PAGE, limit - len(found)))
        if not page:
            break
        found += [row.id for row in page]
        after = Place(page[-1].shelf, page[-1].place, page[-1].id)
    return found


async def load_many(
    snapshot: Snapshot, keyring: KeyRing, ids: Sequence[str], *, classes: Collection[str], with_papers: bool = False
) -> Sequence[Exported]:
    """These inquiries in this order, opened as far as the classes go; what was erased is left out.

    ``with_papers``: also that messages were written and files sent, without what is in them.
    """
    columns = (*COLUMNS, table.c.form_version, table.c.updated_at, table.c.first_answered_at)
    rows = {row.id: row for row in await snapshot.execute(select(*columns).where(table.c.id.in_(sorted(ids))))}
    ordered = [rows[id_] for id_ in ids if id_ in rows]
    wanted = {*classes, CONSENT, TREATMENTS}
    parts = await answers.load_many(snapshot, keyring, {row.id: row.revision for row in ordered}, classes=wanted)
    names = await staff.by_ids(snapshot, keyring, [row.assignee_id for row in ordered if row.assignee_id])
    letters = await _letters(snapshot, ids) if with_papers else {}
    found = []
    for row, summary in zip(ordered, await summaries(snapshot, keyring, ordered), strict=True):
        if row.id not in parts:
            continue  # erased: there is no key
        opened = parts[row.id]
        given = {kind: part for kind, part in opened.items() if kind in classes}
        assignee = names.get(row.assignee_id or "")
        papers = await files.of_owner(snapshot, keyring, row.id) if with_papers else ()
        found.append(
            Exported(
                summary=summary,
                form_version=row.form_version,
                updated_at=row.updated_at,
                first_answered_at=row.first_answered_at,
                answers=masked(answers.merged(given)),
                cards=answers.cards_from(opened),
                consents=consents_of(opened.get(CONSENT), given),
                assignee=assignee.name if assignee else "",
                letters=tuple(letters.get(row.id, ())),
                files=tuple(papers),
            )
        )
    return found


async def form_versions(snapshot: Snapshot) -> Sequence[str]:
    """Every version of the form that was ever shown, the latest first."""
    order = (forms.c.first_seen_at.desc(), forms.c.version)
    return [str(version) for version in (await snapshot.execute(select(forms.c.version).order_by(*order))).scalars()]


async def _letters(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, list[Letter]]:
    columns = (messages.c.inquiry_id, messages.c.id, messages.c.created_at, messages.c.author_id)
    statement = select(*columns).where(messages.c.inquiry_id.in_(sorted(ids)))
    found: dict[str, list[Letter]] = {}
    for row in await snapshot.execute(statement.order_by(messages.c.created_at, messages.c.id)):
        found.setdefault(row.inquiry_id, []).append(Letter(row.id, row.created_at, row.author_id is not None))
    return found
