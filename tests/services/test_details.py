"""Details are added to one's own inquiry: nothing right is lost, nothing is overwritten unseen, nothing is doubled."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest
from sqlalchemy import select

from intake.domain.completeness import Progress
from intake.domain.consent import Deed
from intake.domain.errors import NotFound
from intake.domain.message import MailKind
from intake.domain.triage import Flag
from intake.domain.typed import Complaint
from intake.domain.values import Answer, Priority
from intake.domain.visit import Visit
from intake.lib.catalogs import Catalogs
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import consents, details, rights
from intake.services.details import DRUG, Saved, seen_block, seen_card
from intake.services.inbox import READABLE
from intake.services.inquiries import Intake
from intake.services.office import Office
from intake.store import audit, inquiries, outbox
from intake.store.revisions import Contents
from intake.store.tables import answers
from tests.makers import make_answers, make_draft
from tests.offices import make_office

pytestmark = pytest.mark.anyio

RUSSIAN = """
msgid ""
msgstr "Plural-Forms: nplurals=1; plural=0;\\n"

msgctxt "treatment.belimumab.name"
msgid "Belimumab"
msgstr "Белимумаб"
"""
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Patient:
    """Somebody behind the door, in one or more windows."""

    office: Office
    visit: Visit
    rings: list[int] = field(default_factory=list)

    async def contents(self) -> Contents:
        return await details.opened(self.visit, office=self.office)

    async def answers(self) -> Mapping[str, Answer]:
        return (await self.contents()).answers

    async def drugs(self) -> list[Answer | None]:
        return [card.answers.get(DRUG) for card in (await self.contents()).cards]

    async def ids(self) -> list[str]:
        return [card.id for card in (await self.contents()).cards]

    async def progress(self) -> Progress:
        return await details.progress(self.visit, office=self.office, now=NOW)

    async def seen(self, block: str) -> str:
        return seen_block(await self.contents(), block, office=self.office)

    async def save(self, block: str, *, seen: str | None = None, **typed: str | list[str]) -> Saved:
        known = await self.seen(block) if seen is None else seen
        return await details.save_block(self.visit, block, sent(typed), seen=known, office=self.office, now=NOW)

    async def add(self, form_id: str, **typed: str) -> Saved:
        named = sent({f"treatment.{name}": value for name, value in typed.items()})
        return await details.add_card(self.visit, form_id, named, office=self.office, now=NOW)

    async def change(self, card_id: str, *, seen: str, **typed: str) -> Saved:
        named = sent({f"treatment.{name}": value for name, value in typed.items()})
        return await details.save_card(self.visit, card_id, named, seen=seen, office=self.office, now=NOW)

    async def move(self, card_id: str, to: int) -> None:
        await details.move_card(self.visit, card_id, to, office=self.office, now=NOW)

    async def remove(self, card_id: str) -> None:
        await details.remove_card(self.visit, card_id, office=self.office, now=NOW)

    async def tick(self, *slugs: str) -> None:
        await details.add_cards_from_checklist(self.visit, slugs, office=self.office, now=NOW)

    async def told(self) -> int:
        """How many mails the desk was sent since."""
        async with self.office.db.read() as snapshot:
            entries = await outbox.entries(snapshot, inquiry_id=self.visit.inquiry_id)
        return sum(entry.kind is MailKind.INQUIRY_UPDATED for entry in entries)

    async def revision(self) -> int:
        async with self.office.db.read() as snapshot:
            found = await inquiries.summary(snapshot, self.office.keyring, self.visit.inquiry_id)
        assert found is not None
        return found.revision


def sent(typed: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    return {name: [value] if isinstance(value, str) else value for name, value in typed.items()}


async def come_in(db: Database, keyring: KeyRing, **changes: str) -> Patient:
    rings: list[int] = []
    office = make_office(db, keyring, ring=lambda: rings.append(1))
    intake = Intake(
        db, keyring, office.content, office.catalogs, sender="intake@example.org", after_commit=lambda: None
    )
    draft = make_draft(locale="ru", answers=make_answers(**changes))
    receipt = await intake.submit(draft, now=NOW - timedelta(hours=1))
    await intake.close()
    async with db.read() as snapshot:
        found = await inquiries.by_code(snapshot, keyring, receipt.reference, receipt.access_code)
    assert found is not None
    return Patient(office, Visit(found.id), rings)


@pytest.fixture
async def amal(db: Database, keyring: KeyRing) -> Patient:
    return await come_in(db, keyring)


async def test_a_block_is_saved_and_the_desk_is_told(amal: Patient) -> None:
    saved = await amal.save("patient", patient_name="Амаль", sex="female", citizenship=["GE", "IL"])
    assert saved.complete
    assert set(saved.kept) == {"patient_name", "sex", "citizenship"}
    found = await amal.answers()
    assert (found["patient_name"], found["citizenship"]) == ("Амаль", ("GE", "IL"))
    assert found["condition"] == "dlbcl"
    assert amal.rings == [1]
    async with amal.office.db.read() as snapshot:
        told = await outbox.entries(snapshot, inquiry_id=amal.visit.inquiry_id)
        assert MailKind.INQUIRY_UPDATED in {entry.kind for entry in told}
        entries = await audit.about(snapshot, "inquiry", amal.visit.inquiry_id)
    assert [entry.detail for entry in entries if entry.action == "inquiry.details"] == [
        {"block": "patient", "revision": 2}
    ]


async def test_a_wrong_field_does_not_lose_the_right_ones_nor_what_was_there(amal: Patient) -> None:
    await amal.save("patient", patient_name="Amal", weight_kg="70")
    saved = await amal.save("patient", patient_name="Amal B.", weight_kg="heavy")
    assert saved.complaints == {"weight_kg": Complaint.NOT_A_NUMBER}
    assert not saved.complete
    found = await amal.answers()
    assert (found["patient_name"], found["weight_kg"]) == ("Amal B.", "70")


async def test_an_answer_is_taken_back_by_leaving_its_field_empty(amal: Patient) -> None:
    await amal.save("patient", patient_name="Amal", sex="female")
    await amal.save("patient", patient_name="", sex="female")
    assert "patient_name" not in await amal.answers()


async def test_two_windows_with_different_blocks_both_win(amal: Patient) -> None:
    patient, travel = await amal.seen("patient"), await amal.seen("travel")
    async with anyio.create_task_group() as windows:
        for block, seen, typed in (
            ("patient", patient, {"sex": "female"}),
            ("travel", travel, {"carer": "yes"}),
            ("health", await amal.seen("health"), {"infection_now": "no"}),
        ):
            windows.start_soon(lambda b=block, s=seen, t=typed: amal.save(b, seen=s, **t))  # type: ignore[misc]
    found = await amal.answers()
    assert (found["sex"], found["carer"], found["infection_now"]) == ("female", "yes", "no")
    assert await amal.revision() == 4


async def test_the_same_block_changed_meanwhile_is_not_overwritten_but_shown(amal: Patient) -> None:
    both = await amal.seen("travel")
    await amal.save("travel", seen=both, carer="yes", payer="insurer")
    second = await amal.save("travel", seen=both, carer="no")
    assert second.conflict == {"carer": "yes", "payer": "insurer"}
    assert not second.complete
    assert (await amal.answers())["carer"] == "yes"
    # Having seen it, they may still decide.
    again = await amal.save("travel", seen=second.seen, carer="no")
    assert again.conflict is None
    assert (await amal.answers())["carer"] == "no"
    assert "payer" not in await amal.answers()


async def test_of_two_windows_with_the_same_block_at_once_one_is_told(amal: Patient) -> None:
    seen, outcomes = await amal.seen("travel"), list[Saved]()

    async def window(answer: str) -> None:
        outcomes.append(await amal.save("travel", seen=seen, carer=answer))

    async with anyio.create_task_group() as windows:
        windows.start_soon(window, "yes")
        windows.start_soon(window, "no")
    (told,) = [outcome for outcome in outcomes if outcome.conflict is not None]
    assert told.conflict == {"carer": (await amal.answers())["carer"]}
    assert await amal.revision() == 2


async def test_the_same_page_sent_twice_is_one_change(amal: Patient) -> None:
    seen = await amal.seen("travel")
    first = await amal.save("travel", seen=seen, carer="yes")
    assert await amal.save("travel", seen=seen, carer="yes") == first
    assert await amal.revision() == 2
    assert amal.rings == [1]


async def test_an_empty_page_changes_nothing(amal: Patient) -> None:
    assert (await amal.save("travel")).complete
    assert await amal.revision() == 1


async def test_a_block_that_is_not_asked_or_not_there_is_not_found(amal: Patient) -> None:
    for block in ("cart", "autoimmune", "physician", "illness", "made-up"):
        with pytest.raises(NotFound):
            await amal.save(block, seen="", carer="yes")


async def test_the_date_of_birth_corrects_the_year(amal: Patient) -> None:
    born = {"birth_date.day": "30", "birth_date.month": "11", "birth_date.year": "2008"}
    await amal.save("patient", **born)
    contents = await amal.contents()
    assert (contents.answers["birth_date"], contents.answers["birth_year"]) == ("2008-11-30", "2008")
    assert Flag.RF9 in contents.trace.flags  # still 17 for a week
    assert contents.trace.facts.age_group == "12-17"


async def test_the_most_private_answers_are_sealed_apart_from_what_coordinators_open(amal: Patient) -> None:
    await amal.save("health", virus_hiv="positive", infection_now="no")
    await amal.save("travel", payer="self")
    async with amal.office.db.read() as snapshot:
        kinds = set((await snapshot.execute(select(answers.c["class"]))).scalars())
        read = await inquiries.load(snapshot, amal.office.keyring, amal.visit.inquiry_id, classes=READABLE)
    assert {"P3", "P4"} <= kinds
    assert read is not None
    assert read.answers["infection_now"] == "no"
    assert not {"virus_hiv", "payer"} & read.answers.keys()


async def test_what_is_said_later_makes_it_urgent(db: Database, keyring: KeyRing) -> None:
    amal = await come_in(db, keyring, condition="follicular-lymphoma", prior_cart="yes")
    before = await amal.contents()
    assert before.priority is Priority.ROUTINE
    await amal.save("cart", cart_date="август 2026", cart_relapse_date="октябрь 2026")  # as their language says it
    after = await amal.contents()
    assert after.priority is Priority.SAME_DAY
    assert after.trace.flags == (Flag.RF13,)
    assert after.due_at < before.due_at
    assert after.answers["cart_date"] == "август 2026"


async def test_progress_follows_the_answers(db: Database, keyring: KeyRing) -> None:
    amal = await come_in(db, keyring, prior_cart="yes")
    first = (await amal.progress()).blocks[0]
    assert (first.id, first.answered, first.asked) == ("cart", 0, 6)
    await amal.save("cart", cart_target=["cd19"], **{"cart_date.unknown": "yes"})
    assert (await amal.progress()).blocks[0].answered == 2
    await amal.add("form-1", drug="R-CHOP")
    assert (await amal.progress()).cards == 1


async def test_a_card_added_twice_is_one_card(amal: Patient) -> None:
    first = await amal.add("form-1", drug="R-CHOP", start="2023", response="gone")
    assert await amal.add("form-1", drug="R-CHOP", start="2023", response="gone") == first
    assert await amal.ids() == [first.card]
    await amal.add("form-2", drug="R-CHOP", start="2023", response="gone")
    assert await amal.drugs() == ["r-chop", "r-chop"]


async def test_an_empty_card_is_not_added_and_a_wrong_field_does_not_lose_a_card(amal: Patient) -> None:
    nothing = await amal.add("form-1", drug="", start="")
    assert (nothing.card, nothing.complaints, await amal.ids()) == ("", {}, [])
    saved = await amal.add("form-2", drug="R-CHOP", start="2023", end="2022")
    assert saved.complaints == {"treatment.end": Complaint.END_BEFORE_START}
    (card,) = (await amal.contents()).cards
    assert card.answers == {"treatment.drug": "r-chop", "treatment.start": "2023"}
    assert (saved.card, saved.seen) == (card.id, seen_card(card))


async def test_a_treatment_is_known_by_its_name_in_the_language_of_the_page(amal: Patient, tmp_path: Path) -> None:
    catalog = tmp_path / "ru" / "LC_MESSAGES" / "clinic.po"
    catalog.parent.mkdir(parents=True)
    catalog.write_text(RUSSIAN, "utf-8")
    amal.office = replace(amal.office, catalogs=Catalogs.load(tmp_path))
    for number, drug in enumerate(("Kymriah", "белимумаб", "капельница в Тбилиси")):
        await amal.add(f"form-{number}", drug=drug)
    assert await amal.drugs() == ["tisa-cel", "belimumab", "капельница в Тбилиси"]


async def test_a_card_changed_in_two_windows_is_shown_to_the_second(amal: Patient) -> None:
    card = await amal.add("form-1", drug="R-CHOP")
    await amal.change(card.card, seen=card.seen, drug="R-CHOP", response="gone")
    second = await amal.change(card.card, seen=card.seen, drug="R-CHOP", response="smaller")
    assert second.conflict == {"treatment.drug": "r-chop", "treatment.response": "gone"}
    assert (await amal.change(card.card, seen=second.seen, drug="R-CHOP", response="smaller")).complete


async def test_two_windows_with_different_cards_both_win(amal: Patient) -> None:
    one, two = await amal.add("form-1", drug="R-CHOP"), await amal.add("form-2", drug="FCR")
    await amal.change(one.card, seen=one.seen, drug="R-CHOP", note="six rounds")
    await amal.change(two.card, seen=two.seen, drug="FCR", note="four rounds")
    notes = [card.answers["treatment.note"] for card in (await amal.contents()).cards]
    assert notes == ["six rounds", "four rounds"]


async def test_cards_moved_and_removed_twice_are_as_once(amal: Patient) -> None:
    one, two, three = [(await amal.add(f"form-{n}", drug=f"drug {n}")).card for n in (1, 2, 3)]
    await amal.move(three, 0)
    assert await amal.ids() == [three, one, two]
    revision = await amal.revision()
    await amal.move(three, 0)
    await amal.move("made-up", 0)
    assert (await amal.ids(), await amal.revision()) == ([three, one, two], revision)
    await amal.move(three, 99)
    assert await amal.ids() == [one, two, three]
    await amal.remove(two)
    await amal.remove(two)
    assert await amal.ids() == [one, three]


async def test_a_card_removed_elsewhere_comes_back_when_it_is_saved(amal: Patient) -> None:
    card = await amal.add("form-1", drug="R-CHOP")
    await amal.remove(card.card)
    assert (await amal.change(card.card, seen=card.seen, drug="R-CHOP", note="six rounds")).complete
    assert await amal.drugs() == ["r-chop"]


async def test_the_checklist_adds_what_is_not_there_and_takes_nothing_away(amal: Patient) -> None:
    await amal.add("form-1", drug="belimumab", note="two years")
    await amal.tick("belimumab", "mycophenolate", "mycophenolate", "made-up")
    await amal.tick("belimumab", "mycophenolate")
    await amal.tick()
    assert await amal.drugs() == ["belimumab", "mycophenolate"]


async def test_a_form_that_never_ends_ends(amal: Patient) -> None:
    await amal.tick(*amal.office.content.treatments)
    assert len(await amal.ids()) == details.CARDS
    refused = await amal.add("one more", drug="R-CHOP")
    assert refused.complaints == {DRUG: Complaint.TOO_MANY}
    assert refused.card == ""


async def test_nothing_of_anybody_else_can_be_reached(amal: Patient) -> None:
    stranger = Patient(amal.office, Visit("a" * 26))
    with pytest.raises(NotFound):
        await stranger.contents()
    with pytest.raises(NotFound):
        await stranger.save("travel", seen="", carer="yes")
    with pytest.raises(NotFound):
        await stranger.add("form-1", drug="R-CHOP")
    with pytest.raises(NotFound):
        await stranger.tick("belimumab")


async def test_words_of_distress_on_a_treatment_card_make_it_urgent_and_the_desk_hears_at_once(amal: Patient) -> None:
    """Others have told the desk this very hour; it is told again, and taking the card away takes nothing back."""
    await amal.save("patient", patient_name="Амаль")
    await amal.add("form-1", drug="belimumab", note="After this I wanted to kill myself.")
    assert (await amal.contents()).trace.flags == (Flag.RF12,)
    assert (await amal.contents()).priority is Priority.SAME_DAY
    assert await amal.told() == 2
    await amal.remove((await amal.ids())[0])
    assert Flag.RF12 in (await amal.contents()).trace.flags
    assert await amal.told() == 2  # what is taken away is told with the rest of this hour


async def test_two_clicks_at_once_are_one_consent(amal: Patient) -> None:
    """Given twice, taken back twice, withdrawn twice in the same moment: one event, one revision, one mail each."""
    office = amal.office
    asked = consents.offer("C2", office.content, office.catalogs.translations("en", "legal"))

    async def give() -> None:
        await consents.give(amal.visit, "C2", asked.seen, "en", office=office, now=NOW)

    async def take_back() -> None:
        await consents.withdraw(amal.visit, "C2", office=office, now=NOW)

    async def end() -> None:
        await rights.withdraw(amal.visit, office=office, now=NOW)

    for number, click in enumerate((give, take_back, give, end)):
        async with anyio.create_task_group() as both:
            both.start_soon(click)
            both.start_soon(click)
        assert await amal.revision() == 2 + number
    of_c2 = [event.deed for event in (await amal.contents()).consents if event.id == "C2"]
    assert of_c2 == [Deed.GIVEN, Deed.WITHDRAWN, Deed.GIVEN, Deed.WITHDRAWN]
