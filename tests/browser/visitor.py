"""Somebody with a browser: opens pages, signs in, and notices everything that the browser complains of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, ConsoleMessage, Page, Response

from tests.browser.service import Served

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 860}


@dataclass(slots=True)
class Visitor:
    """One profile with one page. ``complaints``: errors of scripts and of the console, among them what the policy
    refused; an answer with a status of 400 or more counts unless it is the page itself, which a test may have meant."""

    served: Served
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("console", lambda message: self._heard(message))  # noqa: PLW0108 - it sets attributes on methods

    async def open(self, path: str) -> Response:
        """Go to a page and wait until its scripts have run."""
        response = await self.page.goto(f"{self.served.base}{path}", wait_until="load")
        assert response is not None
        return response

    async def sign_in(self, scope: str = "admin", name: str = "operator") -> None:
        await self.page.goto(self.served.link(scope, name), wait_until="load")

    async def check(self) -> None:
        """No rule of axe is broken, nothing is wider than the window, and the browser had nothing to complain of."""
        results: Any = await Axe().run(self.page)
        broken = [
            (one["id"], one["help"], [node["html"][:200] for node in one["nodes"][:5]])
            for one in results.response["violations"]
        ]
        assert broken == []
        widths = await self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert widths[0] <= widths[1], f"the page is {widths[0]} wide in a window of {widths[1]}"
        assert self.complaints == []

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        its_own = message.text.startswith("Failed to load resource") and message.location["url"] == self.page.url
        if not its_own:
            self.complaints.append(f"console: {message.text}")
