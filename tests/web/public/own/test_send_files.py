"""Sending documents: each is kept sealed or refused by itself, nothing by halves, and only its owner gets it back."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pytest

from intake.app import create_app
from intake.domain.files import LARGEST_FILE, MIB, MOST_FILES, MOST_TOGETHER
from intake.resources import Resources
from intake.store import audit, files, outbox
from intake.web.public.own import files_presenter
from tests.driving import browser, started
from tests.visit import hidden
from tests.web.public.clock import Clock
from tests.web.public.own.detailing import come_in
from tests.web.public.own.sending import (
    PAGE,
    form,
    inquiry_of,
    links,
    listed,
    names,
    on_disk,
    outcomes,
    pdf,
    post,
    press,
    rows,
    send,
)

pytestmark = pytest.mark.anyio
KEPT = "Received, and kept encrypted."


async def test_it_works(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """A file is sent, listed, counted for its record, and comes back as it went."""
    await come_in(visitor)
    before = (await visitor.get(PAGE)).text
    assert "Nothing yet." in before
    assert "Pathology report (biopsy)" in before
    assert 'enctype="multipart/form-data"' in before
    answer = await send(visitor, ("MRI März.pdf", pdf()), kind="pathology")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=1")
    page = (await visitor.get(answer.headers["location"])).text
    assert "Thank you. We received 1 file." in page
    assert names(page) == ["MRI März.pdf"]
    assert "We have it. Nobody has looked at it yet" in page
    (link,) = links(page)
    got = await visitor.get(link)
    assert got.content == pdf()
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["content-disposition"] == (
        "attachment; filename=\"file.pdf\"; filename*=UTF-8''MRI%20M%C3%A4rz.pdf"
    )
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    assert got.headers["cross-origin-resource-policy"] == "same-origin"
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["content-length"] == str(len(pdf()))
    (blob,) = on_disk(resources)
    assert b"a report" not in blob.read_bytes()


async def test_one_bad_file_loses_neither_the_others_nor_what_was_typed(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """Each file is told what became of it; the kind that was chosen is still chosen."""
    await come_in(visitor)
    sent = (("one.pdf", pdf(mark=b"1")), ("page.html", b"<html>" * 40), ("empty.pdf", b""), ("two.pdf", pdf(mark=b"2")))
    answer = await send(visitor, *sent, kind="imaging")
    assert answer.status_code == 422
    said = outcomes(answer.text)
    assert (said["one.pdf"], said["two.pdf"]) == (KEPT, KEPT)
    assert said["page.html"].startswith("We cannot take this kind of file.")
    assert said["empty.pdf"] == "This file is empty. Please choose it again."
    assert 'value="imaging" selected' in answer.text
    assert names(answer.text) == ["one.pdf", "two.pdf"]
    assert len(on_disk(resources)) == await rows(resources) == 2


async def test_the_same_file_twice_is_one(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Refreshed, sent again after "back", in two windows: it is kept once, and the answer says so."""
    await come_in(visitor)
    await send(visitor, ("one.pdf", pdf()))
    again = await send(visitor, ("one.pdf", pdf()), ("copy.pdf", pdf()))
    assert again.status_code == 200
    assert set(outcomes(again.text).values()) == {"We had received this file already. It is kept once."}
    assert await listed(visitor) == ["one.pdf"]
    assert len(on_disk(resources)) == 1


async def test_nothing_chosen_is_said(visitor: httpx2.AsyncClient) -> None:
    """The empty field that a browser sends is no file."""
    await come_in(visitor)
    answer = await post(visitor, form(kind="other", action="send"))
    assert answer.status_code == 422
    assert "Please choose a file first." in answer.text
    assert 'aria-invalid="true"' in answer.text


