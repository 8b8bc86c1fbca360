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

from tallywire_client.requests import Call, answer, headers, wait_before_retry
from tallywire_client.types import Article, Claim, ClaimDetail, Discrepancy

PAGE = 200


class Tallywire:
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
        return cast(ClaimDetail, self._ask(Call(f"/v1/claims/{claim_id}", {})))

    def facets(self, **filters: Any) -> dict[str, Any]:
        return cast(dict[str, Any], self._ask(Call("/v1/claims/facets", filters)))

    def articles(self, **filters: Any) -> Iterator[Article]:
        return self._pages("/v1/articles", filters)

    def article(self, article_id: str) -> dict[str, Any]:
        return cast(dict[str, Any], self._ask(Call(f"/v1/articles/{article_id}", {})))

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

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

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


class AsyncTallywire:
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
        return cast(ClaimDetail, await self._ask(Call(f"/v1/claims/{claim_id}", {})))

    async def facets(self, **filters: Any) -> dict[str, Any]:
        return cast(dict[str, Any], await self._ask(Call("/v1/claims/facets", filters)))

    def articles(self, **filters: Any) -> AsyncIterator[Article]:
        return self._pages("/v1/articles", filters)

    async def article(self, article_id: str) -> dict[str, Any]:
        return cast(dict[str, Any], await self._ask(Call(f"/v1/articles/{article_id}", {})))

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

    async def aclose(self) -> None:
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.aclose()

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
