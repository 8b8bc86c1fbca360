"""``make screenshots``: the pages of the samples, drawn into docs/."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from tests.browser.service import Served, samples_served
from tests.browser.visitor import ARGUMENTS, WIDE

TEXT = (
    "Chinese AI models processed 4.69 trillion tokens in the week to March 15, according to OpenRouter, surpassing "
    "the United States for the second week in a row.\n"
    "In the week of March 30 to April 5 they processed 12.96 trillion tokens, up 31.48% from the week before. "
    "Models worldwide processed 129.6 trillion tokens in that week.\n"
    "MiMo-V2-Pro handled 1.49 trillion tokens between March 16 and March 22."
)
DOCS = Path(__file__).resolve().parents[2] / "docs"


async def nothing(page: Page) -> None:
    """The page as it opens."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a page: ``act`` is what is done on it first, ``options`` are those of a browser context."""

    name: str
    path: str
    act: Callable[[Page], Awaitable[None]] = nothing
    options: dict[str, Any] = field(default_factory=dict)


async def checked(page: Page) -> None:
    """A text with claims of three kinds of verdict."""
    await page.get_by_label("Text").fill(TEXT)
    await page.get_by_label("Headline").fill("China passes the US in weekly AI tokens")
    await page.get_by_label("Day of publication").fill("2026-04-08")
    await page.get_by_role("button", name="Check").click()
    await page.wait_for_load_state()


async def first_conflict(page: Page) -> None:
    """A claim that is right in one reading only, with all its readings."""
    await page.locator(".says a").first.click()
    await page.wait_for_load_state()


async def second_claim(page: Page) -> None:
    """The review room of the gravest article, at its second claim."""
    await page.get_by_role("link", name="Start reviewing").click()
    await page.wait_for_load_state()
    await page.keyboard.press("j")


SHOTS = (
    Shot("desk-overview", "/"),
    Shot("desk-claim", "/claims?verdict=conflicting&kind=level", first_conflict),
    Shot("desk-review", "/review", second_claim),
    Shot("desk-discrepancies", "/discrepancies"),
    Shot("desk-check", "/check", checked, {"color_scheme": "dark"}),
    Shot("desk-sources", "/sources", options={"locale": "zh-CN"}),
)


async def draw(served: Served, chromium: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for shot in SHOTS:
            usual = {"locale": "en-GB", "timezone_id": "UTC", "viewport": WIDE, "color_scheme": "light"}
            context = await browser.new_context(**{**usual, **shot.options})
            page = await context.new_page()
            await page.goto(served.link())
            await page.goto(f"{served.base}{shot.path}")
            await shot.act(page)
            target = DOCS / f"{shot.name}.png"
            await page.screenshot(path=target)
            print(f"{target.name}: {target.stat().st_size // 1024} kB")  # noqa: T201 - a script's output
            await context.close()
        await browser.close()


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("This needs Debian's chromium: make browser")
    with tempfile.TemporaryDirectory() as folder, samples_served(Path(folder)) as served:
        asyncio.run(draw(served, chromium))


if __name__ == "__main__":
    main()
