"""What banks and offices say: of a market and no platform, of whoever was counted last, and often named late."""

from __future__ import annotations

from extractors.claims.draft import Draft, Memory
from extractors.claims.view import View
from extractors.entities import EntityMention


def house_speaks(view: View) -> bool:
    """A bank or a research house speaks: what it expects is of the whole market, unless it names a platform."""
    return view.has("house") or any(name.kind == "organisation" and not name.country for name in view.names)


def expected(draft: Draft) -> bool:
    """A forecast of a country or of the world: of more than a platform, where its sentence names none."""
    market = draft.subject == "all" or (draft.subject or "").startswith("country:")
    return draft.modality == "forecast" and market and not draft.view.has("anaphor.platform")


def market(draft: Draft, memory: Memory) -> str | None:
    """A forecast that names nobody is of the market that was counted over the same length of time before."""
    view = draft.view
    if draft.kind != "level" or not view.rates or not view.has("forecast"):
        return None
    if any(name.kind == "platform" for name in view.names) or view.has("anaphor.platform"):
        return None
    per = view.rates[-1].per
    told = [one.subject for one in memory.drafts if one.kind == "level" and one.per == per]
    markets = [subject for subject in told if subject is not None and subject.startswith(("country:", "all"))]
    return markets[-1] if markets else None


def told_late(drafts: list[Draft], memory: Memory) -> None:
    """ "It was 230 trillion a day. In May it had been 190, the bureau said": the bureau's are both."""
    official = {(draft.subject, draft.per): draft for draft in drafts if draft.platform == "national"}
    for earlier in reversed(memory.drafts):
        if earlier.view.sentence.block != drafts[0].view.sentence.block or earlier.sourced:
            return
        late = official.get((earlier.subject, earlier.per))
        if late is None or earlier.kind != "level" or earlier.modality == "forecast":
            return
        earlier.platform, earlier.attribution = "national", late.attribution
        earlier.trail.append("platform.told-late")


def in_front(view: View, name: EntityMention) -> bool:
    """ "For the Chinese market, …", 中国市场方面: a country in front of its clause, which that clause is about."""
    if view.expression("topic_behind").match(view.text, name.end, view.end) is None:
        return False
    return (
        view.expression("topic_before").search(view.between(max(view.start, name.start - 24), name.start)) is not None
    )
