"""Past versions of the form: finished as they were begun, read as they were asked."""

from datetime import datetime

from intake.domain.questionnaire import Questionnaire
from intake.lib.database import Database
from intake.store import forms


async def remember(questionnaire: Questionnaire, *, db: Database, now: datetime) -> None:
    """Keep this version of the form, if it is new."""
    async with db.read() as snapshot:
        known = await forms.source_of(snapshot, questionnaire.version)
    if known is None:
        async with db.write() as tx:
            await forms.remember(tx, questionnaire.version, questionnaire.to_json(), now=now)


async def of_version(version: str, current: Questionnaire, *, db: Database) -> Questionnaire:
    """The questionnaire of a version; the current one where that version is unknown."""
    if version == current.version or not version:
        return current
    async with db.read() as snapshot:
        source = await forms.source_of(snapshot, version)
    return current if source is None else Questionnaire.from_json(source)
