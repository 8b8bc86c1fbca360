"""Check on the desk: a text, an address, what goes wrong with either, and the text cut into marked pieces."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from service.desk.reading import pieces
from service.http.errors import Refused, TimedOut
from service.http.messages import Request, Response
from tests.unit.api.conftest import Backing
from tests.unit.desk.conftest import signed_in, token_in

ORIGIN = {"Origin": "http://testserver"}
FIGURES = (
    "In the week of March 30 to April 5, Chinese models processed 12.96 trillion tokens on OpenRouter. "
    "Models worldwide processed 129.6 trillion tokens in that week."
)


def check(client: TestClient, **form: str) -> Any:
    token = token_in(client.get("/check").text)
    return client.post("/check", data={"csrf_token": token, **form}, headers=ORIGIN)


def test_a_text_is_shown_with_its_claims_without_signing_in(client: TestClient) -> None:
    page = check(client, text=FIGURES, published="2026-04-08")
    assert page.status_code == 200
    assert 'class="hit verdict-conflicting"' in page.text
    assert 'class="hit verdict-refuted"' in page.text
    assert "12.95T" in page.text


def test_a_text_without_claims_says_so(client: TestClient) -> None:
    assert "Nothing to check in it" in check(client, text="The weather was fine on Sunday.").text


def test_markup_in_a_text_stays_text(client: TestClient) -> None:
    page = check(client, text=f"<script>alert(1)</script> {FIGURES}", title="<b>x</b>").text
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Paste a text, or give an address."),
        ({"text": "x" * 200_001}, "longer than 200,000"),
        ({"text": "x", "published": "someday"}, "That is not a day."),
        ({"address": "https://news.example/"}, "Sign in to have an address fetched"),
    ],
)
def test_what_cannot_be_checked_is_told_beside_its_field(client: TestClient, form: dict[str, str], said: str) -> None:
    page = check(client, **form)
    assert page.status_code == 422
    assert said in page.text
    assert 'aria-invalid="true"' in page.text


def test_an_address_is_fetched_through_the_guarded_door(client: TestClient, backing: Backing) -> None:
    asked: list[Request] = []

    def fetched(request: Request) -> Response:
        asked.append(request)
        page = f"<html lang=en><title>Weekly</title><body><article><h1>Weekly</h1><p>{FIGURES}</p></article></html>"
        return Response(200, {"content-type": "text/html; charset=utf-8"}, page.encode(), request.url)

    backing.fetched = fetched
    signed_in(client, backing, "read")
    page = check(client, address="https://news.example/weekly", published="2026-04-08")
    assert "hit verdict-refuted" in page.text
    (request,) = asked
    assert (request.url, request.robots, request.limits.allow_private) == ("https://news.example/weekly", True, False)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Refused("address_refused", "127.0.0.1 is not a public address"), "The address is private."),
        (TimedOut("timeout", "15 s"), "took too long"),
        (Refused("something_new", "who knows"), "The page could not be read."),
    ],
)
def test_why_an_address_could_not_be_read(client: TestClient, backing: Backing, error: Exception, said: str) -> None:
    def fetched(request: Request) -> Response:
        raise error

    backing.fetched = fetched
    signed_in(client, backing, "read")
    page = check(client, address="http://127.0.0.1/")
    assert page.status_code == 422
    assert said in page.text


LABELS = ("supported", "refuted", "conflicting", "not_enough_evidence")


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 9), st.sampled_from(LABELS)), max_size=8),
)
def test_pieces_are_the_text_and_know_every_claim_over_them(text: str, spans: list[tuple[int, int, int, str]]) -> None:
    cut = pieces(text, spans)
    assert "".join(piece.text for piece in cut) == text
    at = 0
    for piece in cut:
        for place in range(at, at + len(piece.text)):
            here = {number for start, end, number, _ in spans if start <= place < min(end, len(text))}
            assert set(piece.claims) == here
        at += len(piece.text)
