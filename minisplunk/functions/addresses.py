"""IP addresses and CIDR subnets, IPv4 and IPv6, as cidrmatch and the search command see them."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network


@lru_cache(maxsize=512)
def network(cidr: str) -> IPv4Network | IPv6Network | None:
    """Bits of the host part are cleared; an address alone is the subnet of itself."""
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
    """Whether an address belongs to a subnet; what is no address, or of the other version, does not."""
    subnet, member = network(cidr), address(ip)
    return subnet is not None and member is not None and member in subnet
