"""Reviews over the API: decisions, the queue, agreement, what a list shows, and exports."""

from __future__ import annotations

import csv
import io
from typing import Any

import orjson
import pytest
from fastapi.testclient import TestClient

from db.queries import audit
from service.api.schemas.claim import ClaimPage
from service.api.schemas.detail import ClaimDetail
from service.api.schemas.review import AgreementAnswer, Queue, ReviewMade, ReviewPage
from service.reviews.types import STATES
from tests.unit.api.conftest import Backing
from tests.unit.api.stories import tell
from tests.unit.api.test_access import made, problem
from tests.unit.api.test_claims import LEAD, SLIP, quotes

RIGHT = {"value": {"point": "12960000000000", "low": "12955000000000", "high": "12965000000000"}}


@pytest.fixture(autouse=True)
def ids(backing: Backing) -> dict[str, str]:
    backing.settings = backing.settings.model_copy(update={"review_twice": 0.0})
    return tell(backing.database, backing.snapshot)


@pytest.fixture
def ada(backing: Backing) -> dict[str, str]:
    return made(backing, "review", "ada")


@pytest.fixture
def ben(backing: Backing) -> dict[str, str]:
    return made(backing, "review", "ben")


@pytest.fixture
def slip(client: TestClient) -> str:
    found: str = client.get("/v1/claims", params={"verdict": "refuted"}).json()["items"][0]["id"]
    return found


def decide(client: TestClient, public_id: str, key: dict[str, str], decision: str, **more: Any) -> Any:
    return client.post(f"/v1/claims/{public_id}/reviews", json={"decision": decision, **more}, headers=key)


def test_a_decision_is_shown_with_the_claim(client: TestClient, ada: dict[str, str], slip: str) -> None:
    assert client.get(f"/v1/claims/{slip}").json()["review"] == {
        "state": "unreviewed",
        "reviewer": None,
        "decided_at": None,
    }
    answer = decide(client, slip, ada, "edit", claim=RIGHT, note="a slip of the pen")
    assert answer.status_code == 201
    shown = ReviewMade.model_validate_json(answer.content)
    assert (shown.claim.review.state, shown.claim.review.reviewer) == ("edited", "ada")
    assert shown.claim.verdict is not None
    assert shown.claim.verdict.label == "conflicting"
    assert shown.review.before is not None
    assert shown.review.after is not None
    assert (shown.review.before.value.point, shown.review.after.value.point) == ("129600000000000", "12960000000000")
    detail = ClaimDetail.model_validate_json(client.get(f"/v1/claims/{slip}").content)
    assert [(one.decision, one.note) for one in detail.reviews] == [("edit", "a slip of the pen")]
    assert [one.label for one in detail.verdicts] == ["conflicting", "refuted"]


def test_lists_filter_and_count_by_review(
    client: TestClient, ada: dict[str, str], slip: str, ids: dict[str, str]
) -> None:
    lead = client.get("/v1/claims", params={"article": ids["lead"]}).json()["items"][0]["id"]
    assert decide(client, lead, ada, "accept").status_code == 201
    assert decide(client, slip, ada, "reject").status_code == 201
    assert quotes(client, review="accepted") == [LEAD]
    assert quotes(client, review="rejected") == [SLIP]
    assert set(quotes(client, review=["rejected", "accepted"])) == {LEAD, SLIP}
    assert SLIP not in quotes(client)
    ClaimPage.model_validate_json(client.get("/v1/claims?review=rejected").content)
    facet = client.get("/v1/claims/facets?by=review").json()["facets"][0]
    assert {one["value"]: one["count"] for one in facet["values"]} == {"unreviewed": 2, "accepted": 1}
    assert client.get(f"/v1/discrepancies?claim={slip}&resolved=false").json()["items"] == []
    assert problem(client.get("/v1/claims?review=perhaps")) == (422, "invalid-request")
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/claims.csv").content.decode())))
    assert {row["review"] for row in rows} <= set(STATES)
    assert [row["review"] for row in rows if row["quote"] == LEAD] == ["accepted"]


