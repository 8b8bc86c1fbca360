"""The review room in a browser: an article reviewed by keyboard alone, by mouse, and without a script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from db.queries import claims, reviews
from db.queries.pages import Record
from db.session import Database
from extractors.types import Article
from service.assess import assess
from service.pipeline import IncomingArticle, ingest
from tests.browser.visitor import PHONE, Visitor

TEXT = (
    "\u202eOpenRouter\u202c 😀 says <b>so</b>:\r\nin the week of March 30 to April 5, 2026, Chinese models processed "
    "12.96 trillion tokens, up 31.48% from a week earlier. American models came to 3.03 trillion tokens. "
    "About 40 analysts agree."
)


@pytest.fixture
def article(visitor: Visitor, request: pytest.FixtureRequest) -> Iterator[str]:
    """An article of this test's own, with three claims and a number that is none."""
    service = visitor.served.service
    day = datetime(2026, 4, 6, 8, tzinfo=UTC)
    made = Article("", "en", "Tokens 😀 & <i>more</i>", TEXT, "https://wire.example/x", day)
    read = assess(made, None, service.snapshot)
    incoming = IncomingArticle("tests", request.node.name, made.url, None, made, read, day)
    yield ingest(visitor.served.database, incoming, service.clock()).article_id


def said(database: Database, article: str) -> list[Record]:
    with database.reading() as session:
        wanted = claims.ClaimFilter(article=article, withdrawn=True)
        return sorted(claims.list_claims(session, wanted).rows, key=lambda row: row.position)


def log(database: Database, article: str) -> list[str]:
    with database.reading() as session:
        return [row.decision for row in reviews.of_article(session, article)]


async def settled(visitor: Visitor, decisions: int, article: str) -> None:
    """Wait until the page shows what came of so many decisions."""
    await visitor.page.wait_for_selector("#room:not(.room-busy)")
    assert len(log(visitor.served.database, article)) == decisions


@pytest.mark.parametrize(
    "visitor",
    [{}, {"color_scheme": "dark"}, {"viewport": PHONE}, {"locale": "zh-CN"}],
    ids=["light", "dark", "phone", "zh"],
    indirect=True,
)
async def test_queue_and_room_are_accessible(visitor: Visitor, article: str) -> None:
    await visitor.sign_in("review", "Ada")
    await visitor.open("/review")
    await visitor.check()
    await visitor.open(f"/review/{article}")
    await visitor.check()
    await visitor.page.keyboard.press("e")
    await visitor.check()
    await visitor.open(f"/review/{article}?quote=40+analysts#add")
    await visitor.check()


async def test_an_article_is_reviewed_by_keyboard_alone(visitor: Visitor, article: str) -> None:
    await visitor.sign_in("review", "Ada")
    await visitor.open(f"/review/{article}")
    page, database = visitor.page, visitor.served.database
    keys = page.keyboard
    first, second, third = (row.public_id for row in said(database, article))
    current = "document.querySelector('.current').dataset.claim"
    assert await page.evaluate(current) == first
    await keys.press("?")
    assert await page.get_by_role("dialog").is_visible()
    await keys.press("Escape")
    await keys.press("j")
    assert await page.evaluate(current) == second
    await keys.press("k")
    await keys.press("a")
    await settled(visitor, 1, article)
    assert await page.evaluate(current) == second
    assert "Accepted." in await page.inner_text("#said")
    await keys.press("x")
    await settled(visitor, 2, article)
    await keys.press("Backspace")
    await settled(visitor, 3, article)
    assert await page.evaluate(current) == second
    assert [row.review for row in said(database, article)] == ["accepted", "unreviewed", "unreviewed"]
    await keys.press(" ")
    await settled(visitor, 4, article)
    assert await page.evaluate(current) == third
    await keys.press("Backspace")
    assert await page.evaluate(current) == second
    await keys.press("e")
    assert await page.evaluate("document.activeElement.name") == "kind"
    await page.focus(".current [name=subject]")
    await keys.press("Control+A")
    await keys.type("China")
    await keys.press("Enter")
    await page.wait_for_selector(".failed [aria-invalid]")
    assert await page.evaluate("document.activeElement.name") == "subject"
    (refused,) = visitor.complaints  # the console tells of every answer that refuses
    assert "422" in refused
    visitor.complaints.clear()
    await keys.press("Control+A")
    await keys.type("country:US")
    await keys.press("Enter")
    await settled(visitor, 5, article)
    assert await page.evaluate(current) == third
    await keys.press("a")
    await settled(visitor, 6, article)
    assert await page.evaluate("document.activeElement.closest('#done') !== null")
    assert [(row.review, row.reviewer) for row in said(database, article)] == [
        ("accepted", "Ada"), ("edited", "Ada"), ("accepted", "Ada")
    ]  # fmt: skip
    assert log(database, article) == ["accept", "reject", "undo", "skip", "edit", "accept"]
    await visitor.check()
    await keys.press("n")
    await keys.type("40 analysts")
    await keys.press("Enter")
    await page.wait_for_selector("#add:focus")
    assert await page.input_value(".adding [name=point]") == "40"


