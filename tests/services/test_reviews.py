"""A second person reads what must be exact; their approval is kept, obeyed, and void when a word changes."""

import multiprocessing
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from intake.domain.access import Actor
from intake.domain.errors import Conflict, NotAllowed, NotFound
from intake.domain.values import StaffRole
from intake.lib import replacing
from intake.lib.catalog_files import reviews_of, reviews_path
from intake.lib.catalogs import Catalogs, Policy
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.replacing import ReadOnly
from intake.lib.reviews import Approval, reviews_text
from intake.services import reviews
from intake.services.languages import Languages
from intake.services.office import Office
from intake.services.reviews import CannotReview, Protected, Reason, State
from intake.store import audit
from tests import languages
from tests.makers import make_actor, make_content

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TAMAR = make_actor(staff_id="tamar", role=StaffRole.TRANSLATOR, name="Tamar")
NOAM = make_actor(staff_id="noam", role=StaffRole.TRANSLATOR, name="Noam")


class House:
    """An office with a folder of languages of its own."""

    def __init__(self, db: Database, keyring: KeyRing, folder: Path, policy: Policy = "complete") -> None:
        self.folder = folder
        self.languages = Languages(Catalogs.load(folder), folder, policy=policy, default="en")
        catalogs = self.languages.catalogs
        self.office = Office(db, keyring, make_content(), catalogs, "example.org", lambda: None)

    @property
    def doing(self) -> dict[str, Any]:
        """What each act is given."""
        return {"languages": self.languages, "office": self.office, "now": NOW}

    async def listed(self) -> Mapping[str, Protected]:
        """The protected messages by content id."""
        found = await reviews.protected("he", languages=self.languages)
        return {one.entry.context or one.entry.id: one for one in found}

    async def approve(self, actor: Actor, context: str) -> None:
        """Approve what stands there now."""
        one = (await self.listed())[context]
        await reviews.approve(actor, "he", one.domain, one.id, one.seen, **self.doing)


@pytest.fixture
def engine() -> str:
    """The audit trail, tested elsewhere on both, is all that is written to the database."""
    return "sqlite"


@pytest.fixture
def house(db: Database, keyring: KeyRing, tmp_path: Path) -> House:
    """With a Hebrew that nobody has read."""
    return House(db, keyring, languages.copied(tmp_path / "locales", "he"))


async def test_an_approval_says_who_when_and_of_what(house: House) -> None:
    """It is obeyed at once, kept in the file with both texts, and in the audit trail without a word of either."""
    before = (await house.listed())["consent.C1.text"]
    assert (before.state, before.approval) == (State.UNREAD, None)
    await house.approve(TAMAR, "consent.C1.text")
    after = (await house.listed())["consent.C1.text"]
    assert after.state is State.APPROVED
    assert after.approval is not None
    assert (after.approval.reviewer, after.approval.on) == ("Tamar", NOW.date())
    assert (after.approval.english, after.approval.said) == (after.entry.id, after.entry.strings[0])
    assert (await house.listed())["consent.C2.text"].state is State.UNREAD
    assert "consent.C1.text\x04" + after.entry.id not in _drafts(house)
    async with house.office.db.read() as snapshot:
        (deed,) = await audit.about(snapshot, "translation", f"he/legal/{after.id}")
    assert (deed.actor, deed.action, deed.detail) == ("tamar", "translation.approve", {"translation": after.seen})
    await reviews.take_back(NOAM, "he", "legal", after.id, **house.doing)
    assert (await house.listed())["consent.C1.text"].state is State.UNREAD
    await reviews.take_back(NOAM, "he", "legal", after.id, **house.doing)  # once more is well, too


async def test_who_wrote_it_cannot_approve_it_under_any_name(house: House) -> None:
    """By the name in the file, however it is spelled; by the account, should it be called something else by now."""
    one = (await house.listed())["consent.C1.text"]
    with replacing.locked(house.folder / "he"):
        hers = reviews_of(house.folder, "he").written_by("Tamar", one.entry)
        replacing.replace(reviews_path(house.folder, "he"), reviews_text(hers))
    for name in ("Tamar", " tamar", "TAMAR "):
        namesake = make_actor(staff_id="other", role=StaffRole.TRANSLATOR, name=name)
        await _refused(house, namesake, "consent.C1.text", Reason.OWN_WORDS)
    await house.approve(NOAM, "consent.C1.text")
    two = (await house.listed())["consent.C2.text"]
    await reviews.note_written(NOAM, [(f"he/legal/{two.id}", two.entry)], office=house.office, now=NOW)
    renamed = make_actor(staff_id="noam", role=StaffRole.TRANSLATOR, name="Somebody Else")
    await _refused(house, renamed, "consent.C2.text", Reason.OWN_WORDS)
    await _refused(house, make_actor(role=StaffRole.TRANSLATOR, name=" "), "consent.C2.text", Reason.NO_NAME)


