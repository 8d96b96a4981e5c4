"""Somebody who has written, has come back with their code, and adds details."""

import re
from collections.abc import Mapping
from html import unescape

import httpx2

from intake.lib.keyring import KeyRing
from intake.resources import Resources
from intake.store import inquiries, revisions
from intake.store.revisions import Contents
from tests.visit import hidden, open_form, receipt_of, send

LUPUS = {"condition": "sle", "notices_autoimmune_ack": "yes"}


async def come_in(visitor: httpx2.AsyncClient, **answers: object) -> tuple[str, str]:
    """Write, and come in with what the receipt says: reference and code."""
    await send(visitor, await open_form(visitor), "en", **answers)
    reference, code = receipt_of((await visitor.get("/en/inquiry/received")).text)
    answer = await visitor.post("/en/follow-up", data={"reference": reference, "access_code": code})
    assert answer.status_code in {200, 303}
    return reference, code


async def kept(resources: Resources, keys: tuple[str, str]) -> Contents:
    """What the inquiry says now, as it is stored."""
    keyring: KeyRing = resources.keyring
    async with resources.db.read() as snapshot:
        found = await inquiries.by_code(snapshot, keyring, *keys)
        assert found is not None
        contents = await revisions.load(snapshot, keyring, found.id)
    assert contents is not None
    return contents


async def save(
    visitor: httpx2.AsyncClient,
    block: str,
    typed: Mapping[str, object],
    *,
    seen: str | None = None,
    action: str = "next",
) -> httpx2.Response:
    """Open a part, fill it in, save it. ``seen`` is that of a page opened earlier."""
    path = f"/en/follow-up/details/{block}"
    digest = hidden((await visitor.get(path)).text, "seen") if seen is None else seen
    return await visitor.post(path, data={**typed, "seen": digest, "action": action})


async def add(visitor: httpx2.AsyncClient, **answers: object) -> httpx2.Response:
    """Add a treatment: ``drug="R-CHOP"`` and so on."""
    page = (await visitor.get("/en/follow-up/treatments/new")).text
    typed = {f"treatment.{name}": value for name, value in answers.items()}
    sent = {**typed, "form_id": hidden(page, "form_id"), "seen": hidden(page, "seen"), "action": "back"}
    return await visitor.post("/en/follow-up/treatments/new", data=sent)


async def listed(visitor: httpx2.AsyncClient) -> list[str]:
    """The treatments as the list shows them, in its order."""
    page = (await visitor.get("/en/follow-up/treatments")).text
    return [_plain(name) for name in re.findall(r"<h2><bdi>([^<]+)</bdi></h2>", page)]


def button(page: str, words: str, about: str) -> tuple[str, str]:
    """Name and value of a button in the list: “Move up” of one treatment."""
    label = f'{words}<span class="unseen">: <bdi>{about}</bdi>'
    found = re.search(rf'name="(\w+)" value="([^"]+)">{re.escape(label)}', _plain(page))
    assert found, (words, about)
    return found[1], found[2]


def value(page: str, name: str) -> str:
    """What a text field holds."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found, name
    return unescape(found[1])


def chosen(page: str, name: str) -> list[str]:
    """What is ticked or chosen among radios and boxes of a name."""
    return re.findall(rf'name="{re.escape(name)}" value="([^"]+)" checked', page)


def _plain(text: str) -> str:
    """Without the marks that keep words whole where they are shown."""
    return unescape(text).replace("\u2060", "")
