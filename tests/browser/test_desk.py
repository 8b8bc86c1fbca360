"""Check, discrepancies, sources and subscriptions as somebody with a browser uses them."""

from __future__ import annotations

from typing import Any

import pytest

from db.queries.discrepancies import DiscrepancyFilter, list_discrepancies
from tests.browser.visitor import PHONE, Visitor

SORTS: list[dict[str, Any]] = [{}, {"color_scheme": "dark", "locale": "zh-CN"}, {"viewport": PHONE}]
TEXT = (
    "In the week of March 30 to April 5, Chinese models processed 12.96 trillion tokens on OpenRouter. "
    "Models worldwide processed 129.6 trillion tokens in that week."
)


@pytest.mark.parametrize("visitor", SORTS, ids=["light", "dark-zh", "phone"], indirect=True)
async def test_pages_are_accessible_and_fit(visitor: Visitor) -> None:
    await visitor.sign_in()
    with visitor.served.database.reading() as session:
        row = list_discrepancies(session, DiscrepancyFilter(type=("refuted",))).rows[0]
    for path in (
        "/discrepancies",
        f"/discrepancies/{row.public_id}",
        "/sources",
        "/sources/samples",
        "/subscriptions",
        "/subscriptions/new",
        "/subscriptions/endpoints/new",
        "/check",
    ):
        await visitor.open(path)
        await visitor.check()


@pytest.mark.parametrize("visitor", [{}, {"java_script_enabled": False}], ids=["script", "plain"], indirect=True)
async def test_a_pasted_text_is_checked(visitor: Visitor, request: pytest.FixtureRequest) -> None:
    await visitor.open("/check")
    page = visitor.page
    await page.get_by_role("textbox", name="Text").fill(TEXT)
    await page.get_by_label("Day of publication").fill("2026-04-08")
    await page.get_by_role("button", name="Check").click()
    assert await page.locator(".hit").all_inner_texts() == ["12.96 trillion tokens", "129.6 trillion tokens"]
    if "plain" in request.node.name:
        return
    await page.locator(".hit.verdict-refuted").focus()
    assert "129.6T" in await page.locator(".found .lit").inner_text()
    await visitor.check()


async def test_a_discrepancy_is_explained_by_keyboard_and_opened_again(visitor: Visitor) -> None:
    await visitor.sign_in("review", "Ada")
    await visitor.open("/discrepancies?type=inconsistent")
    page = visitor.page
    await page.locator(".rows a").first.focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("Note").focus()
    await page.keyboard.type("Two tables, two bases.")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.locator(".explained").wait_for()
    assert "Two tables, two bases." in await page.inner_text(".explained")
    await visitor.check()
    await page.get_by_role("button", name="Open it again").click()
    await page.get_by_label("Note").wait_for()


async def test_filters_act_when_they_are_chosen(visitor: Visitor) -> None:
    await visitor.open("/discrepancies")
    async with visitor.page.expect_navigation():
        await visitor.page.get_by_label("Type").select_option("refuted")
    assert "type=refuted" in visitor.page.url
    words = await visitor.page.locator(".row .meta").all_inner_texts()
    assert words
    assert all("Refuted figure" in one for one in words)


async def test_an_endpoint_is_made_and_subscribed(visitor: Visitor) -> None:
    await visitor.sign_in()
    await visitor.open("/subscriptions/endpoints/new")
    page = visitor.page
    await page.get_by_label("Name").fill("Newsroom")
    await page.get_by_label("Address").fill("https://hooks.example.org/in")
    await page.get_by_role("button", name="Add the endpoint").click()
    assert (await page.inner_text(".secret code")).startswith("whsec_")
    await visitor.check()
    await page.get_by_role("link", name="Subscribe it").click()
    await page.get_by_label("Name").fill("Slips")
    await page.get_by_label("Refuted figure").check()
    await page.get_by_role("button", name="Subscribe").click()
    assert "Slips is told from now on." in await page.inner_text(".flashes")
    await visitor.check()


async def test_a_source_is_paused_and_goes_on(visitor: Visitor) -> None:
    await visitor.sign_in()
    await visitor.open("/sources")
    page = visitor.page
    await page.get_by_role("button", name="Pause samples").click()
    await visitor.check()
    await page.get_by_role("button", name="Let samples go on").click()
    await page.get_by_role("button", name="Pause samples").wait_for()
