"""Which addresses are connected to, and that it is decided when connecting."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import httpcore2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.http import Refused, Unreachable
from service.http.guard import GuardedBackend, forbidden, parse_address

PRIVATE = [
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "fc00::1",
    "fec0::1",
]
NEVER = [
    "0.0.0.0",
    "0.1.2.3",
    "100.100.100.200",
    "168.63.129.16",
    "169.254.169.254",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::ffff:169.254.169.254",
    "::169.254.169.254",
    "64:ff9b::169.254.169.254",
    "2002:a9fe:a9fe::",
    "fd00:ec2::254",
    "fe80::1",
    "ff02::1",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "36.110.213.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_need_permission(address: str) -> None:
    assert forbidden(ip_address(address)) is not None
    assert forbidden(ip_address(address), allow_private=True) is None


@pytest.mark.parametrize("address", NEVER)
def test_some_addresses_are_never_fetched_from(address: str) -> None:
    assert forbidden(ip_address(address)) is not None
    assert forbidden(ip_address(address), allow_private=True) is not None


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert forbidden(ip_address(address)) is None


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_every_ipv6_disguise(address: Any) -> None:
    inside = forbidden(address) is None
    assert (forbidden(ip_address(f"::ffff:{address}")) is None) == inside
    assert (forbidden(ip_address(f"64:ff9b::{address}")) is None) == inside


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("example.com", None),
        ("0x7f.1", None),
    ],
)
def test_literals(text: str, address: str | None) -> None:
    assert parse_address(text) == (None if address is None else ip_address(address))


class Network(httpcore2.AsyncNetworkBackend):
    """Notes where a connection would go."""

    def __init__(self, *unreachable: str) -> None:
        self.tried: list[str] = []
        self._unreachable = unreachable

    async def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore2.AsyncNetworkStream:
        self.tried.append(host)
        if host in self._unreachable:
            raise httpcore2.ConnectError("refused")
        return httpcore2.AsyncMockStream([])


def guarded(*answers: list[str] | Exception, allow_private: bool = False) -> tuple[GuardedBackend, Network]:
    """A backend whose resolver gives each of the answers in turn."""
    queue = list(answers)

    async def resolve(host: str, port: int) -> list[str]:
        answer = queue.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    backend = GuardedBackend(allow_private=allow_private, resolve=resolve)
    network = Network("8.8.4.4")
    backend._network = network
    return backend, network


async def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    backend, network = guarded(["8.8.8.8"])
    await backend.connect_tcp("news.example", 443)
    assert network.tried == ["8.8.8.8"]


async def test_a_name_that_changes_its_address_is_checked_at_every_connection() -> None:
    backend, network = guarded(["8.8.8.8"], ["127.0.0.1"])
    await backend.connect_tcp("rebinding.example", 80)
    with pytest.raises(Refused) as caught:
        await backend.connect_tcp("rebinding.example", 80)
    assert caught.value.reason == "address_refused"
    assert network.tried == ["8.8.8.8"]


async def test_one_private_address_among_public_ones_refuses_them_all() -> None:
    backend, network = guarded(["8.8.8.8", "169.254.169.254"])
    with pytest.raises(Refused):
        await backend.connect_tcp("both.example", 80)
    assert network.tried == []


async def test_names_that_spell_a_number_are_what_they_resolve_to() -> None:
    backend, network = guarded(["127.0.0.1"])
    with pytest.raises(Refused):
        await backend.connect_tcp("2130706433", 80)
    assert network.tried == []


async def test_private_addresses_are_reached_where_that_is_allowed() -> None:
    backend, network = guarded(["10.0.0.5"], allow_private=True)
    await backend.connect_tcp("intranet.example", 80)
    assert network.tried == ["10.0.0.5"]


async def test_permission_does_not_reach_to_metadata() -> None:
    backend, network = guarded(["169.254.169.254"], allow_private=True)
    with pytest.raises(Refused):
        await backend.connect_tcp("intranet.example", 80)
    assert network.tried == []


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    backend, network = guarded(["8.8.4.4", "8.8.8.8"])
    await backend.connect_tcp("two.example", 80)
    assert network.tried == ["8.8.4.4", "8.8.8.8"]


async def test_names_without_an_address_are_unreachable() -> None:
    backend, _ = guarded([], OSError("no such host"))
    for reason in ("no_address", "dns_failed"):
        with pytest.raises(Unreachable) as caught:
            await backend.connect_tcp("nowhere.example", 80)
        assert caught.value.reason == reason


async def test_unix_sockets_are_not_fetched_from() -> None:
    backend, _ = guarded()
    with pytest.raises(Refused):
        await backend.connect_unix_socket("/run/docker.sock")
