"""What every page has around it: the menu, the switches, signing in and out, times, problems."""

from __future__ import annotations

import pytest

from tests.browser.visitor import PHONE, Visitor

PAGES = ["/", "/sign-in", "/docs", "/problems", "/problems/bad-key", "/nowhere"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "visitor",
    [{}, {"color_scheme": "dark"}, {"viewport": PHONE}, {"locale": "zh-CN"}],
    ids=["light", "dark", "phone", "zh"],
    indirect=True,
)
async def test_a_page_is_accessible_and_fits(visitor: Visitor, path: str) -> None:
    await visitor.open(path)
    await visitor.check()


async def test_a_one_time_link_signs_in_once(visitor: Visitor) -> None:
    link = visitor.served.link()
    await visitor.page.goto(link)
    assert "Welcome, operator." in await visitor.page.inner_text(".flashes")
    await visitor.open("/")
    assert await visitor.page.locator(".flashes").count() == 0
    await visitor.page.get_by_role("button", name="Sign out").click()
    assert "You are signed out." in await visitor.page.inner_text(".flashes")
    answer = await visitor.page.goto(link)
    assert answer is not None
    assert answer.status == 410
    assert "used before" in await visitor.page.inner_text("[role=alert]")


async def test_the_theme_and_the_language_stay(visitor: Visitor) -> None:
    await visitor.open("/docs")
    page = visitor.page
    await page.get_by_role("button", name="Use the light theme").click()
    await page.get_by_role("button", name="Use the dark theme").click()
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.url.endswith("/docs")
    await page.get_by_role("button", name="中文").click()
    await visitor.open("/")
    assert await page.evaluate("[document.documentElement.lang, document.documentElement.dataset.theme]") == [
        "zh-Hans",
        "dark",
    ]


@pytest.mark.parametrize("visitor", [{"timezone_id": "Asia/Shanghai"}], indirect=True)
async def test_times_are_told_in_the_readers_zone_with_no_jump_on_later_pages(visitor: Visitor) -> None:
    await visitor.open("/")
    assert "Asia/Shanghai" in await visitor.page.inner_text(".foot")
    told = await visitor.page.locator("time").first.inner_text()
    await visitor.open("/")
    html = await (await visitor.context.request.get(f"{visitor.served.base}/")).text()
    assert f">{told}<" in html
    assert "Asia/Shanghai" in html


@pytest.mark.parametrize("visitor", [{"viewport": PHONE}], indirect=True)
async def test_the_menu_opens_and_closes_by_keyboard_on_a_phone(visitor: Visitor) -> None:
    await visitor.open("/")
    page = visitor.page
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert await page.get_by_role("link", name="Check").is_visible()
    await page.keyboard.press("Escape")
    assert not await page.get_by_role("link", name="Check").is_visible()


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}], indirect=True)
async def test_pages_say_utc_where_no_script_runs(visitor: Visitor) -> None:
    await visitor.open("/")
    assert "UTC" in await visitor.page.inner_text(".foot")
