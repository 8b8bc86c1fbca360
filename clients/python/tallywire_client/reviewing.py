"""Reviews: deciding about claims, what waits, and how far reviewers agree; for code that blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from tallywire_client.requests import Call, delete, get, post, quoted
from tallywire_client.types import Decision, Json, Review, ReviewMade


class Reviewing:
    """Methods of :class:`~tallywire_client.Tallywire`. Deciding needs a key with the scope ``review``."""

    def _ask(self, call: Call) -> Any:
        raise NotImplementedError

    def _pages(self, path: str, filters: dict[str, Any]) -> Iterator[Any]:
        raise NotImplementedError

    def _bytes(self, path: str, filters: dict[str, Any]) -> Iterator[bytes]:
        raise NotImplementedError

    def reviews(self, **filters: Any) -> Iterator[Review]:
        """What was decided, newest first; ``claim``, ``article``, ``reviewer`` and ``decision`` narrow it."""
        return self._pages("/v1/reviews", filters)

    def review(
        self,
        claim_id: str,
        decision: Decision,
        claim: Mapping[str, Any] | None = None,
        note: str | None = None,
        copies: bool = False,
        expected: str | None = None,
    ) -> ReviewMade:
        """Decide about a claim; of an edit, ``claim`` has the fields that are otherwise."""
        given = {"decision": decision, "claim": claim, "note": note, "copies": copies, "expected": expected}
        body = {name: value for name, value in given.items() if value is not None}
        return cast("ReviewMade", self._ask(post(f"/v1/claims/{quoted(claim_id)}/reviews", body)))

    def add_claim(self, article_id: str, claim: Mapping[str, Any], note: str | None = None) -> ReviewMade:
        """Add a claim that the article makes and the extractor did not find."""
        body = {"claim": claim, "note": note}
        return cast("ReviewMade", self._ask(post(f"/v1/articles/{quoted(article_id)}/claims", body)))

    def undo_review(self, review_id: str) -> ReviewMade:
        """Take the last decision about a claim back."""
        return cast("ReviewMade", self._ask(delete(f"/v1/reviews/{quoted(review_id)}")))

    def review_queue(self) -> Iterator[Json]:
        """Articles that wait for the holder of the key, the most urgent first."""
        return self._pages("/v1/review-queue", {})

    def agreement(self) -> Json:
        """Percent agreement and Cohen's kappa, and what two reviewers dispute."""
        return cast("Json", self._ask(get("/v1/agreement")))

    def reviewed_articles(self, form: str = "jsonl") -> Iterator[bytes]:
        """Articles of which every claim was decided about, as one file, in pieces: ``jsonl`` or ``spacy``."""
        return self._bytes(f"/v1/reviewed-articles.{form}", {})
