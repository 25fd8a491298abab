"""IP addresses and CIDR subnets, IPv4 and IPv6, as cidrmatch and the search command see them."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network


@lru_cache(maxsize=512)
def network(cidr: str) -> IPv4Network | IPv6Network | None:
    """The bits of the host part are cleared; a single address is a subnet of one. None for a text that is no subnet."""
    try:
        return ip_network(cidr.strip(), strict=False)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def address(ip: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(ip.strip())
    except ValueError:
        return None


def in_network(cidr: str, ip: str) -> bool:
    """Whether an address belongs to a subnet; False for a text that is no address, and for the other IP version."""
    subnet, member = network(cidr), address(ip)
    return subnet is not None and member is not None and member in subnet
