"""Hand one ready message to a mail server, or lay it into a Maildir. Knows bytes and addresses, no patients."""

import asyncio
import os
import secrets
import ssl
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast
from urllib.parse import unquote, urlsplit

import aiosmtplib
import anyio
import anyio.to_thread

from intake.lib.mail.conversation import Conversation, Lost, Reply, Silence, xtext
from intake.lib.mail.courier import SERVER_STAGES, Courier, Refused, Stage, wire_address

__all__ = [
    "SERVER_STAGES",
    "Courier",
    "MaildirCourier",
    "Patience",
    "Refused",
    "SmtpCourier",
    "Stage",
    "courier_for",
    "wire_address",
]

MOST_CONNECTIONS: Final = 32
KEPT_IDLE: Final = 30.0  # seconds; servers hang up after a minute at the earliest
GO_ON: Final = 354
CLOSING: Final = 421
TOO_BIG: Final = "5.3.4"  # RFC 3463: the message is too big for the system


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds each step of a conversation may take."""

    connect: float = 10
    command: float = 30
    data: float = 60


class SmtpCourier:
    """Speaks SMTP. Connections are kept for the next message, several at once; idle ones are let go after a while."""

    def __init__(
        self,
        url: str,
        *,
        patience: Patience | None = None,
        tls: ssl.SSLContext | None = None,
        most: int = MOST_CONNECTIONS,
        keep: float = KEPT_IDLE,
    ) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._over_tls = parts.scheme == "smtps"
        self._start_tls = parts.query == "starttls=required"
        self._port = parts.port or (465 if self._over_tls else 587 if self._start_tls else 25)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password or "")
        self._patience = patience or Patience()
        self._tls = tls
        self._keep = keep
        self._room = anyio.Semaphore(most, fast_acquire=True)
        self._idle: dict[Conversation, asyncio.TimerHandle] = {}

    async def deliver(self, message: bytes, sender: str, recipient: str, *, envelope_id: str | None = None) -> None:
        """Send over a kept connection if one still lives, else over a new one."""
        recipient = wire_address(recipient)
        sender = wire_address(sender)
        async with self._room:
            kept = self._kept()
            if kept is not None:
                try:
                    await self._send(kept, message, sender, recipient, envelope_id)
                except Lost:
                    # The server closed while the connection lay idle; nothing was handed over yet.
                    pass
                else:
                    return
            try:
                await self._send(await self._connect(sender), message, sender, recipient, envelope_id)
            except Lost:
                raise Refused(0, "cut", permanent=False) from None

    async def close(self) -> None:
        """Say goodbye on every kept connection."""
        for conversation in list(self._idle):
            conversation.say_goodbye()
        await asyncio.sleep(0)  # lets what was written leave

    def _kept(self) -> Conversation | None:
        """The one used last: what lies idle longest is let go."""
        if not self._idle:
            return None
        conversation, timer = self._idle.popitem()
        timer.cancel()
        return conversation

    def _put_by(self, conversation: Conversation) -> None:
        if not conversation.lost:
            timer = asyncio.get_running_loop().call_later(self._keep, conversation.say_goodbye)
            self._idle[conversation] = timer

    def _forget(self, conversation: Conversation) -> None:
        if timer := self._idle.pop(conversation, None):
            timer.cancel()

    async def _connect(self, sender: str) -> Conversation:
        client = aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            use_tls=self._over_tls,
            start_tls=False,
            # Else the machine's own name is looked up and told to the world.
            local_hostname=sender.rpartition("@")[2] or "localhost",
            timeout=self._patience.connect,
            tls_context=self._tls,
        )
        try:
            await _told("connection", client.connect())
            if self._start_tls:
                await _told("tls", client.starttls(timeout=self._patience.command))
            await _told("connection", client.ehlo(timeout=self._patience.command))
            if self._user is not None:
                await _told("login", client.login(self._user, self._password, timeout=self._patience.command))
            if client.transport is None:
                raise Refused(0, "connection", permanent=False)
        except BaseException:
            client.close()
            raise
        # Those of uvloop, under which `intake serve` runs, are no subclass of asyncio's.
        return Conversation(cast(asyncio.Transport, client.transport), client.esmtp_extensions, self._forget)

    async def _send(
        self, conversation: Conversation, message: bytes, sender: str, recipient: str, envelope_id: str | None
    ) -> None:
        """One message. Raises `Refused`, and `Lost` where the connection was gone before the message was."""
        try:
            commands = _envelope(conversation, len(message), sender, recipient, envelope_id)
        except Refused:
            self._put_by(conversation)  # nothing was asked
            raise
        try:
            replies = await conversation.ask(*commands, patience=self._patience.command)
            await self._check(conversation, replies)
            try:
                taken = await conversation.hand_over(message, patience=self._patience.data)
            except Lost:
                raise Refused(0, "cut", permanent=False) from None
            if not taken.is_good:
                raise _refusal("message", taken)
        except Refused as refused:
            await self._after(refused, conversation)
            raise
        except Silence:
            conversation.hang_up()
            raise Refused(0, "timeout", permanent=False) from None
        except BaseException:
            conversation.hang_up()
            raise
        self._put_by(conversation)

    async def _check(self, conversation: Conversation, replies: Sequence[Reply]) -> None:
        """The first no of MAIL, RCPT and DATA."""
        stages: tuple[Stage, ...] = ("sender", "recipient", "message")
        for stage, reply in zip(stages, replies, strict=False):
            if reply.code == GO_ON if stage == "message" else reply.is_good:
                continue
            if replies[-1].code == GO_ON:
                # It refused, and waits for a message all the same: a message of nothing, to nobody (RFC 2920, 3.1).
                await conversation.hand_over(b"", patience=self._patience.command)
            raise _refusal(stage, reply)

    async def _after(self, refused: Refused, conversation: Conversation) -> None:
        """Keep the connection for the next message when the server only refused this one."""
        if conversation.lost or not refused.code or refused.code == CLOSING:
            conversation.hang_up()
            return
        try:
            (reply,) = await conversation.ask(b"RSET", patience=self._patience.command)
        except (Lost, Silence):
            conversation.hang_up()
            return
        if reply.is_good:
            self._put_by(conversation)
        else:
            conversation.hang_up()


def _envelope(
    conversation: Conversation, size: int, sender: str, recipient: str, envelope_id: str | None
) -> tuple[bytes, bytes, bytes]:
    """MAIL, RCPT and DATA. Raises `Refused` for what this server says beforehand that it does not take."""
    wide = not (recipient.isascii() and sender.isascii())
    if wide and not conversation.offers("smtputf8"):
        raise Refused(0, "address", permanent=True)
    largest = conversation.extensions.get("size", "")
    if largest.isdigit() and 0 < int(largest) < size:
        raise Refused(552, "message", permanent=True, status=TOO_BIG)
    mail, rcpt = f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>"
    if wide:
        mail += " SMTPUTF8 BODY=8BITMIME"
    if envelope_id is not None and conversation.offers("dsn"):
        # What comes back names our order, and brings no word of the mail itself (RFC 3461).
        mail += f" RET=HDRS ENVID={xtext(envelope_id)}"
        rcpt += " NOTIFY=FAILURE,DELAY"
    return mail.encode(), rcpt.encode(), b"DATA"


def _refusal(stage: Stage, reply: Reply) -> Refused:
    """Only recipient and message can be refused for good: a server that dislikes our log-in or sender says nothing
    about this mail, and the operator will mend it.
    """
    permanent = stage in {"recipient", "message"} and 500 <= reply.code < 600
    return Refused(reply.code, stage, permanent=permanent, status=reply.status)


async def _told(stage: Stage, step: Awaitable[object]) -> None:
    """Await one step until the connection is usable; whatever goes wrong there is the server's or its settings'."""
    try:
        await step
    except aiosmtplib.SMTPResponseException as error:
        raise Refused(error.code, stage, permanent=False) from None
    except ssl.SSLError:
        raise Refused(0, "tls", permanent=False) from None
    except (aiosmtplib.SMTPException, OSError):  # a timeout is both
        raise Refused(0, stage, permanent=False) from None


class MaildirCourier:
    """Lays each message into a Maildir: written and synced in ``tmp``, then renamed into ``new``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def deliver(self, message: bytes, sender: str, recipient: str, *, envelope_id: str | None = None) -> None:
        """Put the message on disk as it is: its own ``To`` says for whom."""
        wire_address(sender), wire_address(recipient)
        try:
            await anyio.to_thread.run_sync(self._write, message)
        except OSError:
            raise Refused(0, "disk", permanent=False) from None

    async def close(self) -> None:
        """Nothing is kept open."""

    def _write(self, content: bytes) -> None:
        for part in ("tmp", "new", "cur"):
            (self.folder / part).mkdir(parents=True, exist_ok=True, mode=0o700)
        # Random, not host and pid: the name says nothing and two writers never meet.
        name = f"{secrets.token_hex(16)}.eml"
        draft = self.folder / "tmp" / name
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(handle)
            draft.rename(self.folder / "new" / name)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        _sync_folder(self.folder / "new")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def courier_for(url: str, data_dir: Path) -> Courier:
    """The courier that ``INTAKE_SMTP_URL`` asks for; ``file:`` is the Maildir ``mail`` in the data folder."""
    if url == "file:":
        return MaildirCourier(data_dir / "mail")
    return SmtpCourier(url)