def test_only_what_people_reviewed_is_a_claim_review(
    client: TestClient, ada: dict[str, str], slip: str, ids: dict[str, str]
) -> None:
    def graph() -> list[Any]:
        nodes: list[Any] = client.get("/v1/claims.jsonld").json()["@graph"]
        return nodes

    assert {node["@type"] for node in graph()} == {"Claim"}
    lead = client.get("/v1/claims", params={"article": ids["lead"]}).json()["items"][0]["id"]
    decide(client, lead, ada, "accept")
    decide(client, slip, ada, "reject")
    (review,) = (node for node in graph() if node["@type"] == "ClaimReview")
    assert review["itemReviewed"]["@id"].endswith(lead)
    assert review["author"] == {"@type": "Person", "name": "ada"}
    assert review["reviewRating"]["alternateName"] == "conflicting"
    assert review["claimReviewed"] == LEAD


def test_deciding_needs_the_scope(client: TestClient, backing: Backing, slip: str, ids: dict[str, str]) -> None:
    path, body = f"/v1/claims/{slip}/reviews", {"decision": "accept"}
    assert problem(client.post(path, json=body)) == (401, "key-required")
    assert problem(client.post(path, json=body, headers=made(backing, "read"))) == (403, "scope-missing")
    assert problem(client.get("/v1/review-queue", headers=made(backing, "read"))) == (403, "scope-missing")
    assert problem(client.post(f"/v1/articles/{ids['lead']}/claims", json={"claim": {}})) == (401, "key-required")
    assert problem(client.delete("/v1/reviews/rev_x")) == (401, "key-required")
    assert client.get("/v1/reviews").json()["items"] == []


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"decision": "perhaps"}, {"#/decision"}),
        ({"decision": "accept", "remark": "x"}, {"#/remark"}),
        ({"decision": "edit", "claim": {"colour": "red"}}, {"#/claim/colour"}),
        ({"decision": "edit", "claim": {"kind": "levels"}}, {"#/claim/kind"}),
        ({"decision": "edit", "claim": {"value": {"point": "1e3"}}}, {"#/claim/value/point"}),
        ({"decision": "edit", "claim": {"value": {"low": "9", "high": "8", "point": None}}}, {"#/claim/value/high"}),
        ({"decision": "edit", "claim": {"subject": "China", "unit": "words"}}, {"#/claim/subject", "#/claim/unit"}),
        ({"decision": "edit", "claim": {"mentions": []}}, {"#/claim/mentions"}),
        ({"decision": "edit", "claim": {}}, {"#/claim"}),
        ({"decision": "edit"}, {"#/claim"}),
        ({"decision": "accept", "note": "x" * 3000}, {"#/note"}),
    ],
)
def test_a_decision_that_cannot_be_is_refused_field_by_field(
    client: TestClient, ada: dict[str, str], slip: str, body: dict[str, Any], pointers: set[str]
) -> None:
    answer = client.post(f"/v1/claims/{slip}/reviews", json=body, headers=ada)
    assert problem(answer) == (422, "invalid-request")
    assert {one["pointer"] for one in answer.json()["errors"]} == pointers
    assert client.get(f"/v1/claims/{slip}").json()["reviews"] == []


def test_conflicts_and_strangers(client: TestClient, ada: dict[str, str], ben: dict[str, str], slip: str) -> None:
    first = decide(client, slip, ada, "accept", expected="unreviewed").json()["review"]["id"]
    assert problem(decide(client, slip, ben, "reject", expected="unreviewed")) == (409, "conflict")
    assert problem(client.delete(f"/v1/reviews/{first}", headers=ben)) == (403, "scope-missing")
    assert problem(decide(client, "clm_none", ada, "accept")) == (404, "not-found")
    assert problem(client.delete("/v1/reviews/rev_none", headers=ada)) == (404, "not-found")
    gone = client.delete(f"/v1/reviews/{first}", headers=ada)
    assert gone.status_code == 200
    assert ReviewMade.model_validate_json(gone.content).claim.review.state == "unreviewed"
    assert problem(client.delete(f"/v1/reviews/{first}", headers=ada)) == (409, "conflict")


