"""What is attacked, and the moves an attacker makes again and again."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from sqlalchemy import func, select
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from intake.domain.access import Actor
from intake.lib.catalog_files import read
from intake.lib.paths import LOCALES
from intake.lib.reviews import source_hash
from intake.resources import Resources
from intake.services.accounts import NewAccount
from intake.store import inquiries
from intake.store.tables import audit, metadata
from tests import people
from tests.driving import browser
from tests.people import PASSWORD
from tests.visit import open_form, receipt_of, send

FILLED = {
    "id": "a" * 26,
    "locale": "en",
    "slug": "autoimmune",
    "path": "x.css",
    "name": "x",
    "block": "patient",
    "card": "a" * 26,
    "token": "a" * 64,
    "file": "a" * 26,
    "other": "a" * 26,
    "number": "1",
    "task": "a" * 32,
    "view": "a" * 26,
    "ask": "a" * 26,
    "colleague": "a" * 26,
    "hook": "a" * 26,
    "batch": "a" * 26,
    "reply": "a" * 26,
    "tag": "he",
    "domain": "legal",
    "suggestion": "a" * 26,
    "exhibit": "home",
    "page": "inquiry",
    "message_id": source_hash(read(LOCALES / "legal.pot").live[0].entry),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: a method on a route."""

    method: str
    path: str
    route: Route

    def url(self, **values: str) -> str:
        """An address that this route answers."""
        return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: (FILLED | values)[found[1]], self.path)


@dataclass(frozen=True, slots=True)
class Target:
    """The running application and what it has open."""

    resources: Resources
    app: ASGIApp
    bare: Any

    @asynccontextmanager
    async def browser(self, somebody: NewAccount | None = None, **options: Any) -> AsyncIterator[httpx2.AsyncClient]:
        """A browser, in which somebody has logged in."""
        async with browser(self.app, **options) as client:
            if somebody is not None:
                answer = await client.post("/staff/login", data={"email": somebody.email, "password": PASSWORD})
                assert answer.status_code == 303, answer.text
            yield client

    async def hire(self, *accounts: NewAccount) -> list[Actor]:
        """Give people accounts."""
        return [await people.hire(account, self.resources.db, self.resources.keyring) for account in accounts]

    def entries(self) -> list[Way]:
        """Every method of every route there is, from the application's own table."""
        return list(_entries(self.bare._app.routes, ""))

    async def inquiry(self, **answers: str) -> tuple[str, str, str]:
        """An inquiry arrives through the form: its id, reference and access code."""
        async with browser(self.app) as client:
            form = await open_form(client)
            client.cookies.clear()
            answer = await send(client, form, "en", notices_autoimmune_ack="yes", **answers)
            assert answer.status_code == 200, re.findall(r'id="[a-z_]+-error"[^<]*<[^<]*', answer.text)
            reference, code = receipt_of(answer.text)
        async with self.resources.db.read() as snapshot:
            found = await inquiries.by_reference(snapshot, self.resources.keyring, reference)
        assert found is not None
        return found.id, reference, code

    async def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every table but those that count tries, as it lies there."""
        async with self.resources.db.read() as snapshot:
            return {
                table.name: sorted((tuple(row) for row in await snapshot.execute(select(table))), key=repr)
                for table in metadata.sorted_tables
                if table.name != "throttles"
            }

    async def audited(self) -> int:
        """How many entries the audit trail has."""
        async with self.resources.db.read() as snapshot:
            return int((await snapshot.execute(select(func.count()).select_from(audit))).scalar_one())


def _entries(routes: list[BaseRoute], prefix: str) -> Iterator[Way]:
    for route in routes:
        if isinstance(route, Mount):
            yield from _entries(route.routes, prefix + route.path)
        else:
            assert isinstance(route, Route), f"a kind of route these tests do not know: {route!r}"
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield Way(method, prefix + route.path, route)
