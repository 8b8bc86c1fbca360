"""Weak validators: what a client already has is not sent again."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from service.api.conventions.responses import matches


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('W/"a"', True),
        ('"a"', True),
        ('"b", W/"a"', True),
        ("*", True),
        (" * ", True),
        ('"b"', False),
        ("a", False),
        ("", False),
        (None, False),
    ],
)
def test_weak_comparison(header: str | None, found: bool) -> None:
    assert matches(header, 'W/"a"') is found


@pytest.mark.parametrize("path", ["/v1/claims", "/v1/series?subject=country:CN", "/health"])
def test_what_the_client_has_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    etag = first.headers["etag"]
    assert etag.startswith('W/"')
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    other = client.get(path, headers={"If-None-Match": 'W/"other"'})
    assert other.status_code == 200
    assert other.content == first.content


@pytest.mark.parametrize("path", ["/v1/claims", "/health", "/", "/v1/nothing"])
def test_head_is_get_without_a_body(client: TestClient, path: str) -> None:
    named = {"X-Request-ID": "the-same"}
    head, get = client.head(path, headers=named), client.get(path, headers=named)
    assert (head.status_code, head.content) == (get.status_code, b"")
    counted = {"ratelimit"}
    assert [pair for pair in head.headers.items() if pair[0] not in counted] == [
        pair for pair in get.headers.items() if pair[0] not in counted
    ]
