"""A34: no request of ours goes to an address of theirs. What an administrator names is looked at each time."""

import random
from ipaddress import IPv4Address, IPv6Address, ip_address

import anyio
import pytest

from intake.lib import addresses, hooks
from intake.lib.addresses import Address, Reach, reach
from tests.fakes.hooks import NAME, Receiver, trust

pytestmark = pytest.mark.anyio

LOOPBACK = ("127.0.0.1/32",)
CLOSED = """\
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.8.8.8 169.254.169.254 172.16.0.1 172.31.255.255
192.0.0.8 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.251 240.0.0.1
255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1
100::1 2001::1 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254
fe80::1 fe80::1%1 fec0::1 ff02::1"""
OPEN = ["1.1.1.1", "100.63.255.255", "100.128.0.1", "172.32.0.1", "198.20.0.1", "2606:4700::1111", "2a00:1450::1"]


class Names:
    """A resolver that answers in turn, and then the last again."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def __call__(self, host: str, port: int) -> list[Address]:
        """The addresses of the next answer."""
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [ip_address(part) for part in found.split()]


async def post(url: str, names: Names, networks: tuple[str, ...] = LOOPBACK) -> int:
    """One request, as the worker makes it."""
    target = hooks.read_url(url)
    return await hooks.send(target, b"{}", {}, resolve=names, networks=networks, trust=trust())


def test_private_and_special_addresses_are_closed_and_others_open() -> None:
    assert [one for one in CLOSED.split() if reach(ip_address(one)) is not Reach.CLOSED] == []
    assert [one for one in OPEN if reach(ip_address(one)) is not Reach.OPEN] == []
    assert reach(ip_address("10.1.2.3"), ("10.1.0.0/16",)) is Reach.NAMED
    assert reach(ip_address("10.2.2.3"), ("10.1.0.0/16",)) is Reach.CLOSED


def test_whatever_python_calls_not_global_is_closed_too() -> None:
    chance = random.Random(34)  # noqa: S311 - no secret
    some: list[Address] = [IPv4Address(chance.getrandbits(32)) for _ in range(5000)]
    some += [IPv6Address(chance.getrandbits(128)) for _ in range(5000)]
    some += [IPv6Address((0x2001 << 112) | (chance.getrandbits(24) << 88)) for _ in range(2000)]
    assert [str(one) for one in some if not one.is_global and reach(one) is not Reach.CLOSED] == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://clinic.example/", "not_http"),
        ("javascript:alert(1)", "unreadable"),
        ("https://ada:secret@clinic.example/", "credentials"),
        ("https://clinic.example@127.0.0.1/", "credentials"),
        ("https://", "unreadable"),
        ("https://clinic.example:0/", "unreadable"),
        ("https://clinic.example/\\@127.0.0.1", "unreadable"),
        ("https://clinic.example/a\nHost: x", "unreadable"),
        ("https://clinic.example/#a", "unreadable"),
        (f"https://clinic.example/{'a' * 1000}", "unreadable"),
    ],
)
def test_addresses_that_cannot_be_webhooks(url: str, code: str) -> None:
    with pytest.raises(hooks.BadUrl) as refused:
        hooks.read_url(url)
    assert refused.value.code == code


async def test_a_name_that_leads_inside_is_not_connected_to() -> None:
    async with Receiver(tls=True) as receiver:
        for found in ("127.0.0.1", "1.1.1.1 127.0.0.1", "::ffff:127.0.0.1", "100.64.0.1"):
            with pytest.raises(hooks.NotSent, match="closed_address"):
                await post(receiver.url, Names(found), networks=())
        # Spellings that only the system's own resolver takes for 127.0.0.1.
        for host in ("127.1", "0x7f.0.0.1", "2130706433", "localhost"):
            target = hooks.read_url(f"https://{host}:{receiver.port}/")
            with pytest.raises(hooks.NotSent, match=r"closed_address|unknown_host"):
                await hooks.send(target, b"{}", {}, resolve=addresses.resolve, trust=trust())
        assert receiver.connections == 0
        # Led outside when it was added, inside now: each request looks again.
        names = Names("127.0.0.1", "192.168.0.1")
        assert await post(receiver.url, names) == 204
        with pytest.raises(hooks.NotSent, match="closed_address"):
            await post(receiver.url, names)
        assert receiver.connections == 1
    # Without encryption, or at an odd port, only where the operator says so.
    for url in ("http://clinic.example/", "https://clinic.example:8443/"):
        with pytest.raises(hooks.NotSent, match="closed_address"):
            await post(url, Names("1.1.1.1"))


async def test_the_request_goes_to_the_address_looked_at_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    async with Receiver(tls=True) as elsewhere, Receiver(tls=True) as receiver:
        receiver.headers = {"location": elsewhere.url, "set-cookie": "a=b"}
        receiver.answers = [302, 307]
        assert [await post(receiver.url, Names("127.0.0.1")) for _ in range(3)] == [302, 307, 204]
        assert elsewhere.connections == 0
    first = receiver.got[0]
    assert first.line == "POST /events?key=jackdaw HTTP/1.1"
    assert (first.name, first.headers["host"]) == (NAME, f"{NAME}:{receiver.port}")
    assert not any("cookie" in got.headers for got in receiver.got)


async def test_another_name_s_certificate_is_refused() -> None:
    async with Receiver(tls=True) as receiver:
        with pytest.raises(hooks.NotSent, match="tls"):
            await post(receiver.url.replace(NAME, "other.example"), Names("127.0.0.1"))
    with pytest.raises(hooks.NotSent, match="unreachable"):
        await post(receiver.url, Names("127.0.0.1"))
    assert receiver.got == []


async def test_an_answer_without_end_and_one_that_never_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "ANSWER_WITHIN", 0.5)
    async with Receiver(tls=True, body=b"x" * 65536) as receiver:
        with anyio.fail_after(5):
            assert await post(receiver.url, Names("127.0.0.1")) == 204
            receiver.status = None
            with pytest.raises(hooks.NotSent, match="timeout"):
                await post(receiver.url, Names("127.0.0.1"))
