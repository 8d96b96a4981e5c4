"""Everything an inquirer has a right to see of their inquiry, gathered at once and written down that it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from intake.domain.errors import NotFound
from intake.domain.files import FileInfo
from intake.domain.questionnaire import Questionnaire
from intake.domain.visit import Visit
from intake.services import files, follow_up, forms, revisions
from intake.services.follow_up import FollowUp
from intake.services.office import Office
from intake.services.revisions import Contents
from intake.store import audit, messages
from intake.store.audit import Entry
from intake.store.messages import Message

ACTION: Final = "inquiry.copied"


@dataclass(frozen=True, slots=True)
class Copy:
    """What is there of an inquiry. ``asked`` is the form it was written on; later questions are in today's."""

    taken_at: datetime
    stands: FollowUp
    contents: Contents
    asked: Questionnaire
    messages: Sequence[Message]
    files: Sequence[FileInfo]


async def take(visit: Visit, *, office: Office, now: datetime) -> Copy:
    """Gather it. Raises `NotFound`, also for who came in by a link from a mail."""
    if not visit.is_trusted:
        raise NotFound
    stands = await follow_up.look(visit, office=office)
    contents = await revisions.load(visit, office=office)
    asked = await forms.of_version(contents.form_version, office.content.questionnaire, db=office.db)
    listed = await files.of_visit(visit, office=office)
    async with office.db.write() as tx:
        written = await messages.of_inquiry(tx, office.keyring, visit.inquiry_id)
        await audit.append(tx, Entry(now, "public", ACTION, "inquiry", visit.inquiry_id))
    return Copy(now, stands, contents, asked, written, listed.files)
