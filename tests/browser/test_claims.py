"""Overview, the list of claims and one claim, as somebody with a browser meets them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.visitor import PHONE, Visitor

LOOKS = pytest.mark.parametrize(
    "visitor",
    [{}, {"color_scheme": "dark"}, {"viewport": PHONE}, {"locale": "zh-CN"}],
    ids=["light", "dark", "phone", "zh"],
    indirect=True,
)


@LOOKS
@pytest.mark.parametrize(
    "path", ["/?reading=top9", "/claims", "/claims?verdict=conflicting&q=OpenRouter", "/claims?q=zzz"]
)
async def test_a_page_is_accessible_and_fits(visitor: Visitor, path: str) -> None:
    await visitor.open(path)
    await visitor.check()


@LOOKS
async def test_a_claim_is_accessible_and_fits(visitor: Visitor) -> None:
    await _first_of(visitor, "level")
    await visitor.check()


@pytest.mark.parametrize("kind", ["change", "rank", "ratio", "share", "streak"])
async def test_a_claim_of_each_kind_is_accessible_and_fits(visitor: Visitor, kind: str) -> None:
    await _first_of(visitor, kind)
    await visitor.check()


async def _first_of(visitor: Visitor, kind: str) -> None:
    await visitor.open(f"/claims?kind={kind}")
    await visitor.page.locator(".says a").first.click(timeout=5_000)
    await visitor.page.wait_for_load_state("load")
    assert "/claims/clm_" in visitor.page.url


async def test_a_dot_of_the_overview_leads_to_its_claim(visitor: Visitor) -> None:
    await visitor.open("/")
    dot = visitor.page.locator(".drawing a").first
    await dot.focus()
    await visitor.page.keyboard.press("Enter")
    await visitor.page.wait_for_url("**/claims/clm_*")
    assert await visitor.page.locator(".readings .decided").count() <= 1


async def test_the_chart_and_its_table_say_the_same_weeks(visitor: Visitor) -> None:
    await visitor.open("/?reading=named")
    await visitor.page.get_by_text("The same as a table").click()
    rows = visitor.page.locator(".weeks tbody tr")
    assert await rows.count() == 7
    assert "T" in await rows.first.inner_text()
    assert await visitor.page.locator('.segments [aria-current="true"]').inner_text() == "Named models"


async def test_facets_narrow_the_list_and_the_address_is_the_question(visitor: Visitor) -> None:
    await visitor.open("/claims")
    await visitor.page.locator(".facets").get_by_role("link", name="Conflicting").click()
    await visitor.page.locator(".facets").get_by_role("link", name="Streak").click()
    asked = parse_qs(urlsplit(visitor.page.url).query)
    assert asked == {"verdict": ["conflicting"], "kind": ["streak"]}
    badges = await visitor.page.locator(".list .badge").all_inner_texts()
    assert set(badges) == {"Conflicting"}
    await visitor.page.locator(".facets").get_by_role("link", name="Conflicting").click()
    assert "verdict" not in urlsplit(visitor.page.url).query


async def test_an_empty_search_field_is_no_error(visitor: Visitor) -> None:
    await visitor.open("/claims?verdict=refuted")
    await visitor.page.get_by_role("button", name="Search").click()
    await visitor.page.wait_for_load_state("load")
    assert "verdict=refuted" in visitor.page.url
    assert await visitor.page.locator(".claim").count() > 0


async def test_claims_are_narrowed_by_fields(visitor: Visitor) -> None:
    await visitor.open("/claims?verdict=conflicting")
    await visitor.page.click("text=By time and number")
    await visitor.page.fill("#f-period_to", "2026-04-12")
    await visitor.page.fill("#f-confidence_from", "0.1")
    await visitor.page.click("text=Narrow")
    await visitor.page.wait_for_url("**/claims?verdict=conflicting&*period_to=2026-04-12*confidence_from=0.1*")
    assert await visitor.page.locator(".claim").count() > 0
    assert await visitor.page.input_value("#f-period_to") == "2026-04-12"
    await visitor.page.click(".chip >> text=confidence from")
    await visitor.page.wait_for_url(lambda url: "confidence_from" not in url and "period_to" in url)


async def test_the_chosen_claims_come_as_a_file(visitor: Visitor, tmp_path: Path) -> None:
    await visitor.open("/claims?kind=level")
    button = visitor.page.get_by_role("button", name="Chosen as JSON Lines")
    assert await button.is_disabled()
    for place in (0, 2):
        await visitor.page.locator(".claim input").nth(place).check()
    async with visitor.page.expect_download() as download:
        await button.click()
    file = tmp_path / "claims.jsonl"
    await (await download.value).save_as(file)
    assert len(file.read_text(encoding="utf-8").splitlines()) == 2


async def test_a_question_is_kept_under_a_name(visitor: Visitor) -> None:
    await visitor.sign_in()
    await visitor.open("/claims?verdict=conflicting&kind=streak")
    await visitor.page.get_by_label("Name").fill("streaks-in-doubt")
    await visitor.page.get_by_role("button", name="Save").click()
    await visitor.page.wait_for_url("**/claims?saved=streaks-in-doubt")
    assert "Saved as streaks-in-doubt." in await visitor.page.inner_text(".flashes")
    assert set(await visitor.page.locator(".list .badge").all_inner_texts()) == {"Conflicting"}
    await visitor.check()


async def test_without_signing_in_nothing_can_be_kept(visitor: Visitor) -> None:
    await visitor.open("/claims")
    assert await visitor.page.get_by_label("Name").count() == 0


async def test_chosen_claims_are_decided_at_once(visitor: Visitor) -> None:
    await visitor.sign_in()
    await visitor.open("/claims?kind=rank&review=unreviewed")
    before = await visitor.page.locator(".claim").count()
    for place in (0, 1):
        await visitor.page.locator(".claim input").nth(place).check()
    await visitor.page.get_by_role("button", name="Accept chosen").click()
    assert "2 decided." in await visitor.page.inner_text(".flashes")
    assert await visitor.page.locator(".claim").count() == before - 2
    await visitor.check()
