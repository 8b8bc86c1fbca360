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


SHOTS = (Shot("desk-overview", "/"),)


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
