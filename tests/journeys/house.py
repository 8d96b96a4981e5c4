"""A whole installation to walk through: site, worker and office in one process, and a mail server."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio
import httpx2
from starlette.types import ASGIApp

from intake.domain.access import Actor
from intake.domain.inquiry import InquirySummary
from intake.domain.values import Status
from intake.resources import Resources
from intake.services.accounts import NewAccount
from intake.services.mail import delivery
from intake.store import inquiries
from tests import people
from tests.driving import browser
from tests.fakes.smtp import Sink, Taken
from tests.people import PASSWORD

PATIENCE = 20  # seconds; a machine may be busy


@dataclass(frozen=True, slots=True)
class House:
    """The running application, what it has open, and where its mail arrives."""

    resources: Resources
    sink: Sink
    app: ASGIApp

    async def hire(self, *accounts: NewAccount) -> tuple[Actor, ...]:
        """Give people accounts."""
        resources = self.resources
        return tuple([await people.hire(account, resources.db, resources.keyring) for account in accounts])

    @asynccontextmanager
    async def stranger(self) -> AsyncIterator[httpx2.AsyncClient]:
        """A browser nobody is logged in with."""
        async with browser(self.app) as client:
            yield client

    @asynccontextmanager
    async def desk_of(self, somebody: NewAccount) -> AsyncIterator[httpx2.AsyncClient]:
        """A browser in which somebody of the office has logged in, on the page everybody logs in on."""
        async with browser(self.app) as client:
            page = await client.get("/staff/login")
            assert page.status_code == 200
            assert 'name="email"' in page.text
            answer = await client.post("/staff/login", data={"email": somebody.email, "password": PASSWORD})
            assert (answer.status_code, answer.headers["location"]) == (303, "/staff/"), answer.text
            yield client

    async def mails_to(self, address: str) -> list[Taken]:
        """What this address got, once nothing is left to send."""
        with anyio.fail_after(PATIENCE):
            while await delivery.next_due(db=self.resources.db) is not None:  # noqa: ASYNC110 - the worker works
                await anyio.sleep(0.005)
        return [mail for mail in self.sink.taken if mail.recipient == address]

    async def acknowledged(self, reference: str) -> InquirySummary:
        """The inquiry, once its acknowledgement has gone out."""
        with anyio.fail_after(PATIENCE):
            while True:
                async with self.resources.db.read() as snapshot:
                    found = await inquiries.by_reference(snapshot, self.resources.keyring, reference)
                assert found is not None, reference
                if found.status is Status.ACKNOWLEDGED:
                    return found
                await anyio.sleep(0.005)


def inquiry_link(text: str) -> str:
    """The path of the inquiry a coordinator's mail leads to."""
    found = re.search(r"http://127\.0\.0\.1:8000(/staff/inquiries/[a-z2-7]{26})\s", text)
    assert found, text
    return found[1]
