"""What people write is in the database only sealed, and nowhere else: not in a file, a log, or a mail.

Words that exist nowhere else go through everything the house does, mishaps included; then every byte is searched.
"""

import base64
import email.policy
import io
import logging
import quopri
import sys
import threading
import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import asyncpg
import httpx2
import pytest
import structlog
from anyio import to_thread
from pysequoia import Tsk

from intake.app import create_app
from intake.lib import log
from intake.resources import open_resources
from intake.services import visits
from intake.services.accounts import NewAccount
from intake.store.tables import metadata
from tests.driving import started
from tests.fakes.smtp import Fate, Sink, Taken
from tests.handing_over import free_port, hand_over
from tests.journeys.canaries import found, words_of
from tests.journeys.house import House, inquiry_link
from tests.makers import make_settings
from tests.people import CLARA, PASSWORD
from tests.visit import open_form, receipt_of, send

pytestmark = pytest.mark.anyio

ANSWERS = {
    "contact_name": "Zephyrina Żółwińska Зимородкова زمردانية צפרירית",
    "email": "zephyrina.quillmoth@kolibriwort.example",
    "phone": "+995 555 913 728",
    "question": "Schwalbenflügelchen pomerancedusk Ласточкокрылова أقحوانة زعفرانيات כרכומית סביונים 燕子花瓣漂流",
}
UNDELIVERABLE = "quastenflosser@marzipanwal.example"
REPLIES_FROM = f"also.{ANSWERS['email']}"
TYPED_WRONG = "Rosenholzuhrwerk Черничкина طاووسيات תפוזינה"
NOTE = "Haselnussbrücke Ромашковидная ياسمينات שקדיותיה"
REASON = "Nebelkrähenfeder Одуванчикова نرجسيات רקפתיות"
BEHIND_A_FAULT = "Kupferdistelfalter Подснежникова"
STAFF = NewAccount(
    email="wacholderbeere@holunderamt.example",
    name="Wiesenschaumkrautia Test",
    password=PASSWORD,
    role=CLARA.role,
    languages=("en",),
    locale="en",
    queues=frozenset({"heme"}),
)
TYPED = (*ANSWERS.values(), UNDELIVERABLE, TYPED_WRONG, NOTE, REASON, BEHIND_A_FAULT, "995555913728")
CANARIES = [word for word in words_of(*TYPED) if word != "example"]
OF_STAFF = [word for word in words_of(STAFF.email, STAFF.name, PASSWORD) if len(word) > 8]


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that is logged, down to the last detail."""
    root = logging.getLogger()
    handlers, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    for module, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    stream = io.StringIO()
    before = structlog.get_config()
    log.configure("debug", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.raiseExceptions = raising
    structlog.configure(**before)


async def stored(engine: str, url: str, folder: Path) -> dict[str, bytes]:
    """Every byte that is kept: the files of the data folder; on PostgreSQL also each table as it would be dumped."""
    kept = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}  # noqa: ASYNC240
    if engine == "postgresql":
        connection = await asyncpg.connect(url)
        try:
            for table in metadata.tables:
                for kind in ("binary", "text"):
                    dump = io.BytesIO()
                    await connection.copy_from_table(table, output=dump, format=kind)
                    kept[f"{table} {kind}"] = dump.getvalue()
        finally:
            await connection.close()
    return kept


async def an_inquiry_with_its_mishaps(house: House) -> None:
    """Sent, sent again with changes, worked on; and everything that can go wrong on the way goes wrong."""
    house.sink.script(UNDELIVERABLE, Fate.refuse(550))
    async with house.stranger() as browser:
        form = await open_form(browser)
        typed_wrong = {**ANSWERS, "birth_year": TYPED_WRONG, "email": f"{TYPED_WRONG}@"}
        assert (await send(browser, form, **typed_wrong)).status_code == 422
        assert (await send(browser, form, **ANSWERS)).status_code == 303
        reference, code = receipt_of((await browser.get("/en/inquiry/received")).text)
        assert (await send(browser, form, **{**ANSWERS, "question": f"{TYPED_WRONG} {NOTE}"})).status_code == 303
        other = await open_form(browser)
        assert (await send(browser, other, **{**ANSWERS, "email": UNDELIVERABLE})).status_code == 303
        await _stumble(browser, reference, code)
    (first, *_rest) = await house.mails_to(STAFF.email)
    await _work_on_it(house, inquiry_link(str(first.message.get_body(("plain",)).get_content())))  # type: ignore[union-attr]


async def what_comes_back(port: int) -> None:
    """Handed over by a mail server: a reply in their own words, and a report that quotes everything."""
    typed = "\r\n".join([ANSWERS["contact_name"], ANSWERS["question"], TYPED_WRONG])
    reply = f"From: {ANSWERS['email']}\r\nSubject: {REASON}\r\nMessage-ID: <1@a.example>\r\n\r\n{typed}\r\n"
    report = (
        f"Subject: {NOTE}\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
        f"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; {TYPED_WRONG}\r\n\r\n"
        f"Final-Recipient: rfc822; {ANSWERS['email']}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"Diagnostic-Code: smtp; {typed}\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{reply}\r\n--b--\r\n"
    )
    for sender, mail in ((REPLIES_FROM, reply), ("", report), (TYPED_WRONG.split()[0], reply)):
        give = partial(hand_over, "127.0.0.1", port, to=("intake@localhost",), mail=mail.encode(), sender=sender)
        await to_thread.run_sync(give)


async def _stumble(browser: httpx2.AsyncClient, reference: str, code: str) -> None:
    answers = [
        await browser.get(f"/en/{quote(TYPED_WRONG)}"),
        await browser.get("/en/", params={"q": TYPED_WRONG}),
        await browser.get("/", headers={"accept-language": quote(TYPED_WRONG), "cookie": f"x={quote(TYPED_WRONG)}"}),
        await browser.post("/en/inquiry", content=TYPED_WRONG.encode(), headers={"content-type": "text/plain"}),
        await browser.post("/en/follow-up", data={"reference": TYPED_WRONG, "access_code": TYPED_WRONG}),
        await browser.post("/en/follow-up", data={"reference": reference, "access_code": code}),
        await browser.post("/en/follow-up/contact", data={"email": TYPED_WRONG, "contact_name": TYPED_WRONG}),
        await browser.post("/en/follow-up/link", data={"reference": TYPED_WRONG}),
        await browser.post(f"/en/follow-up/link/{quote(TYPED_WRONG)}", data={"birth_year": TYPED_WRONG}),
        await browser.post("/staff/login", data={"email": ANSWERS["email"], "password": TYPED_WRONG}),
        await browser.get(f"/staff/{quote(TYPED_WRONG)}"),
    ]
    assert [answer.status_code for answer in answers] == [404, 200, 303, 400, 422, 303, 422, 200, 422, 422, 303]


async def _work_on_it(house: House, path: str) -> None:
    async with house.desk_of(STAFF) as desk:
        assert (await desk.get(path)).status_code == 200

        async def version() -> str:
            return (await desk.get(path)).text.partition('name="version" value="')[2].partition('"')[0]

        steps: list[tuple[str, dict[str, str], int]] = [
            ("notes", {"note": NOTE}, 303),
            ("notes", {"note": NOTE * 200}, 422),
            ("status", {"status": TYPED_WRONG, "reason": REASON}, 422),
            ("assign", {"assignee": TYPED_WRONG}, 422),
            ("take", {}, 303),
            ("status", {"status": "redirected_local", "reason": REASON}, 303),
        ]
        for action, data, expected in steps:
            answer = await desk.post(f"{path}/{action}", data={"version": await version(), **data})
            assert answer.status_code == expected, (action, answer.text)
        assert (await desk.get(f"/staff/inquiries/{quote(TYPED_WRONG)}")).status_code == 404
        assert (await desk.get("/staff/", params={"queue": TYPED_WRONG, "language": TYPED_WRONG})).status_code == 200
        page = await desk.get(path)
        for text in (NOTE, REASON, ANSWERS["contact_name"], ANSWERS["email"]):
            assert text in page.text  # it is there for who may read it, so the search below is not for nothing
        assert (await desk.post("/staff/me/key", data={"key": TYPED_WRONG})).status_code == 422
        key = Tsk.generate(f"{STAFF.name} <{STAFF.email}>").extract_certificate()
        assert (await desk.post("/staff/me/key", data={"key": str(key)})).status_code == 303
        assert STAFF.name in (await desk.get("/staff/me/key")).text


def of_mail(mail: Taken) -> bytes:
    """A mail as it went over the wire and as it is read, but without its recipient's address."""
    message = mail.message
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    headers = [f"{name}: {value}" for name, value in message.items()]
    text = mail.content + "\n".join([*headers, *map(str, parts)]).encode()
    return text.replace(mail.recipient.encode(), b"")


