"""A translator begins a language; from the next second on it is there to be worked on, in every process."""

from datetime import datetime

from anyio import to_thread

from intake.domain.access import Actor
from intake.services.catalogs import adding
from intake.services.languages import Languages
from intake.services.office import Office
from intake.services.workbench.saving import need
from intake.store import audit
from intake.store.audit import Entry


async def begin(actor: Actor, tag: str, *, languages: Languages, office: Office, now: datetime) -> str:
    """Add a language; its tag as it is written here. Raises `NotAllowed`, `CannotAdd`, `CatalogError`."""
    need(actor)
    added = await to_thread.run_sync(adding.add, languages.folder, tag)
    async with office.db.write() as tx:
        await audit.append(tx, Entry(now, actor.staff_id, "language.add", "language", added.locale.tag))
    await languages.refresh()
    return added.locale.tag
