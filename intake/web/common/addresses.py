"""Where a request came from, no finer than a throttle needs. Behind a trusted proxy the server set it right."""

from ipaddress import IPv6Address, ip_address, ip_network

from intake.web.common.state import IntakeRequest

UNKNOWN = "unknown"


def address_prefix(request: IntakeRequest) -> str:
    """The network of the visitor: /24 for IPv4, /64 for IPv6 (one household has that many addresses)."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return _network(str(mapped), 24) if mapped else _network(str(address).partition("%")[0], 64)
    return _network(host, 24)


def _network(host: str, bits: int) -> str:
    return str(ip_network(f"{host}/{bits}", strict=False))
