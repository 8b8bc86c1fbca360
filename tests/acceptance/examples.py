"""Write the answers that the OpenAPI document shows: ``python -m tests.acceptance.examples``.

They come from a service over the samples. Lists are cut to what shows their shape, since a reader wants one of each.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import orjson
from fastapi import FastAPI
from fastapi.testclient import TestClient

from db.queries import keys, saved_filters
from service.api import examples
from service.api.access.tokens import new_key
from service.api.examples import CHECK_REQUESTS
from tests.acceptance.samples_service import samples_client

FOLDER = Path(examples.__file__).parent
KEPT = 2


def cut(value: Any) -> Any:
    """The same with every list of objects cut short."""
    if isinstance(value, dict):
        return {key: cut(one) for key, one in value.items()}
    if isinstance(value, list):
        return [cut(one) for one in value[:KEPT]] if value and isinstance(value[0], dict) else value
    return value


def answers(client: TestClient) -> dict[str, Any]:
    """One answer for each address, about one figure: 12.96 trillion in the week of March 30."""

    def get(path: str, **parameters: Any) -> Any:
        response = client.get(path, params=parameters)
        assert response.status_code == 200, (path, response.text)
        return response.json()

    save_a_filter(client)
    week = {"period_from": "2026-03-30", "period_to": "2026-04-05"}
    claims = get(
        "/v1/claims", subject="country:CN", kind="level", verdict="conflicting", language="en", limit=1, **week
    )
    claim = get(f"/v1/claims/{claims['items'][0]['id']}")
    conflicts = get("/v1/discrepancies", claim=claim["id"], type="conflicting", limit=1)
    return {
        "claims": claims,
        "claim": claim,
        "facets": get("/v1/claims/facets", by=["verdict", "week"], kind="level", top=3),
        "filters": get("/v1/filters"),
        "filter": get("/v1/filters/china-in-doubt"),
        "genealogy": slip_line(get),
        "articles": get("/v1/articles", language="zh", limit=1),
        "article": get(f"/v1/articles/{claim['article']['id']}"),
        "discrepancies": conflicts,
        "discrepancy": get(f"/v1/discrepancies/{conflicts['items'][0]['id']}"),
        "series": get("/v1/series", subject="country:CN", selection=["all", "top9"], **week),
        "models": get("/v1/models"),
        "reference": get("/v1/reference"),
        "sources": get("/v1/sources"),
        "health": get("/health"),
        "check": client.post("/v1/check", json=CHECK_REQUESTS["english"]["value"]).json(),
        **review_answers(client, claim),
    }


def review_answers(client: TestClient, claim: Any) -> dict[str, Any]:
    """Somebody edits a claim, adds one, takes that back; somebody else decides about the first one, too."""
    ada, ben = (reviewer(client, name) for name in ("ada", "ben"))
    text = client.get(f"/v1/articles/{claim['article']['id']}").json()["text"]
    path = f"/v1/claims/{claim['id']}/reviews"
    queue = client.get("/v1/review-queue", params={"limit": 1}, headers=ada).json()
    given = {"decision": "edit", "claim": {"attribution": "OpenRouter rankings"}, "note": "The chart says whose."}
    made = client.post(path, json=given, headers=ada)
    client.post(path, json={"decision": "accept"}, headers=ben)
    word = text.split()[0]
    missed = {"kind": "comparison", "measure": "token_usage", "subject": "country:CN", "object": "country:US"}
    missed |= {"relation": "above", "mentions": [{"field": "text", "start": 0, "end": len(word), "quote": word}]}
    added = client.post(f"/v1/articles/{claim['article']['id']}/claims", json={"claim": missed}, headers=ada)
    undone = client.delete(f"/v1/reviews/{added.json()['review']['id']}", headers=ada)
    assert (made.status_code, added.status_code, undone.status_code) == (201, 201, 200), added.text
    return {
        "review_queue": queue,
        "review_made": made.json(),
        "claim_added": added.json(),
        "undone": undone.json(),
        "reviews": client.get("/v1/reviews", params={"decision": ["edit", "accept"]}).json(),
        "agreement": client.get("/v1/agreement").json(),
    }


def reviewer(client: TestClient, name: str) -> dict[str, str]:
    """A key with the scope ``review``, as a header."""
    key = new_key()
    backing = cast(FastAPI, client.app).state.backing
    with backing.database.transaction() as session:
        now = backing.clock()
        keys.add_key(session, public_id=key.public_id, digest=key.digest, name=name, scope="review", now=now)
    return {"Authorization": f"Bearer {key.token}"}


def save_a_filter(client: TestClient) -> None:
    backing = cast(FastAPI, client.app).state.backing
    with backing.database.transaction() as session:
        saved_filters.put_filter(
            session,
            "china-in-doubt",
            noun="claims",
            description="What is said of Chinese models and is not so, or only in one reading.",
            parameters={"subject": ["country:CN"], "verdict": ["refuted", "conflicting"]},
            now=datetime(2026, 10, 11, 0, 27, tzinfo=UTC),
        )


def slip_line(get: Any) -> Any:
    """The line of a figure that changed on its way: 46.9 trillion where the others have 4.69."""
    week = {"period_from": "2026-03-09", "period_to": "2026-03-15"}
    slip = get("/v1/claims", subject="country:CN", kind="level", verdict="refuted", limit=1, **week)["items"][0]
    line = get(f"/v1/claims/{slip['id']}/genealogy")
    first, changed = line["carriers"][0], next(each for each in line["carriers"] if each["change"])
    return {**line, "carriers": [first, changed]}


def write() -> None:
    with tempfile.TemporaryDirectory() as folder, samples_client(Path(folder)) as client:
        for name, body in answers(client).items():
            text = orjson.dumps(cut(body), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
            (FOLDER / f"{name}.json").write_bytes(text)
            sys.stdout.write(f"{name}.json: {len(text)} bytes\n")


if __name__ == "__main__":
    write()
