"""Settings: environment variables named ``TALLYWIRE_*``, with defaults that work on a fresh clone and offline."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


OPENROUTER = "https://openrouter.ai"


class Settings(BaseSettings):
    """Everything an operator may set. Paths are relative to the working directory unless absolute."""

    model_config = SettingsConfigDict(env_prefix="TALLYWIRE_", env_file=".env", extra="ignore", frozen=True)

    database: Path = Field(default=Path("data/tallywire.db"), description="SQLite file; its folder is made if missing")
    sources_file: Path = Field(default=ROOT / "sources.yaml", description="which sources are polled, and how")
    sources: str = Field(default="", description="comma-separated source names to poll; empty for all of them")
    samples: Path = Field(default=ROOT / "samples", description="sample articles and reference rows")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    contact: str = Field(default="https://example.org/tallywire", description="contact line of the User-Agent header")
    proxy: str | None = Field(default=None, description="HTTP proxy for everything that leaves the machine")
    workers: int = Field(default=2, ge=1, description="processes that read pages and extract claims")
    openrouter_url: str = OPENROUTER
    openrouter_api_key: SecretStr | None = Field(default=None, validation_alias="OPENROUTER_API_KEY")
    private_webhooks: bool = Field(
        default=False, description="let alerts go to loopback and private addresses too, not only to public ones"
    )
    private_checks: bool = Field(
        default=False, description="let pages to be checked be fetched from loopback and private addresses too"
    )
    log_level: str = "INFO"
    reading: Literal["auto", "open", "keys"] = Field(
        default="auto", description="who may read: everybody, holders of keys, or (auto) everybody on this machine only"
    )
    rate_limit: int = Field(default=6000, ge=0, description="requests a minute for each client; 0 for no limit")
    review_twice: float = Field(
        default=0.1, ge=0, le=1, description="share of claims that two reviewers decide about, apart from each other"
    )
    cors_origins: str = Field(default="", description="comma-separated origins whose pages may read, or *")
    behind_proxy: bool = Field(default=False, description="believe X-Forwarded-For of a proxy on this machine")

    @cached_property
    def selected_sources(self) -> frozenset[str] | None:
        """Names that polling is limited to, or None for no limit."""
        names = frozenset(name.strip() for name in self.sources.split(",") if name.strip())
        return names or None