def test_a_claim_is_added_and_taken_away(
    client: TestClient, backing: Backing, ada: dict[str, str], ids: dict[str, str]
) -> None:
    text = client.get(f"/v1/articles/{ids['plain']}").json()["text"]
    start = text.index("30 million")
    mention = {"field": "text", "start": start, "end": start + 10, "quote": "30 million"}
    value = {"point": "30000000", "low": "29500000", "high": "30500000"}
    claim = {"kind": "level", "measure": "token_usage", "subject": "all", "unit": "token", "value": value}
    path = f"/v1/articles/{ids['plain']}/claims"
    answer = client.post(path, json={"claim": {**claim, "mentions": [mention]}}, headers=ada)
    assert answer.status_code == 201, answer.text
    shown = ReviewMade.model_validate_json(answer.content)
    assert shown.claim.review.state == "added"
    assert quotes(client, article=ids["plain"]) == ["30 million"]
    wrong = client.post(path, json={"claim": {**claim, "mentions": [{**mention, "end": start + 9}]}}, headers=ada)
    assert problem(wrong) == (422, "invalid-request")
    assert wrong.json()["errors"][0]["pointer"] == "#/claim/mentions/0"
    assert problem(client.post(path, json={"claim": {**claim, "mentions": [mention]}}, headers=ada)) == (
        409,
        "conflict",
    )
    assert client.delete(f"/v1/reviews/{shown.review.id}", headers=ada).status_code == 200
    assert quotes(client, article=ids["plain"]) == []
    with backing.database.reading() as session:
        assert [row.action for row in audit.list_audit(session).rows] == ["claim.undo", "claim.add"]


def test_the_queue_has_pages_and_an_order(client: TestClient, ada: dict[str, str], ids: dict[str, str]) -> None:
    seen: list[str] = []
    path: str | None = "/v1/review-queue?limit=1"
    while path is not None:
        answer = client.get(path, headers=ada)
        page = Queue.model_validate_json(answer.content)
        assert (page.backlog.articles, page.backlog.claims, page.backlog.second) == (3, 4, 0)
        seen += [item.article.id for item in page.items]
        path = answer.links["next"]["url"] if "next" in answer.links else None
    assert seen == [ids["slip"], ids["lead"], ids["total"]]
    assert problem(client.get("/v1/review-queue?cursor=x", headers=ada)) == (400, "bad-cursor")


def test_a_first_decision_is_hidden_from_whoever_may_be_second(
    client: TestClient, backing: Backing, ada: dict[str, str], ben: dict[str, str], slip: str
) -> None:
    backing.settings = backing.settings.model_copy(update={"review_twice": 1.0})
    boss = made(backing, "admin", "boss")

    def shown(key: dict[str, str]) -> tuple[list[str], list[str]]:
        log = client.get("/v1/reviews", headers=key).json()["items"]
        of_claim = client.get(f"/v1/claims/{slip}", headers=key).json()["reviews"]
        return [one["reviewer"] for one in log], [one["reviewer"] for one in of_claim]

    first = decide(client, slip, ada, "accept").json()["review"]["id"]
    for _ in range(2):
        assert shown(ben) == ([], [])
        assert shown(ada) == shown(boss) == shown({}) == (["ada"], ["ada"])
    decide(client, slip, ben, "skip")
    assert shown(ben) == (["ben"], ["ben"])
    decide(client, slip, ben, "reject")
    assert shown(ben) == (["ben", "ben", "ada"], ["ada", "ben", "ben"])
    assert first in [one["id"] for one in client.get("/v1/reviews", headers=ben).json()["items"]]


def test_a_first_decision_that_was_taken_back_leads_nobody(
    client: TestClient, backing: Backing, ada: dict[str, str], ben: dict[str, str], slip: str
) -> None:
    backing.settings = backing.settings.model_copy(update={"review_twice": 1.0})
    first = decide(client, slip, ada, "accept").json()["review"]["id"]
    assert client.delete(f"/v1/reviews/{first}", headers=ada).status_code == 200
    log = client.get("/v1/reviews", headers=ben).json()["items"]
    assert [one["decision"] for one in log] == ["undo", "accept"]


