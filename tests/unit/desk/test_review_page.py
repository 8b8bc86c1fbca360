"""The review room without a script: every decision is a form, and what one reviewer must not see is not on the page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.unit.api.conftest import Backing
from tests.unit.api.stories import level, store, tell
from tests.unit.desk.conftest import signed_in

HTML = {"Accept": "text/html"}


@pytest.fixture
def ids(backing: Backing) -> dict[str, str]:
    backing.settings = backing.settings.model_copy(update={"review_twice": 0.0})
    return tell(backing.database, backing.snapshot)


@pytest.fixture
def token(client: TestClient, backing: Backing, ids: dict[str, str]) -> str:
    return signed_in(client, backing, "review", "ada")


def page(client: TestClient, path: str) -> str:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


def claims(text: str) -> dict[str, str]:
    """The cards' claims and their states, in order."""
    return dict(re.findall(r'data-claim="(clm_\w+)" data-state="(\w+)"', text))


def send(client: TestClient, path: str, token: str, **form: str) -> Any:
    return client.post(path, data={"csrf_token": token, **form}, headers=HTML)


def fields(text: str) -> dict[str, str]:
    """The first form's fields as a browser would send them."""
    form = text[text.index("data-edit-form") :]
    found = dict(re.findall(r'<input id="[^"]+" name="(\w+)" type="\w+" value="([^"]*)"', form))
    for name, options in re.findall(r'<select id="[^"]+" name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        found[name] = next(iter(re.findall(r'value="([^"]*)" selected', options)), "")
    return found


