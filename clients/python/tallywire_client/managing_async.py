"""Everything beside claims and articles: saved filters, alerts, the audit log; for ``async`` code."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, cast

from tallywire_client.requests import Call, delete, get, patch, post, put, quoted
from tallywire_client.types import (
    Discrepancy,
    Endpoint,
    EndpointWithSecret,
    Json,
    Noun,
    SavedFilter,
    Subscription,
)


class AsyncManaging:
    """Methods of :class:`~tallywire_client.AsyncTallywire`."""

    async def _ask(self, call: Call) -> Any:
        raise NotImplementedError

    def _pages(self, path: str, filters: dict[str, Any]) -> AsyncIterator[Any]:
        raise NotImplementedError

    async def discrepancy(self, discrepancy_id: str) -> Discrepancy:
        return cast("Discrepancy", await self._ask(get(f"/v1/discrepancies/{quoted(discrepancy_id)}")))

    async def explain(self, discrepancy_id: str, note: str) -> Discrepancy:
        """Say why a discrepancy stands. This and the next need the scope ``review``."""
        return cast(
            "Discrepancy",
            await self._ask(put(f"/v1/discrepancies/{quoted(discrepancy_id)}/explanation", {"note": note})),
        )

    async def take_explanation_back(self, discrepancy_id: str) -> Discrepancy:
        return cast("Discrepancy", await self._ask(delete(f"/v1/discrepancies/{quoted(discrepancy_id)}/explanation")))

    async def pause_source(self, name: str, paused: bool = True) -> None:
        """Leave a source alone, or go on with it. This and the next need the scope ``admin``."""
        await self._ask(patch(f"/v1/sources/{quoted(name)}", {"paused": paused}))

    async def poll_source(self, name: str) -> None:
        """Ask for a poll, due or not."""
        await self._ask(post(f"/v1/sources/{quoted(name)}/poll", {}))

    async def genealogy(self, claim_id: str) -> Json:
        """How a figure came to an article: who carried it, from whom, and what changed on the way."""
        return cast("Json", await self._ask(get(f"/v1/claims/{quoted(claim_id)}/genealogy")))

    async def models(self, **parameters: Any) -> Json:
        """Models as the reference data know them."""
        return cast("Json", await self._ask(get("/v1/models", parameters)))

    async def reference(self) -> Json:
        """Which reference data there are, and how fresh."""
        return cast("Json", await self._ask(get("/v1/reference")))

    async def health(self) -> Json:
        return cast("Json", await self._ask(get("/health")))

    async def filters(self) -> list[SavedFilter]:
        """Saved filters, by name."""
        return cast("list[SavedFilter]", (await self._ask(get("/v1/filters")))["items"])

    async def filter(self, name: str) -> SavedFilter:
        return cast("SavedFilter", await self._ask(get(f"/v1/filters/{quoted(name)}")))

    async def save_filter(
        self, name: str, noun: Noun, parameters: Mapping[str, Any], description: str = ""
    ) -> SavedFilter:
        """Keep a question under a name. Needs the scope ``review``."""
        return cast(
            "SavedFilter",
            await self._ask(
                put(
                    f"/v1/filters/{quoted(name)}",
                    {"noun": noun, "parameters": dict(parameters), "description": description},
                )
            ),
        )

    async def delete_filter(self, name: str) -> None:
        await self._ask(delete(f"/v1/filters/{quoted(name)}"))

    async def endpoints(self) -> list[Endpoint]:
        """Where alerts are sent. This and what follows needs the scope ``admin``."""
        return cast("list[Endpoint]", (await self._ask(get("/v1/endpoints")))["items"])

    async def endpoint(self, endpoint_id: str) -> Endpoint:
        return cast("Endpoint", await self._ask(get(f"/v1/endpoints/{quoted(endpoint_id)}")))

    async def add_endpoint(self, name: str, url: str, channel: str = "webhook") -> EndpointWithSecret:
        """The answer has the secret, which is told only now."""
        return cast(
            "EndpointWithSecret", await self._ask(post("/v1/endpoints", {"name": name, "url": url, "channel": channel}))
        )

    async def change_endpoint(self, endpoint_id: str, **changes: Any) -> Endpoint:
        return cast("Endpoint", await self._ask(patch(f"/v1/endpoints/{quoted(endpoint_id)}", changes)))

    async def delete_endpoint(self, endpoint_id: str) -> None:
        await self._ask(delete(f"/v1/endpoints/{quoted(endpoint_id)}"))

    async def replace_secret(self, endpoint_id: str, keep_previous: int = 86_400) -> EndpointWithSecret:
        """A new secret; the one before signs beside it for so many seconds."""
        return cast(
            "EndpointWithSecret",
            await self._ask(post(f"/v1/endpoints/{quoted(endpoint_id)}/secret", {"keep_previous": keep_previous})),
        )

    async def test_endpoint(self, endpoint_id: str) -> Json:
        """Queue a test message."""
        return cast("Json", await self._ask(post(f"/v1/endpoints/{quoted(endpoint_id)}/test", {})))

    async def delivery(self, endpoint_id: str, message: str) -> Json:
        """One message with every attempt at it."""
        return cast("Json", await self._ask(get(f"/v1/endpoints/{quoted(endpoint_id)}/deliveries/{quoted(message)}")))

    async def replay(self, endpoint_id: str, **which: Any) -> int:
        """Send ``message``, or what was queued from ``queued_from`` to ``queued_to``, again; how many that are."""
        return cast("int", (await self._ask(post(f"/v1/endpoints/{quoted(endpoint_id)}/replay", which)))["replayed"])

    async def subscriptions(self) -> list[Subscription]:
        return cast("list[Subscription]", (await self._ask(get("/v1/subscriptions")))["items"])

    async def subscription(self, subscription_id: str) -> Subscription:
        return cast("Subscription", await self._ask(get(f"/v1/subscriptions/{quoted(subscription_id)}")))

    async def subscribe(self, endpoint: str, name: str, **fields: Any) -> Subscription:
        """Tell an endpoint of what passes ``filter``; ``mode``, ``digest_every`` and ``cooldown`` may be given."""
        return cast(
            "Subscription", await self._ask(post("/v1/subscriptions", {"endpoint": endpoint, "name": name, **fields}))
        )

    async def change_subscription(self, subscription_id: str, **changes: Any) -> Subscription:
        return cast("Subscription", await self._ask(patch(f"/v1/subscriptions/{quoted(subscription_id)}", changes)))

    async def unsubscribe(self, subscription_id: str) -> None:
        await self._ask(delete(f"/v1/subscriptions/{quoted(subscription_id)}"))

    def deliveries(self, endpoint_id: str, **filters: Any) -> AsyncIterator[Json]:
        """An endpoint's messages, newest first."""
        return self._pages(f"/v1/endpoints/{quoted(endpoint_id)}/deliveries", filters)

    def audit(self, **filters: Any) -> AsyncIterator[Json]:
        """Who changed what, newest first."""
        return self._pages("/v1/audit", filters)