def test_second_decisions_are_apart_and_make_an_agreement(
    client: TestClient, backing: Backing, ada: dict[str, str], ben: dict[str, str], slip: str, ids: dict[str, str]
) -> None:
    backing.settings = backing.settings.model_copy(update={"review_twice": 1.0})
    empty = AgreementAnswer.model_validate_json(client.get("/v1/agreement").content)
    assert (empty.overall.items, empty.overall.kappa, empty.pairs) == (0, None, [])
    total, forecast = (one["id"] for one in client.get("/v1/claims", params={"article": ids["total"]}).json()["items"])
    for claim, decision in ((slip, "reject"), (total, "accept"), (forecast, "accept")):
        decide(client, claim, ada, decision)
    waiting = client.get("/v1/review-queue", headers=ben).json()
    assert {item["article"]["id"] for item in waiting["items"] if item["second"]} == {ids["slip"], ids["total"]}
    assert "ada" not in orjson.dumps(waiting["items"]).decode()
    assert not any(item["second"] for item in client.get("/v1/review-queue", headers=ada).json()["items"])
    for claim, decision in ((slip, "accept"), (total, "accept"), (forecast, "reject")):
        answer = ReviewMade.model_validate_json(decide(client, claim, ben, decision).content)
        assert answer.review.second
    found = AgreementAnswer.model_validate_json(client.get("/v1/agreement").content)
    # 1 of 3 alike; margins 2:1 and 2:1, so chance is 5/9 and kappa (3/9 - 5/9) / (4/9)
    assert (found.overall.items, found.overall.percent, found.overall.kappa) == (3, "33.3333", "-0.5")
    assert [pair.reviewers for pair in found.pairs] == [["ada", "ben"]]
    assert {one.claim for one in found.disputed} == {slip, forecast}
    page = ReviewPage.model_validate_json(client.get("/v1/reviews", params={"reviewer": "ben"}).content)
    assert [one.second for one in page.items] == [True, True, True]
    assert len(client.get("/v1/reviews", params={"decision": ["accept", "skip"], "limit": 2}).json()["items"]) == 2


def test_reviewed_articles_are_records_and_docs(
    client: TestClient, ada: dict[str, str], slip: str, ids: dict[str, str]
) -> None:
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    assert client.get("/v1/reviewed-articles.jsonl").content == b""
    total, forecast = (one["id"] for one in client.get("/v1/claims", params={"article": ids["total"]}).json()["items"])
    decide(client, slip, ada, "reject")
    decide(client, total, ada, "accept")
    assert len(client.get("/v1/reviewed-articles.jsonl").text.splitlines()) == 1  # one claim of the other still waits
    decide(client, forecast, ada, "edit", claim={"attribution": "nobody"})
    records = [orjson.loads(line) for line in client.get("/v1/reviewed-articles.jsonl").text.splitlines()]
    assert [len(one["claims"]) for one in records] == [0, 2]
    record = records[1]
    assert record.keys() == {"id", "language", "title", "text", "url", "published_at", "claims", "inconsistencies"}
    for claim in record["claims"]:
        for mention in claim["mentions"]:
            assert record[mention["field"]][mention["start"] : mention["end"]] == mention["quote"]
    assert [claim["verdict"] for claim in record["claims"]] == ["supported", "not_enough_evidence"]
    answer = client.get("/v1/reviewed-articles.spacy")
    docs = list(DocBin(store_user_data=True).from_bytes(answer.content).get_docs(Vocab()))
    assert [len(doc.spans["claims"]) for doc in docs] == [0, 2]
    spans = docs[1].spans["claims"]
    assert [span.label_ for span in spans] == ["level", "level"]
    for span, exact in zip(spans, docs[1].user_data["claims"], strict=True):
        assert exact["quote"] in span.text
        assert docs[1].text[exact["start"] : exact["end"]] == exact["quote"]
