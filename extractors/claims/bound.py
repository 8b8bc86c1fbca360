"""Names that are bound to a number itself: "of U.S. models" behind it, "5.2 trillion American", "Y at $1 and $5"."""

from __future__ import annotations

from extractors.claims.draft import Actor, Draft
from extractors.claims.view import View

Found = tuple[str | None, str]
_FOR = 8
_ATTRIBUTIVE = frozenset({"level", "price", "share", "change"})


def beside(draft: Draft, able: list[Actor], clause: tuple[int, int], done: list[Draft]) -> Found | None:
    """A name bound to the number itself: "of U.S. models" behind it, "5.2 trillion American", "China 36.42T"."""
    view = draft.view
    if draft.kind in {"change", "ratio"}:
        for actor in able:
            if actor.id and actor.start >= draft.end:
                moved = view.expression("move_in").fullmatch(view.between(draft.end, actor.start))
                if moved:
                    return actor.id, "subject.moved"
                break
    if draft.kind not in _ATTRIBUTIVE:
        return None
    for actor in able:
        gap = view.between(draft.end, actor.start) if actor.start >= draft.end else ""
        # "22.8 trillion (61%) were Chinese": a bracket does not part a number from its owner.
        outside = actor.start > clause[1] and gap.strip()[:1] not in {"(", ")"}
        if actor.start < draft.end or not actor.id or outside:
            continue
        priced = draft.kind == "price" and actor.kind == "model" and view.expression("price_for").fullmatch(gap)
        if _alone(draft, able, done) and view.expression("price_at").fullmatch(gap):
            return _for_model(view, actor, able).id, "subject.behind"
        if priced or view.expression("belongs").fullmatch(gap):
            return actor.id, "subject.behind"
        if (
            actor.kind == "country"
            and draft.kind in {"level", "share"}
            and view.expression("adjective_behind").fullmatch(gap)
        ):
            return actor.id, "subject.adjective"
        break
    against = _against(draft, able, done)
    if against is not None:
        return against.id, "subject.to-amount"
    agent = _agent(draft, able, clause)
    if agent is not None:
        return agent.id, "subject.agent"
    before = [actor for actor in able if actor.end <= draft.start and actor.id]
    gap = view.between(before[-1].end, draft.start) if before else ""
    if before and draft.kind == "price" and gap.strip() == "(":
        return before[-1].id, "subject.bracket"
    if before and draft.kind == "level" and (gap.strip() == "(" or view.expression("at_number").fullmatch(gap)):
        leader = before[-2] if len(before) > 1 and before[-1].role == "object" and gap.strip() != "(" else None
        if leader is not None and leader.role == "subject" and within(leader, clause) and within(before[-1], clause):
            # "Anthropic led the Americans with 52 trillion": the leader's.
            return leader.id, "subject.leader"
        return before[-1].id, "subject.bracket"
    if draft.kind == "price" and before:
        if _standard(view, before[-1]) and view.expression("at_number").fullmatch(gap):
            # "dearer than Y at $1 and $5": the amounts behind the other side are its own.
            return before[-1].id, "subject.bracket"
        last = done[-1] if done and done[-1].kind == "price" and done[-1].end > before[-1].end else None
        told = last is not None and "subject.bracket" in last.trail and view.between(last.end, draft.start)
        if last is not None and told and view.expression("pair_of_prices").fullmatch(told):
            return last.subject, "subject.bracket"
    if before and draft.kind == "level" and before[-1].role == "object":
        gap = view.between(before[-1].end, draft.start)
        peer = view.expression("peer").search(view.between(max(view.start, before[-1].start - 24), before[-1].start))
        if peer and len(gap) <= 24 and view.expression("names_number").fullmatch(gap):
            return before[-1].id, "subject.beside"
    return None


def _against(draft: Draft, able: list[Actor], done: list[Draft]) -> Actor | None:
    """以9.1万亿对8.7万亿超过美国: the second of two amounts is that of the one behind, who is beaten."""
    last = done[-1] if done and done[-1].kind == draft.kind == "level" and done[-1].end <= draft.start else None
    view = draft.view
    if last is None or view.expression("to_amount").fullmatch(view.between(last.end, draft.start)) is None:
        return None
    _, right = view.clause_span(draft.start)
    return next((a for a in able if a.id and a.role == "object" and draft.end <= a.start < right), None)


def _alone(draft: Draft, able: list[Actor], done: list[Draft]) -> bool:
    """ "A million tokens cost $0.28 at X, $2.50 at Y": a price with nobody before it but who asks other prices."""
    told = [other for other in done if other.kind == "price" and "subject.behind" in other.trail]
    before = [actor for actor in able if actor.end <= draft.start and actor.id]
    return draft.kind == "price" and all(any(other.end <= actor.start for other in told) for actor in before)


def _for_model(view: View, actor: Actor, able: list[Actor]) -> Actor:
    """ "$15 at Anthropic for Claude Sonnet 4.6": the model, where the lab's name goes on to it."""
    for other in able:
        if other.kind == "model" and 0 <= other.start - actor.end <= _FOR:
            return other if view.between(actor.end, other.start).strip() == "for" else actor
    return actor


def _standard(view: View, actor: Actor) -> bool:
    """What stands behind a "than"; what a verb is done to ("undercuts Y at $1") has no amount of its own."""
    return view.expression("than").search(view.between(max(view.start, actor.start - 24), actor.start)) is not None


def _agent(draft: Draft, able: list[Actor], clause: tuple[int, int]) -> Actor | None:
    """ "3.03 trillion, 0.8% more than a week before, by American ones": the agent told after a remark."""
    view = draft.view
    if any(within(actor, clause) for actor in able):
        return None
    for start, end in view.clauses[view.clause(draft.start) + 1 : view.clause(draft.start) + 3]:
        inside = [actor for actor in able if within(actor, (start, end)) and actor.id]
        if inside:
            found = view.expression("by_agent").fullmatch(view.between(start, inside[0].start))
            return inside[0] if found else None
    return None


def fronted(draft: Draft, able: list[Actor], clause: tuple[int, int]) -> Actor | None:
    """ "At OpenAI, volume fell 4%": whom a clause without a name of its own is about."""
    view = draft.view
    for actor in able:
        if actor.id and 0 <= clause[0] - actor.end <= 1:
            left, _ = view.clause_span(actor.start)
            return actor if view.expression("fronted_name").fullmatch(view.between(left, actor.start)) else None
    return None


def gone_to(draft: Draft, people: list[Actor]) -> Actor | None:
    """ "Two thirds of Anthropic's tokens went to Claude Sonnet 4.6": the one that the part is."""
    wholes = [actor for actor in people if actor.id == draft.object and actor.start >= draft.end]
    for actor in people:
        if wholes and actor.id and actor.start > wholes[0].end and actor.role != "source":
            gap = draft.view.between(wholes[0].end, actor.start)
            return actor if draft.view.expression("portion_goes").fullmatch(gap) else None
    return None


def within(actor: Actor, span: tuple[int, int]) -> bool:
    """Whether an actor begins inside a stretch; a sum of names ("A, B and C together") where its last one ends."""
    return span[0] <= actor.start < span[1] or (actor.kind == "named" and span[0] < actor.end <= span[1])


def last_subject(actors: list[Actor]) -> Actor | None:
    """The nearest actor in subject's role; pronouns give way to a name in the same stretch."""
    subjects = [actor for actor in actors if actor.role == "subject"]
    named = [actor for actor in subjects if actor.kind not in {"it", "same"}]
    able = named or subjects
    return able[-1] if able else None
