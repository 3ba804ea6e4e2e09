"""Where a host name leads: only public addresses unless told otherwise, and the address that was checked is the one connected to."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from karaka.reading.fetching.failing import Failed, When

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""IPv6 addresses that carry an IPv4 address in their last 32 bits (RFC 6052, RFC 8215)."""


def embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address to which an IPv6 one is translated or tunnelled, if it is of such a kind."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in _NAT64) or int(address) >> 32 == 0:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not private, loopback, link-local, shared, reserved or multicast."""
    parsed = ip_address(address.partition("%")[0])
    inner = embedded(parsed) if isinstance(parsed, IPv6Address) else None
    if inner is not None and not (inner.is_global and not inner.is_multicast):
        return False
    plain = isinstance(parsed, IPv4Address) or not parsed.ipv4_mapped
    return not plain or (parsed.is_global and not parsed.is_multicast)


def resolved(host: str, port: int, *, private: bool) -> list[str]:
    """The IP addresses of a host, in the resolver's order. Raises Failed if there are none, or if one is not public and `private` is false."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Failed(f"the host {host} is not found ({reason})", When.LATER, silent=True) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    inside = [address for address in addresses if not is_public(address)]
    if inside and not private:
        raise Failed(f"{host} is {inside[0]}, an address inside a private network or this machine: --allow-private fetches it all the same", When.LATER)
    return addresses