async def test_chosen_words_become_a_claim_at_their_place(visitor: Visitor, article: str) -> None:
    """An emoji, a carriage return and marks of direction come before the words, and count as one code point each."""
    await visitor.sign_in("review", "Ada")
    await visitor.open(f"/review/{article}")
    page = visitor.page
    assert await page.inner_text("[data-field=title]") == "Tokens 😀 & <i>more</i>"
    await page.evaluate(
        """() => {
            const text = document.querySelector("[data-field=text]");
            const range = document.createRange();
            range.selectNodeContents(text.querySelector(".number-in-text:last-of-type"));
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }"""
    )
    await page.get_by_role("link", name="Add as a claim").click()
    await page.wait_for_selector(".adding form")
    start = TEXT.index("About 40") if "About 40" in await page.inner_text(".adding .quote") else TEXT.index("40")
    place = await page.get_attribute("[name=place]", "value")
    assert place is not None
    field, begin, end = place.split(":")
    assert (field, int(begin)) == ("text", start)
    assert TEXT[int(begin) : int(end)] == await page.inner_text(".adding .quote")
    await page.select_option(".adding [name=kind]", "level")
    await page.select_option(".adding [name=unit]", "token")
    await page.get_by_role("button", name="Add the claim").click()
    await page.wait_for_selector(".current[data-state=added]")
    added = [row for row in said(visitor.served.database, article) if row.review == "added"]
    with visitor.served.database.reading() as session:
        (mention,) = claims.mentions_of(session, [added[0].id])[added[0].id]
    assert TEXT[mention.start : mention.end] == mention.quote


async def test_everything_works_by_mouse(visitor: Visitor, article: str) -> None:
    await visitor.sign_in("review", "Ada")
    await visitor.open(f"/review/{article}")
    page = visitor.page
    third = said(visitor.served.database, article)[2].public_id
    await page.locator(f".said[data-claims~={third}]").first.click()
    assert await page.evaluate("document.querySelector('.current').dataset.claim") == third
    await page.locator(".current").get_by_role("button", name="Reject").click()
    await settled(visitor, 1, article)
    await page.locator(f".said[data-claims~={third}]").first.click()
    assert await page.evaluate(f"document.querySelector('.said[data-claims~={third}]').dataset.state") == "rejected"
    await page.locator(".current").get_by_role("button", name="Take the decision back").click()
    await settled(visitor, 2, article)
    await page.locator(".current summary").first.click()
    await page.locator(".current [name=point]").fill("3.1 trillion")
    await page.locator(".current").get_by_role("button", name="Save the correction").click()
    await settled(visitor, 3, article)
    row = said(visitor.served.database, article)[2]
    assert (row.review, str(row.value_low)) == ("edited", "3050000000000")


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}], indirect=True)
async def test_without_a_script_every_claim_has_its_forms(visitor: Visitor, article: str) -> None:
    await visitor.sign_in("review", "Ada")
    await visitor.open(f"/review/{article}")
    page = visitor.page
    assert await page.locator(".claim-card:visible").count() == 3
    await page.locator(".claim-card").first.get_by_role("button", name="Accept").click()
    assert "Accepted." in await page.inner_text(".flashes")
    assert said(visitor.served.database, article)[0].review == "accepted"