async def test_only_what_stands_there_is_approved_and_only_as_it_was_seen(house: House) -> None:
    """Not what changed meanwhile, is not there, waits for a translator or would break; not by a coordinator."""
    one = (await house.listed())["consent.C1.text"]
    for actor, domain, id_, seen, error in (
        (TAMAR, "legal", one.id, "0" * 16, Conflict),
        (TAMAR, "legal", "0" * 16, one.seen, NotFound),
        (TAMAR, "site", one.id, one.seen, NotFound),
        (make_actor(), "legal", one.id, one.seen, NotAllowed),
    ):
        with pytest.raises(error):
            await reviews.approve(actor, "he", domain, id_, seen, **house.doing)
    for tag in ("en", "sv", "../he"):
        with pytest.raises(NotFound):
            await reviews.approve(TAMAR, tag, "legal", one.id, one.seen, **house.doing)
    context = 'msgctxt "consent.C1.text"'
    languages.edit(house.folder, "he", "legal", context, f"#, fuzzy\n{context}")
    await _refused(house, TAMAR, "consent.C1.text", Reason.FUZZY)
    languages.edit(house.folder, "he", "legal", f"#, fuzzy\n{context}", context)
    languages.edit(house.folder, "he", "legal", one.entry.strings[0], one.entry.strings[0].replace("clinic", "kliniek"))
    await _refused(house, TAMAR, "consent.C1.text", Reason.REFUSED)
    languages.edit(house.folder, "he", "legal", one.entry.strings[0].replace("clinic", "kliniek"), "")
    await _refused(house, TAMAR, "consent.C1.text", Reason.UNTRANSLATED)
    assert reviews_of(house.folder, "he").approvals == ()


async def test_a_changed_word_voids_it_and_shows_what_was_read(house: House) -> None:
    """On either side; approved again, one approval is left, and it can be compared with the next change."""
    await house.approve(TAMAR, "consent.C1.text")
    read = (await house.listed())["consent.C1.text"].entry
    languages.edit(house.folder, "he", "legal", read.strings[0], f"{read.strings[0]} בבקשה")
    changed = (await house.listed())["consent.C1.text"]
    assert changed.state is State.TRANSLATION_CHANGED
    assert changed.approval is not None
    assert changed.approval.said == read.strings[0] != changed.entry.strings[0]
    await house.approve(NOAM, "consent.C1.text")
    languages.edit(
        house.folder, "he", "legal", "I agree that %(clinic)s uses", "I agree that %(clinic)s reads", english=True
    )
    moved = (await house.listed())["consent.C1.text"]
    assert moved.state is State.ENGLISH_CHANGED
    assert moved.approval is not None
    assert (moved.approval.reviewer, moved.approval.english) == ("Noam", read.id)
    assert "reads" in moved.entry.id
    await house.languages.refresh()
    assert "consent.C1.text\x04" + moved.entry.id in _drafts(house)
    await house.approve(TAMAR, "consent.C1.text")
    (left,) = reviews_of(house.folder, "he").approvals
    assert left.reviewer == "Tamar"


@pytest.mark.parametrize("policy", ["complete", "reviewed"])
async def test_a_language_is_offered_when_the_house_may(
    db: Database, keyring: KeyRing, tmp_path: Path, policy: Policy
) -> None:
    """Complete; and in a strict house read to the last sentence. It can be taken back at any time."""
    folder = languages.copied(tmp_path / "locales", "he")
    reviews_path(folder, "he").write_text("offered = false\n", "utf-8")
    house = House(db, keyring, folder, policy)
    with pytest.raises(NotAllowed):
        await reviews.offer(make_actor(), "he", **house.doing)
    if policy == "reviewed":
        with pytest.raises(CannotReview, match="unread"):
            await reviews.offer(TAMAR, "he", **house.doing)
        languages.approve(folder, "he", languages.all_approvals(folder, "he"))
    await reviews.offer(TAMAR, "he", **house.doing)
    assert "he" in house.languages.table
    await reviews.stop_offering(TAMAR, "he", **house.doing)
    assert "he" not in house.languages.table
    async with db.read() as snapshot:
        assert [deed.action for deed in await audit.about(snapshot, "language", "he")] == [
            "language.withdraw",
            "language.offer",
        ]


async def test_what_is_not_complete_is_not_offered(house: House) -> None:
    """One sentence is missing."""
    one = (await house.listed())["consent.C1.text"]
    languages.edit(house.folder, "he", "legal", one.entry.strings[0], "")
    with pytest.raises(CannotReview, match="incomplete"):
        await reviews.offer(TAMAR, "he", **house.doing)


async def test_a_folder_that_cannot_be_written_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is half done, and nothing is left lying about. (Root may write anywhere, so the disk itself refuses.)"""
    before = reviews_path(house.folder, "he").read_text("utf-8")

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "fsync", refuse)
    await _refused(house, TAMAR, "consent.C1.text", Reason.READ_ONLY)
    monkeypatch.undo()
    assert reviews_path(house.folder, "he").read_text("utf-8") == before
    assert not [path.name for path in (house.folder / "he").iterdir() if path.name.startswith(".reviews")]
    with pytest.raises(ReadOnly), replacing.locked(house.folder / "nowhere"):
        pass


async def test_processes_do_not_lose_one_anothers_approvals(house: House) -> None:
    """Four of them at once, eight approvals each: all are there."""
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_approve_eight, args=(str(house.folder), number)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    kept = {one.source for one in reviews_of(house.folder, "he").approvals}
    assert kept == {f"{number}-{at}" for number in range(4) for at in range(8)}


def _approve_eight(folder: str, number: int) -> None:
    path = reviews_path(Path(folder), "he")
    for at in range(8):
        with replacing.locked(path.parent):
            before = reviews_of(Path(folder), "he")
            new = Approval("legal", "", f"{number}-{at}", "t", "", f"Reader {number}", NOW.date())
            text = reviews_text(type(before)(before.offered, (*before.approvals, new), before.authored))
            replacing.replace(path, text)


async def _refused(house: House, actor: Actor, context: str, reason: Reason) -> None:
    one = (await house.listed())[context]
    with pytest.raises(CannotReview) as refusal:
        await reviews.approve(actor, "he", one.domain, one.id, one.seen, **house.doing)
    assert refusal.value.reason is reason


def _drafts(house: House) -> frozenset[str]:
    messages: Any = house.languages.catalogs._held["he"].messages["legal"]
    drafts: frozenset[str] = messages.drafts
    return drafts
