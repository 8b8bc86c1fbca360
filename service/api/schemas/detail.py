"""One claim with everything known about it."""

from __future__ import annotations

from service.api.schemas import Output, Time
from service.api.schemas.article import Article
from service.api.schemas.claim import Claim, StoredVerdict
from service.api.schemas.discrepancy import Discrepancy
from service.api.schemas.review import Review


class Provenance(Output):
    """Where a claim comes from: the article, the versions of it that make the claim, and the rules that read it."""

    article: Article
    first_version: int
    last_version: int
    first_seen_at: Time
    rules: list[str]


class ClaimDetail(Claim):
    """A claim with the history of its verdicts, its discrepancies, its copies in other articles, and its reviews."""

    provenance: Provenance
    verdicts: list[StoredVerdict]
    discrepancies: list[Discrepancy]
    copies: list[Claim]
    reviews: list[Review]
