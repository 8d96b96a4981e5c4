"""What is counted of the form, without a cookie, an address or a word of anybody."""

from datetime import UTC, datetime

import httpx2
import pytest

from intake.resources import Resources
from intake.services.desk.statistics import write_tallies
from intake.store.work import tallies
from tests.visit import filled, hidden, open_form, send

pytestmark = pytest.mark.anyio


async def counted(resources: Resources) -> dict[tuple[str, str, str], int]:
    """Everything that was counted."""
    now = datetime.now(UTC)
    await write_tallies(resources.office, now)
    async with resources.db.read() as snapshot:
        kinds = ["opened", "met", "mended", "saved", "source"]
        return dict(await tallies.totals(snapshot, kinds, since=datetime(2020, 1, 1, tzinfo=UTC).date()))


async def test_who_gave_up_is_told_from_who_mended_it(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Twice wrong is one that met it; sent at last, it is mended. The other one never comes back."""
    form = await open_form(visitor, "he")
    wrong = {"email": "nobody", "birth_year": "once"}
    first = await send(visitor, form, "he", **wrong)
    assert first.status_code == 422
    met = hidden(first.text, "met")
    again = await send(visitor, {**form, "met": met}, "he", **wrong)
    met = hidden(again.text, "met")
    assert (await send(visitor, {**form, "met": met}, "he")).status_code in {200, 303}
    await send(visitor, await open_form(visitor, "he"), "he", email="nobody")
    found = await counted(resources)
    assert found.pop(("opened", "he", "")) == 2
    emails = {key: count for key, count in found.items() if key[2].startswith("email:")}
    assert sorted((kind, locale, count) for (kind, locale, _), count in emails.items()) == [
        ("mended", "he", 1),
        ("met", "he", 2),
    ]
    years = [(kind, count) for (kind, _, key), count in found.items() if key.startswith("birth_year:")]
    assert sorted(years) == [("mended", 1), ("met", 1)]


async def test_a_made_up_field_is_not_counted(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    form = await open_form(visitor)
    made_up = "question:required email:<script> nothing:required email:nonsense " + "email:required " * 500
    assert (await send(visitor, {**form, "met": made_up})).status_code in {200, 303}
    found = await counted(resources)
    assert {key: count for key, count in found.items() if key[0] != "opened"} == {
        ("mended", "en", "email:required"): 1,
        ("mended", "en", "question:required"): 1,
    }


async def test_a_form_put_aside_is_counted(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    form = await open_form(visitor, "ar")
    await visitor.post("/ar/inquiry", data={**filled(form), "action": "save"})
    assert (await counted(resources))["saved", "ar", ""] == 1


async def test_nothing_that_was_typed_is_kept_by_counting(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    await send(visitor, await open_form(visitor), email="quastenflosser", question="MARKER")
    assert not [key for key in await counted(resources) if "quasten" in repr(key) or "MARKER" in repr(key)]
