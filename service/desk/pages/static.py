"""Style sheets, scripts and drawings."""

from __future__ import annotations

from pathlib import PurePosixPath

from fastapi import APIRouter, Response

from service.api.conventions.problem_types import NoSuchAddress
from service.desk.assets import KEEP, TYPES, assets

router = APIRouter()


@router.get("/static/{digest}/{name:path}")
async def static(digest: str, name: str) -> Response:
    """A file, to be kept for ever; under an old digest, the file of today, not to be kept."""
    content = assets().files.get(name)
    if content is None:
        raise NoSuchAddress(f"There is no file {name}.")
    keep = KEEP if digest == assets().digest else "no-store"
    return Response(content, media_type=TYPES[PurePosixPath(name).suffix], headers={"Cache-Control": keep})


@router.get("/favicon.ico")
async def favicon() -> Response:
    """Browsers ask for this by themselves where a page does not name an icon."""
    return Response(assets().files["icon.svg"], media_type=TYPES[".svg"], headers={"Cache-Control": "max-age=86400"})
