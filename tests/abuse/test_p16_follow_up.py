"""P16, P20: who guesses at an inquiry learns nothing, is slowed, and never shuts the patient out."""

import statistics
import time
from datetime import UTC, datetime, timedelta

import pytest

from intake.domain.errors import NotFound, TooMany
from intake.lib.ids import new_reference
from intake.services import follow_up, patient_consent, visits
from tests.abuse.target import Target

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WRONG = "0000 0000 0000 0000"


async def test_every_refusal_is_the_same_page(target: Target) -> None:
    _, reference, code = await target.inquiry()
    pages = set()
    for number, (asked, told) in enumerate(
        [(reference, WRONG), (new_reference(), WRONG), (new_reference(), code), ("x", "x"), ("", ""), (reference, "")]
    ):
        async with target.browser(address=f"198.51.{number}.1") as client:
            answer = await client.post("/en/follow-up", data={"reference": asked, "access_code": told})
        assert answer.status_code == 422
        headers = sorted(pair for pair in answer.headers.items() if pair[0] != "content-length")
        pages.add((answer.text.replace(f'value="{asked}"', 'value=""') if asked else answer.text, repr(headers)))
    assert len(pages) == 1


async def test_a_known_reference_takes_no_longer_than_an_unknown_one(target: Target) -> None:
    """Coarse, for a busy machine: the same statements run and the same digest is computed."""
    _, reference, _ = await target.inquiry()
    spent: dict[bool, list[float]] = {True: [], False: []}
    for number in range(60):
        for known in (True, False):
            asked, begun = reference if known else new_reference(), time.process_time()
            with pytest.raises(NotFound):
                await look(target, asked, WRONG, f"198.51.{number}.0/24")
            spent[known].append(time.process_time() - begun)
    medians = [statistics.median(times) for times in spent.values()]
    assert max(medians) < 1.5 * min(medians)


async def test_a_wrong_consent_code_opens_nothing_of_a_known_reference(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening the inquiry takes longer than not: who guesses at the patient's own code must not notice."""
    _, reference, _ = await target.inquiry(inquirer_role="relative", relationship="parent", authority_ok="yes")
    opened = []
    monkeypatch.setattr("intake.store.keys.of_many", lambda *_: opened.append("many"))
    monkeypatch.setattr("intake.store.keys.of", lambda *_: opened.append("one"))
    office = target.resources.office
    with pytest.raises(NotFound):
        await patient_consent.look(reference, "0" * 12, "en", address="203.0.113.0/24", office=office, now=NOON)
    assert opened == []


async def test_guessing_is_slowed_and_the_patient_is_in_after_a_quarter_of_an_hour(target: Target) -> None:
    """From the patient's own network too: five tries, and the sixth is told when to come back."""
    _, reference, code = await target.inquiry()
    for _ in range(visits.OF_BOTH.size):
        with pytest.raises(NotFound):
            await look(target, reference, WRONG, "203.0.113.0/24")
    for _ in range(20):
        with pytest.raises(TooMany) as refused:
            await look(target, reference, code, "203.0.113.0/24")
    assert refused.value.retry_after <= 15 * 60
    later = NOON + timedelta(seconds=refused.value.retry_after)
    found = await look(target, reference, code, "203.0.113.0/24", now=later)
    assert found.reference == reference


async def test_guessing_from_hundreds_of_networks_leaves_the_patient_a_try(target: Target) -> None:
    _, reference, code = await target.inquiry()
    for number in range(100):
        for _ in range(visits.OF_BOTH.size):
            with pytest.raises(NotFound):
                await look(target, reference, WRONG, f"10.0.{number}.0/24")
    assert (await look(target, reference, code, "203.0.113.0/24")).reference == reference


async def test_a_refused_try_costs_the_patient_none_of_their_own(target: Target) -> None:
    """While somebody else has emptied the reference's bucket, asking again and again must not empty one's own."""
    _, reference, code = await target.inquiry()
    for number in range(visits.OF_REFERENCE.size // visits.OF_BOTH.size):
        for _ in range(visits.OF_BOTH.size):
            with pytest.raises(NotFound):
                await look(target, reference, WRONG, f"10.{number // 250}.{number % 250}.0/24")
    for _ in range(20):
        with pytest.raises(TooMany):
            await look(target, reference, code, "203.0.113.0/24")
    found = await look(target, reference, code, "203.0.113.0/24", now=NOON + timedelta(seconds=1))
    assert found.reference == reference


async def look(target: Target, reference: str, code: str, address: str, *, now: datetime = NOON) -> follow_up.FollowUp:
    house = target.resources
    opened = await visits.open_with_code(reference, code, address=address, db=house.db, keyring=house.keyring, now=now)
    return await follow_up.look(opened.visit, office=house.office)
