"""One browser and one service for each process that runs tests; a new profile for each test."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.service import Served, samples_served
from tests.browser.visitor import ARGUMENTS, WIDE, Visitor

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser lives on one event loop for the whole session, so its tests do too."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with samples_served(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("the pages are tested with Debian's chromium, which is not installed: make browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser, served: Served, request: pytest.FixtureRequest) -> AsyncIterator[Visitor]:
    """Somebody from London with a wide window. Parametrise indirectly with options of a browser context."""
    options: dict[str, Any] = {"locale": "en-GB", "timezone_id": "UTC", "viewport": WIDE}
    context = await browser.new_context(**{**options, **getattr(request, "param", {})})
    visitor = Visitor(served, context, await context.new_page())
    visitor.listen()
    yield visitor
    await context.close()
    assert visitor.complaints == []
