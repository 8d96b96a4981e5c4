"""One request to a system of the clinic's own: signed by Standard Webhooks 1.0, sent to the address that was looked at.

The specification: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
Each request has a connection of its own, made to an address that was resolved and judged a moment before, so a name
that leads elsewhere meanwhile (rebinding) changes nothing. No redirect is followed, no proxy of the environment used,
no cookie kept, and not a byte of the answer's body read: the status code is all we want to know.
"""

import base64
import hashlib
import hmac
import secrets
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import SplitResult, urlsplit

import anyio
import idna

from intake.lib.addresses import Address, Reach, Resolver, reach

CONNECT_WITHIN: Final = 10.0
ANSWER_WITHIN: Final = 20.0
LONGEST_URL: Final = 1000
HTTPS: Final = 443
_PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32  # the specification asks for 24 to 64


class BadUrl(Exception):
    """This cannot be a webhook's address; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotSent(Exception):
    """There was no answer; ``word`` is a code that says why, and never holds anything of the address."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True)
class Target:
    """Where a webhook leads: the parts of its address, the name as it goes over the wire. No log shows it whole."""

    secure: bool
    host: str
    port: int
    path: str = field(repr=False)

    @property
    def authority(self) -> str:
        """What the ``Host`` header says."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == (HTTPS if self.secure else 80) else f"{name}:{self.port}"


def read_url(text: str) -> Target:
    """The parts of an address somebody typed. Raises `BadUrl`: ``unreadable``, ``not_http``, ``credentials``."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise BadUrl("unreadable") from None
    printable = text.isprintable() and not any(sign.isspace() for sign in text) and "\\" not in text
    if len(text) > LONGEST_URL or not printable or not parts.hostname or port == 0:
        raise BadUrl("unreadable")
    if parts.scheme not in {"https", "http"}:
        raise BadUrl("not_http")
    if "@" in parts.netloc or parts.fragment:
        raise BadUrl("credentials" if "@" in parts.netloc else "unreadable")
    secure = parts.scheme == "https"
    return Target(secure, _name(parts.hostname), port or (HTTPS if secure else 80), _path(parts))


async def look_up(target: Target, *, resolve: Resolver, networks: Sequence[str]) -> Address:
    """The address to connect to. Raises `NotSent`: ``unknown_host``, ``closed_address``.

    One address that is closed closes them all: a name that leads to both is made to slip through. Without encryption,
    or at another port than that of https, only networks the operator has named are reached.
    """
    try:
        found = await resolve(target.host, target.port)
    except (OSError, UnicodeError):
        raise NotSent("unknown_host") from None
    if not found:
        raise NotSent("unknown_host")
    leads = {reach(address, networks) for address in found}
    plain = not target.secure or target.port != HTTPS
    if Reach.CLOSED in leads or (plain and Reach.OPEN in leads):
        raise NotSent("closed_address")
    return found[0]


async def send(
    target: Target,
    body: bytes,
    headers: Mapping[str, str],
    *,
    resolve: Resolver,
    networks: Sequence[str] = (),
    trust: ssl.SSLContext | None = None,
) -> int:
    """POST the body, and answer with the status code. Raises `NotSent`.

    ``trust``: whose certificates count, where not the machine's own list does.
    """
    import httpx2  # who has no webhook need not load it

    try:
        with anyio.fail_after(ANSWER_WITHIN):
            address = await look_up(target, resolve=resolve, networks=networks)
            host = f"[{address}]" if address.version == 6 else str(address)
            client = httpx2.AsyncClient(
                verify=trust or ssl.create_default_context(),
                timeout=httpx2.Timeout(ANSWER_WITHIN, connect=CONNECT_WITHIN),
                trust_env=False,
                follow_redirects=False,
            )
            async with client:
                request = client.build_request(
                    "POST",
                    f"{'https' if target.secure else 'http'}://{host}:{target.port}{target.path}",
                    content=body,
                    headers={**headers, "Host": target.authority, "Accept-Encoding": "identity", "Connection": "close"},
                    extensions={"sni_hostname": target.host},
                )
                answer = await client.send(request, stream=True)
                await answer.aclose()
                return answer.status_code
    except (TimeoutError, httpx2.TimeoutException):
        raise NotSent("timeout") from None
    except httpx2.ConnectError as error:
        raise NotSent("tls" if _is_tls(error) else "unreachable") from None
    except (httpx2.HTTPError, httpx2.InvalidURL):
        raise NotSent("broken_off") from None


def new_secret() -> str:
    """A secret as receivers take it: ``whsec_`` and 32 random bytes in base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signed(id_: str, body: bytes, keys: Sequence[str], *, now: datetime) -> dict[str, str]:
    """The headers of a request: id, moment of sending, one signature for each secret that counts."""
    moment = str(int(now.timestamp()))
    content = b".".join((id_.encode(), moment.encode(), body))
    made = (hmac.new(base64.b64decode(key.removeprefix(_PREFIX)), content, hashlib.sha256).digest() for key in keys)
    return {
        "webhook-id": id_,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join("v1," + base64.b64encode(one).decode() for one in made),
        "Content-Type": "application/json",
        "User-Agent": "intake",
    }


def _name(host: str) -> str:
    """The name as it goes over the wire. Numbers in odd spellings stay as they are: what they lead to is looked at."""
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        raise BadUrl("unreadable") from None


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
