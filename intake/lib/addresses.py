"""Which addresses a program that was given a name by somebody may connect to: those of the open internet alone.

A name leads wherever its owner wants, also into our own network (server-side request forgery, CWE-918). So a name is
resolved here, each of its addresses is looked at, and the connection goes to the very address that was looked at.

Ours instead of `ipaddress.is_private`, which means "not globally reachable" by a list that changes with Python's
version, calls 100.64.0.0/10 neither private nor global, and knows nothing of addresses inside addresses. The tables are
IANA's registries of special-purpose addresses (RFC 6890, RFC 8190), read 2026-11.
"""

import socket
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

import anyio

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Awaitable[Sequence[Address]]]

_NOT_OPEN_V4: Final = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this network, RFC 791; Linux takes 0.0.0.0 for itself
            "10.0.0.0/8",  # private, RFC 1918
            "100.64.0.0/10",  # shared by carriers, RFC 6598; also where clouds keep their own services
            "127.0.0.0/8",  # loopback, RFC 1122
            "169.254.0.0/16",  # link-local, RFC 3927; where clouds hand out their credentials
            "172.16.0.0/12",  # private, RFC 1918
            "192.0.0.0/24",  # IETF protocols, RFC 6890
            "192.0.2.0/24",  # documentation, RFC 5737
            "192.31.196.0/24",  # AS112, RFC 7535: anycast, no system of anybody's
            "192.52.193.0/24",  # AMT, RFC 7450: the same
            "192.88.99.0/24",  # 6to4 relays, RFC 7526
            "192.168.0.0/16",  # private, RFC 1918
            "192.175.48.0/24",  # AS112, RFC 7534
            "198.18.0.0/15",  # benchmarks, RFC 2544
            "198.51.100.0/24",  # documentation, RFC 5737
            "203.0.113.0/24",  # documentation, RFC 5737
            "224.0.0.0/4",  # multicast, RFC 5771
            "240.0.0.0/4",  # reserved, RFC 1112, with broadcast, RFC 919
        ),
    )
)
# Whatever is not in here is loopback (::1), unspecified (::), private (fc00::/7), link-local (fe80::/10), site-local
# (fec0::/10), multicast (ff00::/8), discard-only (100::/64), segment routing (5f00::/16), or an IPv4 address inside:
# mapped (::ffff:0:0/96), compatible (::/96), translated (64:ff9b::/96, RFC 6052; 64:ff9b:1::/48, RFC 8215).
_UNICAST_V6: Final = ip_network("2000::/3")  # RFC 4291
_NOT_OPEN_V6: Final = tuple(
    map(
        ip_network,
        (
            "2001::/23",  # IETF protocols, RFC 2928: Teredo (an IPv4 address inside), ORCHID, benchmarks
            "2001:db8::/32",  # documentation, RFC 3849
            "2002::/16",  # 6to4, RFC 3056: an IPv4 address inside
            "2620:4f:8000::/48",  # AS112, RFC 7534
            "3fff::/20",  # documentation, RFC 9637
        ),
    )
)


class Reach(StrEnum):
    """Where an address leads."""

    OPEN = "open"  # the open internet
    NAMED = "named"  # a network the operator has named
    CLOSED = "closed"


def reach(address: Address, networks: Sequence[str] = ()) -> Reach:
    """Where this address leads; ``networks`` are those the operator allows all the same."""
    if any(address in ip_network(network) for network in networks):
        return Reach.NAMED
    if isinstance(address, IPv4Address):
        closed = any(address in network for network in _NOT_OPEN_V4)
    else:
        inside = address in _UNICAST_V6 and address.scope_id is None
        closed = not inside or any(address in network for network in _NOT_OPEN_V6)
    return Reach.CLOSED if closed else Reach.OPEN


async def resolve(host: str, port: int) -> Sequence[Address]:
    """The addresses of a name, each once, in the system's order. Raises `OSError` (`socket.gaierror`)."""
    found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return tuple(dict.fromkeys(ip_address(entry[4][0]) for entry in found))
