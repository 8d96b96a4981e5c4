"""A mailbox read by IMAP (RFC 9051): what was understood is taken away, the rest stays for people, flagged and unread.

Flags are what is remembered: a mail without one was not looked at yet, whichever process looks next. The connection is
opened for each look and verified against the machine's certificates; `SSL_CERT_FILE` names others.
"""

import imaplib
import re
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from time import mktime
from typing import Final, Literal, TypeVar
from urllib.parse import unquote, urlsplit

import anyio
from anyio import to_thread

from intake.lib.mail.reports import LOOKED_AT

PATIENCE: Final = 15.0  # seconds for each answer
MOST_AT_ONCE: Final = 50

Where = Literal["connection", "login", "folder", "cut"]
T = TypeVar("T")

_MESSAGE_ID = re.compile(r"<[!#-;=?-\[\]-~]+>")
_TRIES: Final = 3
_SEEN_BY_US = r"(\Flagged)"
_AWAY = r"(\Deleted)"


class MailboxUnreadable(Exception):
    """A mailbox cannot be read; says where it went wrong, never the server's words or the password."""

    def __init__(self, where: Where) -> None:
        super().__init__(where)
        self.where: Where = where


class Mailbox:
    """The mailbox of an address such as ``imaps://user:password@host/INBOX``."""

    def __init__(self, url: str, *, tls: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        self._host, self._over_tls, self._tls = parts.hostname or "", parts.scheme == "imaps", tls
        self._port = parts.port or (993 if self._over_tls else 143)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._folder = unquote(parts.path.strip("/")) or "INBOX"
        self._cut = Counter[str]()  # how often the line was cut while this mail was read

    async def look(self, take: Callable[[bytes, datetime], Awaitable[bool]], *, limit: int = MOST_AT_ONCE) -> int:
        """Show ``take`` the beginning of each mail that has no flag, and when it came, the oldest first; how many.

        What it answers True to is deleted, what it answers False to is flagged and left, unread as it was. Each is
        marked only afterwards: whatever ends this early, a mail is shown twice rather than never.
        Raises `MailboxUnreadable`, and whatever ``take`` raises.
        """
        visit = await _beside(self._open)
        try:
            found = (await _beside(visit.unflagged))[:limit]
            for uid in found:
                mail = await self._read(visit, uid)
                understood = mail is not None and await take(*mail)
                await _beside(partial(visit.mark, uid, _AWAY if understood else _SEEN_BY_US))
            return len(found)
        finally:
            await _leave(visit)

    async def reach(self) -> None:
        """Open it and leave. Raises `MailboxUnreadable`."""
        await _leave(await _beside(self._open))

    async def _read(self, visit: "_Visit", uid: str) -> tuple[bytes, datetime] | None:
        """One mail. None for one the server hangs up over: it must not stand before the others for ever."""
        if self._cut[uid] >= _TRIES:
            return None
        self._cut[uid] += 1
        mail = await _beside(partial(visit.read, uid))
        del self._cut[uid]
        return mail

    async def find(self, message_id: str) -> bytes | None:
        """The beginning of the mail with this Message-ID, or None. Raises `MailboxUnreadable`."""
        visit = await _beside(self._open)
        try:
            for uid in await _beside(partial(visit.having, message_id)):
                found_there = await _beside(partial(visit.read, uid))
                return found_there and found_there[0]
            return None
        finally:
            await _leave(visit)

    async def remove(self, message_id: str) -> None:
        """Delete the mails with this Message-ID. Raises `MailboxUnreadable`."""
        visit = await _beside(self._open)
        try:
            for uid in await _beside(partial(visit.having, message_id)):
                await _beside(partial(visit.mark, uid, _AWAY))
        finally:
            await _leave(visit)

    def _open(self) -> "_Visit":
        client: imaplib.IMAP4
        try:
            if self._over_tls:
                trust = self._tls or ssl.create_default_context()
                client = imaplib.IMAP4_SSL(self._host, self._port, ssl_context=trust, timeout=PATIENCE)
            else:
                client = imaplib.IMAP4(self._host, self._port, timeout=PATIENCE)
        except (imaplib.IMAP4.error, OSError):
            raise MailboxUnreadable("connection") from None
        visit = _Visit(client)
        try:
            visit.enter(self._user, self._password, self._folder)
        except BaseException:
            visit.leave()
            raise
        return visit


class _Visit:
    """One connection, used from one thread at a time."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client
        self._uidplus = False

    def enter(self, user: str, password: str, folder: str) -> None:
        try:
            self._client.login(user, password)
            # What a server can do is often more for who has logged in.
            self._uidplus = b"UIDPLUS" in self._client.capability()[1][-1].split()
        except (imaplib.IMAP4.error, OSError, UnicodeError):
            raise MailboxUnreadable("login") from None
        try:
            answer, _ = self._client.select(_quoted(folder))
        except (imaplib.IMAP4.error, OSError, UnicodeError):
            raise MailboxUnreadable("folder") from None
        if answer != "OK":
            raise MailboxUnreadable("folder")

    def unflagged(self) -> Sequence[str]:
        return self._search("UNFLAGGED", "UNDELETED")

    def having(self, message_id: str) -> Sequence[str]:
        if not _MESSAGE_ID.fullmatch(message_id):
            return ()
        return self._search("UNDELETED", "HEADER", "Message-ID", _quoted(message_id))

    def read(self, uid: str) -> tuple[bytes, datetime] | None:
        """The beginning of a mail, and when it came; None if it is gone or broken. It stays as unread as it was."""
        _, parts = self._say("FETCH", uid, f"(INTERNALDATE BODY.PEEK[]<0.{LOOKED_AT}>)")
        for part in parts:
            if isinstance(part, tuple):
                came = imaplib.Internaldate2tuple(part[0])
                return part[1], datetime.fromtimestamp(mktime(came) if came else 0, UTC)
        return None

    def mark(self, uid: str, flags: str) -> None:
        self._ask("STORE", uid, "+FLAGS.SILENT", flags)
        # Without UIDPLUS whatever anybody has marked would go along with it: there it stays marked, and is not read.
        if flags == _AWAY and self._uidplus:
            self._ask("EXPUNGE", uid)

    def leave(self) -> None:
        try:
            self._client.logout()
        except (imaplib.IMAP4.error, OSError):
            return

    def _search(self, *criteria: str) -> Sequence[str]:
        found = self._ask("SEARCH", *criteria)
        return [uid.decode() for part in found if isinstance(part, bytes) for uid in part.split()]

    def _ask(self, command: str, *arguments: str) -> Sequence[object]:
        answer, parts = self._say(command, *arguments)
        if answer != "OK":
            raise MailboxUnreadable("cut")
        return parts

    def _say(self, command: str, *arguments: str) -> tuple[str, Sequence[object]]:
        try:
            answer, parts = self._client.uid(command, *arguments)
        except (imaplib.IMAP4.error, OSError):
            raise MailboxUnreadable("cut") from None
        return answer, list(parts)


async def _beside(step: Callable[[], T]) -> T:
    """Do something slow in a thread. Who is cancelled does not wait for it: it ends by its own patience."""
    return await to_thread.run_sync(step, abandon_on_cancel=True)


async def _leave(visit: _Visit) -> None:
    with anyio.CancelScope(shield=True), anyio.move_on_after(1):
        await _beside(visit.leave)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
