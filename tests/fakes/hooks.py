"""A system of a clinic's own, on loopback: keeps what it is sent, and answers as it is told."""

import asyncio
import datetime as dt
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME = "systems.clinic.example"


@dataclass(frozen=True, slots=True)
class Got:
    """One request."""

    line: str
    headers: Mapping[str, str]
    body: bytes
    name: str | None  # what the client asked for in its greeting (SNI)


@dataclass
class Receiver:
    """Answers ``answers`` in turn, then ``status``. None: it hangs. ``tls``: with a certificate for `NAME`."""

    status: int | None = 204
    tls: bool = False
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    answers: list[int | None] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        """Where it is, by its name."""
        return f"{'https' if self.tls else 'http'}://{NAME}:{self.port}/events?key=jackdaw"

    async def __aenter__(self) -> Self:
        self._name: str | None = None
        self._hanging: set[asyncio.StreamWriter] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls() if self.tls else None)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self.close()

    def close(self) -> None:
        """End what hangs."""
        for writer in self._hanging:
            writer.transport.abort()

    def _tls(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with TemporaryDirectory() as folder:
            pem = Path(folder) / "server.pem"
            pem.write_bytes(b"".join(_certificate()))
            context.load_cert_chain(pem)

        def greeted(_: ssl.SSLObject, name: str | None, __: ssl.SSLContext) -> None:
            self._name = name

        context.sni_callback = greeted
        return context

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {key.lower(): value.strip() for key, _, value in (line.partition(":") for line in head[1:])}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.got.append(Got(head[0], headers, body, self._name))
            status = self.answers.pop(0) if self.answers else self.status
            if status is None:
                self._hanging.add(writer)
                return
            said = "".join(f"{key}: {value}\r\n" for key, value in self.headers.items())
            length = "" if self.body else "content-length: 0\r\n"
            writer.write(f"HTTP/1.1 {status} So\r\n{length}{said}\r\n".encode() + self.body)
            await writer.drain()
            if not self.body:
                writer.close()
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            writer.close()


def trust() -> ssl.SSLContext:
    """A context that knows its certificate."""
    return ssl.create_default_context(cadata=_certificate()[1].decode())


@cache
def _certificate() -> tuple[bytes, bytes]:
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private, made.public_bytes(serialization.Encoding.PEM)
