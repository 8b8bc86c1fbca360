"""The clients. Every method is one address of the API; keyword arguments are its query parameters.

Lists are iterators that ask for the next page when it is needed. ``key`` is sent with every request; ``transport`` and
``sleep`` are for tests.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Self, cast

import httpx2

from tallywire_client.managing import Managing
from tallywire_client.managing_async import AsyncManaging
from tallywire_client.requests import Call, answer, headers, quoted, wait_before_retry
from tallywire_client.reviewing import Reviewing
from tallywire_client.reviewing_async import AsyncReviewing
from tallywire_client.streams import PAUSE, Event, Reader
from tallywire_client.types import Article, Claim, ClaimDetail, ClaimForm, Discrepancy, DiscrepancyForm, FeedForm, Noun

PAGE = 200


class Tallywire(Managing, Reviewing):
    """A client that blocks. Close it, or use it in a ``with`` block."""

    def __init__(
        self,
        base_url: str,
        *,
        key: str | None = None,
        timeout: float = 30.0,
        transport: httpx2.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = httpx2.Client(base_url=base_url, headers=headers(key), timeout=timeout, transport=transport)
        self._sleep = sleep

    def claims(self, **filters: Any) -> Iterator[Claim]:
        """Every claim that matches, page by page."""
        return self._pages("/v1/claims", filters)

    def claim(self, claim_id: str) -> ClaimDetail:
        return cast(ClaimDetail, self._ask(Call(f"/v1/claims/{quoted(claim_id)}", {})))

    def facets(self, **filters: Any) -> dict[str, Any]:
        return cast(dict[str, Any], self._ask(Call("/v1/claims/facets", filters)))

    def articles(self, **filters: Any) -> Iterator[Article]:
        return self._pages("/v1/articles", filters)

    def article(self, article_id: str) -> dict[str, Any]:
        return cast(dict[str, Any], self._ask(Call(f"/v1/articles/{quoted(article_id)}", {})))

    def discrepancies(self, **filters: Any) -> Iterator[Discrepancy]:
        return self._pages("/v1/discrepancies", filters)

    def series(self, **parameters: Any) -> dict[str, Any]:
        """Weekly tokens from the reference data."""
        return cast(dict[str, Any], self._ask(Call("/v1/series", parameters)))

    def sources(self) -> list[dict[str, Any]]:
        return cast(list[dict[str, Any]], self._ask(Call("/v1/sources", {}))["items"])

    def check(self, text: str, **about: Any) -> dict[str, Any]:
        """Check a text: ``title``, ``url``, ``published_at`` and ``language`` may be given. Nothing is stored."""
        given = {name: value for name, value in about.items() if value is not None}
        return cast(dict[str, Any], self._ask(Call("/v1/check", {}, {"text": text, **given})))

    def export_claims(self, form: ClaimForm, **filters: Any) -> Iterator[bytes]:
        """Every claim that matches as one file, in pieces."""
        return self._bytes(f"/v1/claims.{form}", filters)

    def export_discrepancies(self, form: DiscrepancyForm, **filters: Any) -> Iterator[bytes]:
        """Every discrepancy that matches as one file, in pieces."""
        return self._bytes(f"/v1/discrepancies.{form}", filters)

    def feed(self, noun: Noun, form: FeedForm, **filters: Any) -> bytes:
        """The newest fifty for a feed reader."""
        return b"".join(self._bytes(f"/v1/feeds/{noun}.{form}", filters))

    def alerts(self, last_event_id: str | None = None, **filters: Any) -> Iterator[Event]:
        """What happens, as it happens, without end; after a break it goes on where it was."""
        reader = Reader(last_event_id)
        call = Call("/v1/alerts/stream", filters)
        while True:
            try:
                with self._http.stream("GET", call.path, headers=reader.headers(), **call.arguments()) as response:
                    if response.is_error:
                        response.read()
                        answer(response)
                    for line in response.iter_lines():
                        if (event := reader.feed(line)) is not None:
                            yield event
            except httpx2.TransportError:
                pass
            reader.broken()
            self._sleep(PAUSE)

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _bytes(self, path: str, filters: dict[str, Any]) -> Iterator[bytes]:
        with self._http.stream("GET", path, headers={"Accept": "*/*"}, **Call(path, filters).arguments()) as response:
            if response.is_error:
                response.read()
                answer(response)
            yield from response.iter_bytes()

    def _pages(self, path: str, filters: dict[str, Any]) -> Iterator[Any]:
        cursor: str | None = None
        while True:
            page = self._ask(Call(path, {"limit": PAGE, **filters, "cursor": cursor}))
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def _ask(self, call: Call) -> Any:
        tries = 0
        while True:
            response = self._http.request(call.method, call.path, **call.arguments())
            wait = wait_before_retry(response, tries)
            if wait is None:
                return answer(response)
            tries += 1
            self._sleep(wait)


class AsyncTallywire(AsyncManaging, AsyncReviewing):
    """The same for ``async`` code: lists are async iterators, the rest is awaited."""

    def __init__(
        self,
        base_url: str,
        *,
        key: str | None = None,
        timeout: float = 30.0,
        transport: httpx2.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._http = httpx2.AsyncClient(base_url=base_url, headers=headers(key), timeout=timeout, transport=transport)
        self._sleep = sleep

    def claims(self, **filters: Any) -> AsyncIterator[Claim]:
        """Every claim that matches, page by page."""
        return self._pages("/v1/claims", filters)

    async def claim(self, claim_id: str) -> ClaimDetail:
        return cast(ClaimDetail, await self._ask(Call(f"/v1/claims/{quoted(claim_id)}", {})))

    async def facets(self, **filters: Any) -> dict[str, Any]:
        return cast(dict[str, Any], await self._ask(Call("/v1/claims/facets", filters)))

    def articles(self, **filters: Any) -> AsyncIterator[Article]:
        return self._pages("/v1/articles", filters)

    async def article(self, article_id: str) -> dict[str, Any]:
        return cast(dict[str, Any], await self._ask(Call(f"/v1/articles/{quoted(article_id)}", {})))

    def discrepancies(self, **filters: Any) -> AsyncIterator[Discrepancy]:
        return self._pages("/v1/discrepancies", filters)

    async def series(self, **parameters: Any) -> dict[str, Any]:
        """Weekly tokens from the reference data."""
        return cast(dict[str, Any], await self._ask(Call("/v1/series", parameters)))

    async def sources(self) -> list[dict[str, Any]]:
        return cast(list[dict[str, Any]], (await self._ask(Call("/v1/sources", {})))["items"])

    async def check(self, text: str, **about: Any) -> dict[str, Any]:
        """Check a text: ``title``, ``url``, ``published_at`` and ``language`` may be given. Nothing is stored."""
        given = {name: value for name, value in about.items() if value is not None}
        return cast(dict[str, Any], await self._ask(Call("/v1/check", {}, {"text": text, **given})))

    def export_claims(self, form: ClaimForm, **filters: Any) -> AsyncIterator[bytes]:
        """Every claim that matches as one file, in pieces."""
        return self._bytes(f"/v1/claims.{form}", filters)

    def export_discrepancies(self, form: DiscrepancyForm, **filters: Any) -> AsyncIterator[bytes]:
        """Every discrepancy that matches as one file, in pieces."""
        return self._bytes(f"/v1/discrepancies.{form}", filters)

    async def feed(self, noun: Noun, form: FeedForm, **filters: Any) -> bytes:
        """The newest fifty for a feed reader."""
        return b"".join([piece async for piece in self._bytes(f"/v1/feeds/{noun}.{form}", filters)])

    async def alerts(self, last_event_id: str | None = None, **filters: Any) -> AsyncIterator[Event]:
        """What happens, as it happens, without end; after a break it goes on where it was."""
        reader = Reader(last_event_id)
        call = Call("/v1/alerts/stream", filters)
        while True:
            try:
                stream = self._http.stream("GET", call.path, headers=reader.headers(), **call.arguments())
                async with stream as response:
                    if response.is_error:
                        await response.aread()
                        answer(response)
                    async for line in response.aiter_lines():
                        if (event := reader.feed(line)) is not None:
                            yield event
            except httpx2.TransportError:
                pass
            reader.broken()
            await self._sleep(PAUSE)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.aclose()

    async def _bytes(self, path: str, filters: dict[str, Any]) -> AsyncIterator[bytes]:
        stream = self._http.stream("GET", path, headers={"Accept": "*/*"}, **Call(path, filters).arguments())
        async with stream as response:
            if response.is_error:
                await response.aread()
                answer(response)
            async for piece in response.aiter_bytes():
                yield piece

    async def _pages(self, path: str, filters: dict[str, Any]) -> AsyncIterator[Any]:
        cursor: str | None = None
        while True:
            page = await self._ask(Call(path, {"limit": PAGE, **filters, "cursor": cursor}))
            for item in page["items"]:
                yield item
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def _ask(self, call: Call) -> Any:
        tries = 0
        while True:
            response = await self._http.request(call.method, call.path, **call.arguments())
            wait = wait_before_retry(response, tries)
            if wait is None:
                return answer(response)
            tries += 1
            await self._sleep(wait)
