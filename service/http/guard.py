"""Which addresses may be connected to, decided when the connection is made.

A name is resolved once, all of its addresses are checked, and the socket goes to one that was checked: a name that
answers differently the next time changes nothing. IPv4 addresses hidden in IPv6 (mapped, translated, 6to4, Teredo)
are checked as what they are.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import httpcore2

from service.http.errors import Refused, Unreachable

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]

_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("::/96"))


def _networks(*texts: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(text) for text in texts)


# Addresses that nobody's news comes from, on no network: "this host", link-local, cloud metadata, multicast, reserved.
_NEVER = _networks(
    "0.0.0.0/8",
    "100.100.100.200/32",
    "168.63.129.16/32",
    "169.254.0.0/16",
    "224.0.0.0/3",
    "::/128",
    "fd00:ec2::254/128",
    "fd20:ce::254/128",
    "fe80::/10",
    "ff00::/8",
)
# Not all of these are private by the registries, none of them is out on the web.
_PRIVATE = _networks(
    "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "2001:db8::/32", "fc00::/7", "fec0::/10"
)


def forbidden(address: Address, *, allow_private: bool = False) -> str | None:
    """Why the address must not be connected to; None if it may. Some must not even where private ones are allowed."""
    for form in _forms(address):
        if _within(form, _NEVER):
            return f"{address} is link-local, metadata or reserved; nothing is fetched from there"
        if not allow_private and (form.is_loopback or not form.is_global or _within(form, _PRIVATE)):
            return f"{address} is not a public address; allow_private would permit it"
    return None


def _within(address: Address, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def _forms(address: Address) -> Iterator[Address]:
    """The address and every IPv4 address that it stands for."""
    if isinstance(address, IPv4Address):
        yield address
        return
    inner: list[IPv4Address] = [form for form in (address.ipv4_mapped, address.sixtofour) if form is not None]
    if address.teredo is not None:
        inner.extend(address.teredo)
    if any(address in network for network in _TRANSLATED) and int(address) > 1:
        inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
    yield from inner
    # A mapped or translated address is exactly as public as the one inside it.
    if address.ipv4_mapped is None and address not in _TRANSLATED[0]:
        yield address


async def resolve(host: str, port: int) -> list[str]:
    """Every address of a host name, in the resolver's order."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def parse_address(text: str) -> Address | None:
    """An address literal, with or without brackets and zone."""
    try:
        return ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """The network as httpcore sees it, with the guard where connections are made."""

    def __init__(self, *, allow_private: bool, resolve: Resolve = resolve) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._network: httpcore2.AsyncNetworkBackend = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the backend's interface
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        addresses = await self._checked(host, port, timeout)
        failure: Exception | None = None
        for address in addresses:
            try:
                return await self._network.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure or Unreachable("no_address", f"{host} has no address")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the backend's interface
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        raise Refused("address_refused", "unix sockets are not fetched from")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _checked(self, host: str, port: int, seconds: float | None) -> list[Address]:
        literal = parse_address(host)
        texts = [str(literal)] if literal is not None else await self._lookup(host, port, seconds)
        addresses = [address for text in texts if (address := parse_address(text)) is not None]
        for address in addresses:
            if reason := forbidden(address, allow_private=self._allow_private):
                raise Refused("address_refused", f"{host}: {reason}")
        return addresses

    async def _lookup(self, host: str, port: int, seconds: float | None) -> list[str]:
        try:
            async with asyncio.timeout(seconds):
                return await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            if isinstance(error, TimeoutError):
                raise httpcore2.ConnectTimeout(f"{host}: the name was not resolved in time") from error
            raise Unreachable("dns_failed", f"{host}: {error}") from error
