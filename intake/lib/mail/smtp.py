"""Hand one ready message to a mail server, or lay it into a Maildir. Knows bytes and addresses, nothing about patients.

A server's own words often repeat the address, so only its code and our word for the stage ever leave this module.
"""

import os
import re
import secrets
import ssl
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
import anyio
import anyio.to_thread
import idna

# Where it went wrong. The first four say something about the server or its settings, not about this one mail.
Stage = Literal["connection", "tls", "login", "disk", "sender", "recipient", "message", "timeout", "address", "cut"]
SERVER_STAGES: frozenset[Stage] = frozenset({"connection", "tls", "login", "disk"})

# One recipient, one line: what no grammar of ours lets through must not reach the envelope either.
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f<>,;\u2028\u2029]")


class Refused(Exception):
    """A mail was not taken: the reply's code (0: there was none), the stage, and whether trying again is pointless."""

    def __init__(self, code: int, stage: Stage, *, permanent: bool) -> None:
        super().__init__(f"{code or 'no reply'} at {stage}")
        self.code = code
        self.stage: Stage = stage
        self.permanent = permanent

    @property
    def about_the_server(self) -> bool:
        """True when every other mail would meet the same fate now, so that trying them is useless."""
        return self.stage in SERVER_STAGES

    @property
    def word(self) -> str:
        """What is kept and shown: stage and code, such as ``recipient_550``."""
        return f"{self.stage}_{self.code}" if self.code else self.stage


class Courier(Protocol):
    """Takes one message to one recipient; returns only once somebody else answers for it."""

    async def deliver(self, message: bytes, sender: str, recipient: str) -> None:
        """Deliver, or raise `Refused`."""

    async def close(self) -> None:
        """Let go of what was kept open; the next delivery opens it again."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds each step of a conversation may take."""

    connect: float = 10
    command: float = 30
    data: float = 60


class SmtpCourier:
    """Speaks SMTP; keeps a connection for the next message of the batch, one for each delivery under way."""

    def __init__(self, url: str, *, patience: Patience | None = None, tls: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._over_tls = parts.scheme == "smtps"
        self._start_tls = parts.query == "starttls=required"
        self._port = parts.port or (465 if self._over_tls else 587 if self._start_tls else 25)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password or "")
        self._patience = patience or Patience()
        self._tls = tls
        self._idle: list[aiosmtplib.SMTP] = []

    async def deliver(self, message: bytes, sender: str, recipient: str) -> None:
        """Send over a kept connection if it still lives, else over a new one."""
        recipient = wire_address(recipient)
        sender = wire_address(sender)
        client = self._idle.pop() if self._idle else await self._connect(sender)
        try:
            try:
                await self._envelope(client, sender, recipient)
            except aiosmtplib.SMTPServerDisconnected:
                # The server closed while the connection lay idle; nothing was handed over yet.
                client.close()
                client = await self._connect(sender)
                await _told("cut", self._envelope(client, sender, recipient))
            await _told("message", client.data(message, timeout=self._patience.data))
        except Refused as refused:
            await self._after(refused, client)
            raise
        except BaseException:
            client.close()
            raise
        self._idle.append(client)

    async def close(self) -> None:
        """Say goodbye on every kept connection."""
        while self._idle:
            client = self._idle.pop()
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit(timeout=2)
            client.close()

    async def _connect(self, sender: str) -> aiosmtplib.SMTP:
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
        except BaseException:
            client.close()
            raise
        return client

    async def _envelope(self, client: aiosmtplib.SMTP, sender: str, recipient: str) -> None:
        """MAIL and RCPT. A connection that is gone is reported as such, not as a refusal."""
        wide = not (recipient.isascii() and sender.isascii())
        if wide and not client.supports_extension("smtputf8"):
            raise Refused(0, "address", permanent=True)
        options, encoding = (["SMTPUTF8", "BODY=8BITMIME"], "utf-8") if wide else ([], "ascii")
        limit = self._patience.command
        await _told("sender", client.mail(sender, options=options, encoding=encoding, timeout=limit))
        await _told("recipient", client.rcpt(recipient, encoding=encoding, timeout=limit))

    async def _after(self, refused: Refused, client: aiosmtplib.SMTP) -> None:
        """Keep the connection for the next message when the server only refused this one."""
        if refused.code and refused.code != 421 and client.is_connected:
            try:
                await client.rset(timeout=self._patience.command)
            except (aiosmtplib.SMTPException, OSError):
                client.close()
            else:
                self._idle.append(client)
        else:
            client.close()


async def _told(stage: Stage, step: Awaitable[object]) -> None:
    """Await one step of the conversation; turn every way it can fail into `Refused`."""
    try:
        await step
    except aiosmtplib.SMTPRecipientRefused as error:
        raise Refused(error.code, stage, permanent=500 <= error.code < 600) from None
    except aiosmtplib.SMTPResponseException as error:
        # Only recipient and message can be refused for good: a server that dislikes our log-in or sender
        # says nothing about this mail, and the operator will mend it.
        raise Refused(error.code, stage, permanent=stage == "message" and 500 <= error.code < 600) from None
    except aiosmtplib.SMTPServerDisconnected:
        if stage in {"sender", "recipient"}:
            raise
        raise Refused(0, stage if stage in SERVER_STAGES else "cut", permanent=False) from None
    except (aiosmtplib.SMTPTimeoutError, TimeoutError):
        raise Refused(0, stage if stage in SERVER_STAGES else "timeout", permanent=False) from None
    except ssl.SSLError:
        raise Refused(0, "tls", permanent=False) from None
    except (aiosmtplib.SMTPException, OSError):
        raise Refused(0, stage if stage in SERVER_STAGES else "cut", permanent=False) from None


class MaildirCourier:
    """Lays each message into a Maildir: written and synced in ``tmp``, then renamed into ``new``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def deliver(self, message: bytes, sender: str, recipient: str) -> None:
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


def wire_address(address: str) -> str:
    """The address as the envelope wants it: domain in ASCII. Raises `Refused` for what is not one plain address."""
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or "@" in local or len(address) > 254 or _UNSAFE.search(address):
        raise Refused(0, "address", permanent=True)
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except idna.IDNAError:
            raise Refused(0, "address", permanent=True) from None
    return f"{local}@{domain}"


def courier_for(url: str, data_dir: Path) -> Courier:
    """The courier that ``INTAKE_SMTP_URL`` asks for; ``file:`` is the Maildir ``mail`` in the data folder."""
    if url == "file:":
        return MaildirCourier(data_dir / "mail")
    return SmtpCourier(url)
