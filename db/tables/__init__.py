"""Stored rows, one module a noun. Importing this package makes :data:`metadata` complete."""

from __future__ import annotations

from db.tables.access import ApiKeyRow, AuditRow, SavedFilterRow, SessionRow, SigningSecretRow, SignInLinkRow
from db.tables.alert import AlertMatterRow, AlertRow, AttemptRow, DeliveryRow, EndpointRow, SubscriptionRow
from db.tables.article import ArticleBandRow, ArticleRow, ArticleVersionRow
from db.tables.base import Row, metadata, table_of
from db.tables.claim import ClaimRow, MentionRow
from db.tables.derived import ClaimDocumentRow, ClaimTallyRow, ClaimWeekTallyRow
from db.tables.discrepancy import DiscrepancyClaimRow, DiscrepancyRow, OutboxRow
from db.tables.reference import EditionRow, ListingRow, ObservationRow, RefreshRow, StatementRow, VintageRow
from db.tables.review import ReviewRow, ReviewTaskRow
from db.tables.source import BackfilledListingRow, EntryRow, PollRow, SourceConcernRow, SourceRow
from db.tables.verdict import ConsistencyRow, VerdictRow

__all__ = [
    "AlertMatterRow",
    "AlertRow",
    "ApiKeyRow",
    "ArticleBandRow",
    "ArticleRow",
    "ArticleVersionRow",
    "AttemptRow",
    "AuditRow",
    "BackfilledListingRow",
    "ClaimDocumentRow",
    "ClaimRow",
    "ClaimTallyRow",
    "ClaimWeekTallyRow",
    "ConsistencyRow",
    "DeliveryRow",
    "DiscrepancyClaimRow",
    "DiscrepancyRow",
    "EditionRow",
    "EndpointRow",
    "EntryRow",
    "ListingRow",
    "MentionRow",
    "ObservationRow",
    "OutboxRow",
    "PollRow",
    "RefreshRow",
    "ReviewRow",
    "ReviewTaskRow",
    "Row",
    "SavedFilterRow",
    "SessionRow",
    "SignInLinkRow",
    "SigningSecretRow",
    "SourceConcernRow",
    "SourceRow",
    "StatementRow",
    "SubscriptionRow",
    "VerdictRow",
    "VintageRow",
    "metadata",
    "table_of",
]
