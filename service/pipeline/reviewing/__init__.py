"""The use cases of reviewing: decide about a claim, add one, take a decision back. Each is one transaction.

The decision, the claim's state, the line in the audit log and everything that follows from a correction (verdict,
consistency, discrepancies and the events that tell of them) are stored together or not at all.
"""

from __future__ import annotations

from service.pipeline.reviewing.add import add
from service.pipeline.reviewing.decide import decide
from service.pipeline.reviewing.types import Desk, Given, Made, NotReviewable, NotYours, Reviewer
from service.pipeline.reviewing.undo import undo

__all__ = ["Desk", "Given", "Made", "NotReviewable", "NotYours", "Reviewer", "add", "decide", "undo"]