def test_only_reviewers_come_in(client: TestClient, backing: Backing, ids: dict[str, str]) -> None:
    answer = client.get("/review", headers=HTML, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?then=%2Freview")
    signed_in(client, backing, "read")
    assert client.get("/review", headers=HTML).status_code == 403
    assert client.post(f"/review/{ids['lead']}/undo", headers=HTML).status_code == 403


def test_the_queue_leads_to_what_is_most_urgent(client: TestClient, token: str, ids: dict[str, str]) -> None:
    text = page(client, "/review")
    links = re.findall(r'href="/review/(art_\w+)"', text)
    assert links == [ids["slip"], ids["slip"], ids["lead"], ids["total"]]
    assert client.get("/review/art_none", headers=HTML).status_code == 404


@pytest.mark.parametrize(
    ("decision", "state"), [("accept", "accepted"), ("reject", "rejected"), ("skip", "unreviewed")]
)
def test_a_decision_is_a_form(client: TestClient, token: str, ids: dict[str, str], decision: str, state: str) -> None:
    path = f"/review/{ids['total']}"
    first, second = claims(page(client, path))
    answer = send(client, f"{path}/claims/{first}", token, decision=decision, expected="unreviewed")
    assert answer.status_code == 200
    assert claims(answer.text) == {first: state, second: "unreviewed"}
    late = send(client, f"{path}/claims/{first}", token, decision="accept", expected="edited")
    assert "That was not stored" in late.text
    undo = re.search(r'name="review" value="(rev_\w+)"', answer.text)
    assert (undo is None) == (decision == "skip")
    if undo is not None:
        assert claims(send(client, f"{path}/undo", token, review=undo[1]).text)[first] == "unreviewed"


def test_a_forged_form_decides_nothing(client: TestClient, token: str, ids: dict[str, str]) -> None:
    path = f"/review/{ids['total']}"
    first, *_ = claims(page(client, path))
    assert send(client, f"{path}/claims/{first}", "0" * 64, decision="accept").status_code == 403
    assert set(claims(page(client, path)).values()) == {"unreviewed"}


def test_a_correction_that_cannot_be_comes_back_as_it_was_filled_in(
    client: TestClient, token: str, ids: dict[str, str]
) -> None:
    path = f"/review/{ids['slip']}"
    text = page(client, path)
    (slip,) = claims(text)
    form = fields(text)
    assert (form["point"], form["subject"], form["kind"]) == ("129.6 trillion", "country:CN", "level")
    wrong = {**form, "subject": 'China "<b>', "point": "a lot"}
    answer = send(client, f"{path}/claims/{slip}", token, decision="edit", **wrong)
    assert answer.status_code == 422
    assert "Write one number" in answer.text
    assert "China &#34;&lt;b&gt;" in answer.text
    assert 'aria-invalid="true"' in answer.text
    answer = send(client, f"{path}/claims/{slip}", token, decision="edit", **{**form, "subject": "China"})
    assert (answer.status_code, "country:XX" in answer.text) == (422, True)
    answer = send(client, f"{path}/claims/{slip}", token, decision="edit", **form)
    assert (answer.status_code, "nothing is different" in answer.text) == (422, True)
    client.cookies.set("tallywire_language", "zh")
    answer = send(client, f"{path}/claims/{slip}", token, decision="edit", **{**form, "subject": "China"})
    assert "请写成 all, country:XX" in answer.text
    answer = send(client, f"{path}/claims/{slip}", token, decision="edit", **{**form, "kind": "share", "point": "4"})
    assert "不能用于 share；可用：percent" in answer.text
    client.cookies.delete("tallywire_language")
    done = send(client, f"{path}/claims/{slip}", token, decision="edit", **{**form, "point": "12.96 trillion"})
    assert claims(done.text) == {slip: "edited"}
    stored = client.get(f"/v1/claims/{slip}").json()
    assert stored["value"] == {"point": "12960000000000", "low": "12955000000000", "high": "12965000000000"}
    assert stored["verdict"]["label"] == "conflicting"


@pytest.mark.parametrize("by", ["words", "place"])
def test_a_claim_is_added_by_its_words_or_its_place(
    client: TestClient, token: str, ids: dict[str, str], by: str
) -> None:
    path = f"/review/{ids['plain']}"
    missed = page(client, f"{path}?quote=no+such+words")
    assert "The article does not have these words." in missed
    asked = "quote=30+million" if by == "words" else "field=text&start=19&end=29"
    text = page(client, f"{path}?{asked}")
    form = fields(text)
    assert form["point"] == "30 million"
    place = re.search(r'name="place" value="([^"]+)"', text)
    assert place is not None
    assert place[1] == "text:19:29"
    answer = send(client, f"{path}/claims", token, place=place[1], **{**form, "kind": "price"})
    assert answer.status_code == 422
    answer = send(client, f"{path}/claims", token, place="text:0:9999", **form)
    assert "The article has changed" in answer.text
    answer = send(client, f"{path}/claims", token, place=place[1], **form)
    assert list(claims(answer.text).values()) == ["added"]


def test_a_second_reviewer_does_not_see_the_first_decision(
    client: TestClient, backing: Backing, ids: dict[str, str]
) -> None:
    backing.settings = backing.settings.model_copy(update={"review_twice": 1.0})
    path = f"/review/{ids['slip']}"
    token = signed_in(client, backing, "review", "ada")
    text = page(client, path)
    (slip,) = claims(text)
    form = {**fields(text), "point": "12.96 trillion", "attribution": "Adas Quelle"}
    assert claims(send(client, f"{path}/claims/{slip}", token, decision="edit", **form).text) == {slip: "edited"}
    client.cookies.clear()
    token = signed_in(client, backing, "review", "ben")
    blind = page(client, path)
    assert claims(blind) == {slip: "unreviewed"}
    assert "Second opinion" in blind
    assert "129.6 trillion" in blind
    assert not re.search(r"\bada\b|12\.96|Adas", blind)
    assert "Refuted" in blind
    answer = send(client, f"{path}/claims/{slip}", token, decision="reject")
    assert claims(answer.text) == {slip: "edited"}
    assert client.get("/v1/agreement").json()["overall"]["items"] == 1


def test_copies_are_offered_and_decided_about_at_once(client: TestClient, backing: Backing, token: str) -> None:
    text = "Chinese models handled 12.96 trillion tokens on OpenRouter in the week. " + "So it went on and on. " * 20
    said = (level("12.96 trillion", "12.96", "0.005"),)
    stored = [
        store(backing.database, backing.snapshot, source, "c", title="A", text=text, day=6, claims=said)
        for source in ("one", "two")
    ]
    paths = [f"/review/{each.article_id}" for each in stored]
    shown = page(client, paths[0])
    assert "and 1 copy of it in other articles" in shown
    (first,) = claims(shown)
    answer = send(client, f"{paths[0]}/claims/{first}", token, decision="accept", copies="yes")
    assert "Done, with 1 copies." in answer.text
    assert list(claims(page(client, paths[1])).values()) == ["accepted"]


def test_a_review_that_lost_its_words_is_shown_as_such(client: TestClient, backing: Backing, token: str) -> None:
    text = "Chinese models handled 12.96 trillion tokens on OpenRouter in the week."
    first = store(backing.database, backing.snapshot, "one", "c", title="A", text=text, day=6,
                  claims=(level("12.96 trillion", "12.96", "0.005"),))  # fmt: skip
    path = f"/review/{first.article_id}"
    (known,) = claims(page(client, path))
    send(client, f"{path}/claims/{known}", token, decision="accept")
    store(backing.database, backing.snapshot, "one", "c", title="A", text=text.replace("12.96", "13.1"), day=6,
          claims=(level("13.1 trillion", "13.1", "0.05"),))  # fmt: skip
    shown = page(client, path)
    assert known not in claims(shown)
    assert "1 reviewed claim has lost its words" in shown