async def test_no_word_is_left_anywhere(
    engine: str,
    database_url: str,
    tmp_path: Path,
    logged: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Files, write-ahead log, tables, logs, standard output, mails: searched while it runs and after it has stopped."""

    async def fails(*_args: Any, **_kwargs: Any) -> None:
        try:
            raise ValueError(BEHIND_A_FAULT)
        except ValueError as error:
            raise RuntimeError(BEHIND_A_FAULT) from error

    async with Sink() as sink:
        settings = make_settings(
            tmp_path, database_url, INTAKE_SMTP_URL=sink.url, INTAKE_MAIL_IN=f"lmtp://127.0.0.1:{(port := free_port())}"
        )
        async with open_resources(settings) as resources, started(create_app(resources, with_worker=True)) as app:
            house = House(resources, sink, app)
            await house.hire(STAFF)
            await an_inquiry_with_its_mishaps(house)
            await what_comes_back(port)
            (answer,) = await house.mails_to(REPLIES_FROM)
            assert answer.message["Auto-Submitted"] == "auto-replied"
            with monkeypatch.context() as broken:
                broken.setattr(visits, "open_with_code", fails)
                async with house.stranger() as browser:
                    data = {"reference": BEHIND_A_FAULT, "access_code": BEHIND_A_FAULT}
                    assert (await browser.post("/en/follow-up", data=data)).status_code == 500
            running = await stored(engine, database_url, tmp_path)
        stopped = await stored(engine, database_url, tmp_path)
        mails = sink.taken
    if engine == "sqlite":
        assert any(name.endswith("-wal") and content for name, content in running.items())
    assert len(mails) >= 3
    places = {content: place for place, content in [*running.items(), *stopped.items()]}
    for content, place in places.items():
        assert found([*CANARIES, *OF_STAFF], content) == [], place
    assert found(CANARIES, b"\n".join(of_mail(mail) for mail in mails)) == []
    said = capfd.readouterr()
    assert "ValueError" in logged.getvalue()  # the fault was logged, its words were not
    assert found([*CANARIES, *OF_STAFF], (logged.getvalue() + said.out + said.err).encode()) == []


@pytest.mark.parametrize("word", ["Schwalbenflügelchen", "Ласточкокрылова", "زعفرانيات", "כרכומית"])
def test_the_search_finds_every_spelling(word: str) -> None:
    """Otherwise finding nothing would prove nothing."""
    raw = word.encode()
    hidden = {
        "utf-8": raw,
        "utf-16-le": word.encode("utf-16-le"),
        "utf-16-be": word.encode("utf-16-be"),
        "NFD": unicodedata.normalize("NFD", word).encode(),
        "case": word.swapcase().encode(),
        "casefold": word.casefold().encode(),
        "quoted-printable": quopri.encodestring(raw * 5),
        "URL": quote(word).encode(),
        "URL, lower case": quote_plus(word).lower().encode(),
        "hexadecimal": raw.hex().upper().encode(),
        **{f"base64 {at}": base64.b64encode(b"x" * at + raw + b"tail") for at in range(3)},
        **{f"base64 in lines {at}": base64.encodebytes(b"x" * at + raw) for at in (46, 47, 48)},
        "base64url": base64.urlsafe_b64encode(raw),
        "UTF-16 in base64": base64.b64encode(b"x" + word.encode("utf-16-le")),
    }
    for how, content in hidden.items():
        assert found([word], b"\x00\xff before " + content + b" after"), how
    assert not found([word], b"nothing of the kind")


def test_a_recipients_address_is_all_that_is_left_out_of_a_mail() -> None:
    """The search would find a name in a header, whatever it is encoded in."""
    letter = email.message.EmailMessage(policy=email.policy.SMTP)
    letter["To"], letter["Subject"] = "a@b.example", "Зимородкова"
    letter.set_content("כרכומית")
    words = [word for word, _ in found(["Зимородкова", "כרכומית"], of_mail(Taken("s", "a@b.example", bytes(letter))))]
    assert set(words) == {"Зимородкова", "כרכומית"}
    assert b"a@b.example" not in of_mail(Taken("s", "a@b.example", bytes(letter)))
