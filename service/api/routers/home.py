"""Pages for people: a start page, the list of addresses, and what each problem means. Plain HTML, no script."""

from __future__ import annotations

from html import escape
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from db.queries import discrepancies
from db.queries.pages import Record
from service.api.access import may_read
from service.api.conventions.problem_types import PROBLEMS, NoSuchAddress, about, title_of
from service.api.deps import BackingDep

router = APIRouter(include_in_schema=False)

LATEST = 20
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}li{margin:.6rem 0}code{background:#f2f2f2;padding:0 .2em}"
    "small{color:#666}table{border-collapse:collapse}td{padding:.15rem .8rem .15rem 0;vertical-align:top}"
)
_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'", "Cache-Control": "no-cache"}


def page(title: str, body: str, status: int = 200) -> HTMLResponse:
    """``body`` is markup and must already be escaped; ``title`` is text."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    html = f"<!doctype html><html lang=en><head>{head}<style>{_STYLE}</style></head><body>{body}</body></html>"
    return HTMLResponse(html, status, headers=_HEADERS)


@router.get("/", dependencies=[Depends(may_read)])
def home(backing: BackingDep) -> HTMLResponse:
    """The latest discrepancies and where everything is."""
    with backing.database.reading() as session:
        rows = discrepancies.list_discrepancies(
            session, discrepancies.DiscrepancyFilter(resolved=False), limit=LATEST
        ).rows
    reference = backing.snapshot.reference(backing.snapshot.covered)
    items = "".join(map(_item, rows)) or "<li>None so far.</li>"
    links = "".join(
        f'<li><a href="{href}"><code>{href}</code></a> {what}</li>'
        for href, what in (
            ("/v1/claims", "what articles state, and what the data say about it"),
            ("/v1/discrepancies", "where they do not agree"),
            ("/v1/sources", "where articles come from, and how polling goes"),
            ("/docs", "every address and its parameters"),
        )
    )
    return page(
        "Tallywire",
        f"<h1>Tallywire</h1><p>Numeric claims about AI token usage in the news, each held against the data.</p>"
        f"<h2>Latest discrepancies</h2><ul>{items}</ul><h2>The API</h2><ul>{links}</ul>"
        f"<p><small>{escape(reference.citation)}</small></p>",
    )


def _item(row: Record) -> str:
    article = row.article_public_id
    where = f' · <a href="/v1/articles/{escape(article)}">article</a>' if article else ""
    details = f'<a href="/v1/discrepancies/{escape(row.public_id)}">details</a>'
    return (
        f"<li><b>{escape(row.type.replace('_', ' '))}</b> {escape(row.explanation)}<br><small>"
        f"{row.opened_at:%Y-%m-%d} · {details}{where}</small></li>"
    )


@router.get("/docs")
def documentation(request: Request) -> HTMLResponse:
    """The OpenAPI document, readable."""
    document = request.app.openapi()
    sections = [
        _operation(path, method, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    problems = "".join(
        f'<li><a href="/problems/{name}"><code>{name}</code></a> {escape(title_of(kind))}</li>'
        for name, kind in PROBLEMS.items()
    )
    return page(
        "Tallywire API",
        f"<h1>Tallywire API</h1>{_paragraphs(document['info']['description'])}"
        f'<p>The same for machines: <a href="/openapi.json"><code>/openapi.json</code></a></p>'
        f"{''.join(sections)}<h2>Problems</h2><ul>{problems}</ul>",
    )


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code><td>{escape(one.get('description', ''))}"
        for one in operation.get("parameters", ())
    )
    return (
        f"<h2><code>{method.upper()} {escape(path)}</code> {escape(operation['summary'])}</h2>"
        f"{_paragraphs(operation.get('description', ''))}<table>{rows}</table>"
    )


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(block)}</p>" for block in text.split("\n\n") if block.strip())


@router.get("/problems/{name}")
def problem(name: str) -> HTMLResponse:
    """What a problem's ``type`` means."""
    kind = PROBLEMS.get(name)
    if kind is None:
        raise NoSuchAddress(f"There is no problem called {name}.", allowed=list(PROBLEMS))
    title = title_of(kind)
    return page(
        title, f"<h1>{escape(title)}</h1><p><code>{name}</code>, status {kind.status}</p>{_paragraphs(about(kind))}"
    )
