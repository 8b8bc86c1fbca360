"""Words for what the store and the API name by a code, in the reader's language where they are shown."""

from __future__ import annotations

from service.desk.catalogue import N_
from service.reviews.fields import Wrong
from service.sources.health import ADVICE, ADVICE_OTHERWISE

LABELS = {
    "supported": N_("Supported"),
    "refuted": N_("Refuted"),
    "conflicting": N_("Conflicting"),
    "not_enough_evidence": N_("Not enough evidence"),
}

READINGS = {
    "all": N_("All models"),
    "named": N_("Named models"),
    "top20": N_("Top 20"),
    "top10": N_("Top 10"),
    "top9": N_("Top 9"),
}
TYPES = {
    "refuted": N_("Refuted figure"),
    "conflicting": N_("Right in one reading only"),
    "inconsistent": N_("Article contradicts itself"),
    "disagreement": N_("Articles disagree"),
    "revision": N_("Figure was changed"),
    "verdict_changed": N_("Verdict changed"),
}
SEVERITIES = {
    "critical": N_("Critical"),
    "major": N_("Major"),
    "minor": N_("Minor"),
}
STATES = {
    "open": N_("Open"),
    "explained": N_("Explained"),
    "resolved": N_("Resolved"),
    "all": N_("All"),
}
STATUSES = {
    "ok": N_("Well"),
    "failing": N_("Failing"),
    "silent": N_("Silent"),
    "paused": N_("Paused"),
    "pending": N_("Not polled yet"),
    "unconfigured": N_("No longer configured"),
}
NOTICE_WORDS = {
    "source.failing": N_("A source fails"),
    "source.silent": N_("A source fell silent"),
    "source.odd": N_("A source has unusually much"),
    "source.recovered": N_("A source recovered"),
    "endpoint.disabled": N_("An endpoint was disabled"),
}
DISABLED = {
    "gone": N_("The receiver said that it is gone."),
    "failing": N_("It failed for too long."),
    "by_request": N_("Somebody disabled it."),
}
DELIVERIES = {
    "pending": (N_("Waiting"), "none"),
    "retrying": (N_("Tried again"), "warn"),
    "delivered": (N_("Delivered"), "good"),
    "failed": (N_("Given up"), "bad"),
}
OUTCOMES = {
    "ok": (N_("Read"), "good"),
    "unchanged": (N_("Nothing new"), "none"),
    "partial": (N_("Read in part"), "warn"),
    "failed": (N_("Failed"), "bad"),
}
REASONS = {
    "address_refused": N_("The address is private"),
    "bad_url": N_("The url is not one"),
    "body_too_large": N_("The answer is too large"),
    "by_request": N_("Somebody paused it"),
    "challenge_page": N_("The site checks for bots"),
    "connect_failed": N_("The site does not answer"),
    "disabled": N_("Disabled in sources.yaml"),
    "dns_failed": N_("The host is not found"),
    "empty_listing": N_("The list is empty"),
    "folder_missing": N_("The folder is missing"),
    "host_asked_to_wait": N_("The host asked for a rest"),
    "html_instead_of_feed": N_("A page came instead of a feed"),
    "http_401": N_("A login is needed"),
    "http_403": N_("The site refuses this client"),
    "http_404": N_("There is nothing at the address"),
    "http_410": N_("The address has ended for good"),
    "http_429": N_("Too many requests for the site"),
    "internal_error": N_("An error of our own"),
    "malformed_feed": N_("The feed is broken"),
    "not_a_feed": N_("It is not a feed"),
    "not_selected": N_("Not among the sources that are polled here"),
    "nothing_new": N_("Nothing new for unusually long"),
    "robots_forbids": N_("robots.txt forbids it"),
    "robots_unreachable": N_("robots.txt could not be read"),
    "timeout": N_("The site is too slow"),
    "tls_failed": N_("The certificate is not valid"),
    "too_many_redirects": N_("Led on too often"),
    "worker_timeout": N_("Reading it took too long"),
}
"""Why a source or a page could not be read. A code that is not here is shown as it is."""


def from_elsewhere() -> tuple[str, ...]:
    """Words that pages show and other parts of the service say, in English."""
    return (*ADVICE.values(), ADVICE_OTHERWISE, *Wrong)
