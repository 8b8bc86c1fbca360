"""What every page promises: headers, addresses of its parts, problems as pages, no form without its token."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from service.api.access import forgery
from service.desk import app
from service.desk.assets import assets
from service.desk.rendering import FOLDER, POLICY
from tests.unit.api.conftest import Backing
from tests.unit.desk.conftest import HTML, signed_in

PAGES = ["/", "/sign-in", "/docs", "/problems/bad-key", "/nowhere"]


CHANGING = [
    (method, re.sub(r"\{[^}]+\}", "x", route.path))
    for page in (*app.PAGES, *app.OPEN)
    for route in page.router.routes
    if isinstance(route, APIRoute) and not getattr(route.endpoint, "harmless", False)
    for method in sorted(route.methods - forgery.SAFE)
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_has_the_headers(client: TestClient, path: str, language: str) -> None:
    page = client.get(path, headers={**HTML, "Accept-Language": language})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"] == POLICY
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "same-origin"
    assert page.headers["cache-control"].startswith("private")
    assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}"' in page.text
    assert not re.search(r"\sstyle=|<script(?! type=\"(?:module|application/json)\")|\son\w+=", page.text)


@pytest.mark.parametrize("name", sorted(assets().files))
def test_a_part_is_kept_for_ever_under_its_digest_and_not_under_another(client: TestClient, name: str) -> None:
    there = client.get(assets().address(name))
    assert there.status_code == 200
    assert "immutable" in there.headers["cache-control"]
    assert there.content == assets().files[name]
    old = client.get(f"/static/0000000000000000/{name}")
    assert (old.status_code, old.headers["cache-control"]) == (200, "no-store")


@pytest.mark.parametrize("path", ["/static/x/nothing.css", "/static/x/../app.py", "/static/x/%2e%2e/app.py"])
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_program_is_given_problems_and_a_browser_pages(client: TestClient) -> None:
    assert client.get("/nowhere").headers["content-type"] == "application/problem+json"
    assert client.get("/v1/nothing", headers=HTML).headers["content-type"] == "application/problem+json"
    page = client.get("/nowhere", headers=HTML)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert page.headers["x-request-id"] in page.text


@pytest.mark.parametrize(("method", "path"), CHANGING)
def test_every_page_that_changes_something_looks_at_the_token(
    client: TestClient, backing: Backing, method: str, path: str
) -> None:
    """The gate leaves forms to the pages, so no page may forget."""
    signed_in(client, backing)
    refused = client.request(method, path, data={forgery.FIELD: "0" * 64}, headers={"Origin": "http://testserver"})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/forged-request")


def test_templates_leave_nothing_unescaped() -> None:
    for path in FOLDER.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape false|Markup", source), path.name


def test_every_form_that_posts_brings_its_token(client: TestClient, backing: Backing) -> None:
    signed_in(client, backing)
    for path in PAGES:
        for form in re.findall(r"<form method=\"post\".*?</form>", client.get(path, headers=HTML).text, re.DOTALL):
            assert "csrf_token" in form or 'action="/preferences"' in form, form