async def test_files_are_kept_when_the_language_changes(visitor: httpx2.AsyncClient) -> None:
    """A browser cannot be given its files back: they are stored first, then the page comes in the other language."""
    await come_in(visitor)
    body = form(("one.pdf", pdf()), ("bad.txt", b"plain text"), action="switch", kind="lab_tests")
    answer = await post(visitor, body, "/he/follow-up/files")
    assert answer.status_code == 200
    assert 'lang="he"' in answer.text
    assert 'value="lab_tests" selected' in answer.text
    assert list(outcomes(answer.text)) == ["one.pdf", "bad.txt"]
    assert names(answer.text) == ["one.pdf"]


async def test_a_form_that_lost_its_end_keeps_nothing(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """No last field, no closing boundary, or fewer files than the script counted: incomplete, please send again."""
    await come_in(visitor)
    bodies = (
        form(("one.pdf", pdf()), kind="lab_tests", last=False),
        form(("one.pdf", pdf()), kind="lab_tests", end=False),
        form(("one.pdf", pdf()), kind="lab_tests", announced="2"),
    )
    for body in bodies:
        answer = await post(visitor, body)
        assert answer.status_code == 400
        assert "It is incomplete, so we stored nothing of it. Please send it again." in answer.text
        assert hidden(answer.text, "kind") == "lab_tests"
        assert (await rows(resources), on_disk(resources)) == (0, [])
    back = await visitor.post(PAGE, data={"kind": "lab_tests", "action": "switch", "files_again": "yes"})
    assert back.status_code == 200
    assert "Please choose them again" in back.text
    assert 'value="lab_tests" selected' in back.text


async def test_a_visit_that_ended_meanwhile_loses_no_text(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """What was typed goes through the door again; the files have to be chosen again, and it says so."""
    keys = await come_in(visitor)
    visitor.cookies.delete("intake_visit")
    over = await send(visitor, ("one.pdf", pdf()), kind="imaging")
    assert over.status_code == 200
    assert "Please type your code again" in over.text
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', over.text))
    answer = await visitor.post(PAGE, data={**again, "reference": keys[0], "access_code": keys[1]})
    assert answer.status_code == 200
    assert "Please choose them again" in answer.text
    assert 'value="imaging" selected' in answer.text
    assert (await rows(resources), on_disk(resources)) == (0, [])


async def test_ten_files_and_no_more(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """The eleventh is refused by itself; one that is removed makes room."""
    await come_in(visitor)
    sent = [(f"{number}.pdf", pdf(mark=str(number).encode())) for number in range(11)]
    answer = await send(visitor, *sent)
    assert answer.status_code == 422
    assert [text for text in outcomes(answer.text).values() if text != KEPT] == [
        "You have already sent 10 files. Please remove one below, or write to the coordinator."
    ]
    assert len(names(answer.text)) == MOST_FILES == len(on_disk(resources))
    removed = await press(visitor, f"{links(answer.text)[0]}/remove")
    assert (removed.status_code, removed.headers["location"]) == (303, PAGE)
    assert (await send(visitor, sent[10])).status_code == 303
    assert await listed(visitor) == [name for name, _ in sent[1:]]
    assert len(on_disk(resources)) == MOST_FILES


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_file_too_large_is_refused_by_itself(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """25 MiB come in, one byte more does not; beside it everything else does."""
    await come_in(visitor)
    sent = (("much.pdf", pdf(LARGEST_FILE + 1)), ("one.pdf", pdf()), ("just.pdf", pdf(LARGEST_FILE)))
    answer = await send(visitor, *sent)
    assert outcomes(answer.text)["much.pdf"].startswith("This file is larger than 25 MB.")
    assert names(answer.text) == ["one.pdf", "just.pdf"]
    assert len(on_disk(resources)) == 2


async def test_all_files_together_have_a_limit(
    visitor: httpx2.AsyncClient, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fits is kept, what is too much is refused, however it comes."""
    monkeypatch.setattr("intake.domain.files.MOST_TOGETHER", 1000)
    await come_in(visitor)
    answer = await send(visitor, ("a.pdf", pdf(600, b"a")), ("b.pdf", pdf(600, b"b")), ("c.pdf", pdf(400, b"c")))
    assert names(answer.text) == ["a.pdf", "c.pdf"]
    assert outcomes(answer.text)["b.pdf"].startswith("All your files together may have 100 MB.")
    assert len(on_disk(resources)) == 2


def test_the_sentences_say_the_limits_that_hold() -> None:
    """The numbers stand in sentences that people translate; here they are compared."""
    said = " ".join(files_presenter.REFUSALS.values())
    assert f"{LARGEST_FILE // MIB} MB" in said
    assert f"{MOST_FILES} files" in said
    assert f"{MOST_TOGETHER // MIB} MB" in said


@pytest.fixture
async def stranger(resources: Resources) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody else's browser, in front of the same site."""
    async with started(create_app(resources)) as app, browser(app, address="192.0.2.9") as client:
        yield client


async def test_nobody_else_gets_or_removes_a_file(
    visitor: httpx2.AsyncClient, stranger: httpx2.AsyncClient, resources: Resources
) -> None:
    """A stranger is led to the door; another patient finds nothing, neither do made-up ids."""
    await come_in(visitor)
    await send(visitor, ("one.pdf", pdf()))
    (link,) = links((await visitor.get(PAGE)).text)
    assert (await stranger.get(link)).status_code == 303
    await come_in(stranger)
    for path in (link, f"{PAGE}/{'a' * 26}", f"{PAGE}/x", f"{PAGE}/..%2f..%2fetc"):
        assert (await stranger.get(path)).status_code == 404, path
        assert (await press(stranger, f"{path}/remove")).status_code == 404, path
    assert len(on_disk(resources)) == 1
    assert (await visitor.get(link)).status_code == 200


async def test_the_desk_is_told_once_an_hour_and_each_look_is_written_down(
    visitor: httpx2.AsyncClient, resources: Resources, clock: Clock
) -> None:
    """Two files within an hour are one mail, the next hour's another; no name of a file is in the trail."""
    keys = await come_in(visitor)
    clock.at += timedelta(days=1)
    await visitor.post("/en/follow-up", data={"reference": keys[0], "access_code": keys[1]})
    await send(visitor, ("one.pdf", pdf(mark=b"1")))
    await send(visitor, ("two.pdf", pdf(mark=b"2")))
    page = (await visitor.get(PAGE)).text
    await visitor.get(links(page)[0])
    inquiry_id = await inquiry_of(resources, keys)
    async with resources.db.read() as snapshot:
        orders = await outbox.entries(snapshot, inquiry_id=inquiry_id)
        entries = await audit.about(snapshot, "inquiry", inquiry_id)
    assert [order.kind.value for order in orders].count("inquiry_updated") == 1
    done = [entry.action for entry in entries if entry.action.startswith("file.")]
    assert done == ["file.read", "file.add", "file.add"]
    assert not any("pdf" in str(entry.detail) for entry in entries)
    clock.at += timedelta(hours=1)
    await visitor.post("/en/follow-up", data={"reference": keys[0], "access_code": keys[1]})
    await send(visitor, ("three.pdf", pdf(mark=b"3")))
    async with resources.db.read() as snapshot:
        orders = await outbox.entries(snapshot, inquiry_id=inquiry_id)
    assert [order.kind.value for order in orders].count("inquiry_updated") == 2


async def test_a_file_lies_sealed_and_no_name_is_to_be_found(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Neither what it holds nor what it is called stands in the clear, in the database or on the disk."""
    keys = await come_in(visitor)
    await send(visitor, ("ZebraLymphoma.pdf", pdf(mark=b"CANARY-0815")), kind="pathology")
    inquiry_id = await inquiry_of(resources, keys)
    for path in [*on_disk(resources), *resources.settings.data_dir.glob("intake.db*")]:
        lying = path.read_bytes()
        assert b"CANARY-0815" not in lying, path
        assert b"Zebra" not in lying, path
    async with resources.db.read() as snapshot:
        (file,) = await files.of_owner(snapshot, resources.keyring, inquiry_id)
    assert file.name == "ZebraLymphoma.pdf"
    assert "Zebra" not in repr(file)
