"""Who is measured: the name that the grammar gives a number, else what the sentence or the paragraph goes on about.

English puts the measured one before its verb or behind "of/for/by" after the amount; Chinese before. A name is carried
into a clause only where that clause has no subject of its own; a sum, a bare topic or a new line without any name is
about the whole platform.
"""

from __future__ import annotations

from extractors.claims.actors import PLATFORM
from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.pronouns import author_of, lookup
from extractors.claims.view import View

Found = tuple[str | None, str]
_ATTRIBUTIVE = frozenset({"level", "price", "share", "change"})


def subject_of(draft: Draft, people: list[Actor], memory: Memory, done: list[Draft]) -> Found:
    """The subject's id and the rule that found it."""
    found = _inside(draft, people, memory, done)
    return found if found[0] is not None else _outside(draft, people, memory, done)


def _inside(draft: Draft, people: list[Actor], memory: Memory, done: list[Draft]) -> Found:
    view = draft.view
    clause = view.clause_span(draft.start)
    relative = _antecedent(draft, people, clause)
    if relative is not None:
        return lookup(relative, draft, people, memory, done), "subject.relative"
    labelled = _labelled(draft, people)
    if labelled:
        if draft.kind == "ratio":
            draft.object = next((actor.id for actor in labelled[1:] if actor.role == "object"), None)
        return labelled[0].id, "subject.label"
    able = _able(draft, people)
    if draft.kind == "level" and any(
        view.expression("part_of_sum").fullmatch(view.between(other.end, draft.start).lstrip())
        for other in done
        if other.end <= draft.start
    ):
        return "all", "subject.sum"
    beside = _beside(draft, able, clause, done)
    if beside is not None:
        return beside
    before = [actor for actor in able if actor.end <= draft.start and within(actor, clause)]
    chosen = _last_subject(before)
    after = [actor for actor in able if actor.start >= draft.end and within(actor, clause) and actor.role == "subject"]
    named = [actor for actor in after if actor.id]
    placed = draft.kind in {"rank", "streak"}
    if draft.kind == "streak":
        for actor in able:
            if actor.id and view.expression("winner").search(
                view.between(max(view.start, actor.start - 24), actor.start)
            ):
                return actor.id, "subject.winner"
    if named and draft.trail and draft.trail[0] == "rank.led-by":
        return named[0].id, "subject.led-by"
    if chosen is not None and not chosen.id and placed and named:
        return named[0].id, "subject.expletive"
    if chosen is None and _whole_platform(draft, people, memory, after, done):
        return "all", "subject.sum"
    if chosen is not None:
        found = lookup(chosen, draft, people, memory, done)
        if chosen.kind == "author" and view.expression("that_one").match(view.text, chosen.end, view.end):
            return _its_model(found, memory), "subject.that-one"
        return found, "subject.before"
    if after and placed:
        return lookup((named or after)[0], draft, people, memory, done), "subject.after"
    return _elsewhere(draft, people, able, after, memory, done)


def _elsewhere(
    draft: Draft, people: list[Actor], able: list[Actor], after: list[Actor], memory: Memory, done: list[Draft]
) -> Found:
    """The clauses around the number's own."""
    view = draft.view
    clause = view.clause_span(draft.start)
    number = view.clause(draft.start)
    first = not any(actor.end <= clause[0] and actor.role == "subject" for actor in able)
    if first and view.expression("fronted").match(view.between(*clause)) and number + 1 < len(view.clauses):
        following = [actor for actor in able if within(actor, view.clauses[number + 1]) and actor.role == "subject"]
        if following:
            return lookup(following[0], draft, people, memory, done), "subject.fronted-with"
    earlier = _grammatical(draft, [actor for actor in able if actor.end <= clause[0]])
    told = [other for other in done if other.subject and other.kind != "comparison"]
    if draft.kind == "share":
        told = [other for other in told if other.subject != "all"]
    last = told[-1] if told else None
    if earlier is not None and (last is None or earlier.start > last.start):
        return lookup(earlier, draft, people, memory, done), "subject.earlier-clause"
    if last is not None:
        return last.subject, "subject.same-sentence"
    if after:
        return lookup(after[0], draft, people, memory, done), "subject.after"
    if draft.kind in {"rank", "price", "streak"}:
        later = [actor for actor in able if actor.start >= draft.end and actor.role == "subject" and actor.id]
        later = [actor for actor in later if ";" not in view.between(draft.end, actor.start)]
        if later:
            return later[0].id, "subject.later-clause"
    return None, "subject.none"


def _able(draft: Draft, people: list[Actor]) -> list[Actor]:
    """The actors that may be measured here."""
    able = [actor for actor in people if actor.role != "source" and not _aside(draft, actor, people)]
    if draft.kind == "share":
        able = [actor for actor in able if actor.id != draft.object or not draft.object]
    if draft.kind in {"share", "rank"} or draft.relation in {"above", "below", "ranks_first"}:
        # The platform's total is what a share is of, and nobody's rival.
        view = draft.view
        able = [
            a for a in able if a.kind != "all" or (draft.kind == "share" and view.has("scope.listed", a.start, a.end))
        ]
    return able


def _beside(draft: Draft, able: list[Actor], clause: tuple[int, int], done: list[Draft]) -> Found | None:
    """A name bound to the number itself: "of U.S. models" behind it, "5.2 trillion American", "China 36.42T"."""
    view = draft.view
    if draft.kind not in _ATTRIBUTIVE:
        return None
    for actor in able:
        if actor.start < draft.end or not actor.id or actor.start > clause[1]:
            continue
        gap = view.between(draft.end, actor.start)
        if view.expression("belongs").fullmatch(gap):
            return actor.id, "subject.behind"
        if (
            actor.kind == "country"
            and draft.kind in {"level", "share"}
            and view.expression("adjective_behind").fullmatch(gap)
        ):
            return actor.id, "subject.adjective"
        break
    agent = _agent(draft, able, clause)
    if agent is not None:
        return agent.id, "subject.agent"
    before = [actor for actor in able if actor.end <= draft.start and actor.id]
    gap = view.between(before[-1].end, draft.start) if before else ""
    if before and draft.kind == "level" and (gap.strip() == "(" or view.expression("at_number").fullmatch(gap)):
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


def _whole_platform(draft: Draft, people: list[Actor], memory: Memory, after: list[Actor], done: list[Draft]) -> bool:
    """A clause whose own subject is a sum or a bare topic, and that names nobody."""
    view = draft.view
    if draft.measure != "token_usage" or memory.platform not in {"openrouter", None} or after:
        return False
    left, right = view.clause_span(draft.start)
    clause = view.between(left, right).strip()
    if view.expression("bare_topic").search(clause):
        return True
    if draft.kind != "level" or done:
        return False
    if any(actor.id and actor.kind != "all" and actor.role == "subject" for actor in people):
        return False
    opening = view.between(left, draft.start)
    if view.expression("summing").match(view.text, left, right) or view.expression("summing").match(
        view.text, view.start, left
    ):
        return True
    return bool(view.expression("amount_first").fullmatch(opening)) and "token" in view.between(
        draft.start, draft.end + 10
    )


def _outside(draft: Draft, people: list[Actor], memory: Memory, done: list[Draft]) -> Found:
    """Nobody in the sentence: the platform that it names, the office's country, or the paragraph's subject."""
    view = draft.view
    usage = draft.measure == "token_usage" and draft.kind in {"level", "change", "ratio", "streak"}
    if usage and any(actor.id == PLATFORM for actor in people):
        return "all", "subject.platform"
    offices = [name.country for name in view.names if name.kind == "organisation" and name.country]
    if usage and (offices or (memory.home and view.has("official"))):
        return (f"country:{offices[0]}" if offices else memory.home), "subject.official"
    fresh = memory.block != view.sentence.block and not any(actor.role != "source" and not actor.id for actor in people)
    if fresh and draft.kind in {"level", "change"} and usage and memory.platform == "openrouter" and not done:
        return memory.asked_of or "all", "subject.asked-of" if memory.asked_of else "subject.new-line"
    if memory.subject is not None:
        return memory.subject, "subject.carried"
    if usage and memory.platform == "openrouter":
        return "all", "subject.platform-carried"
    return None, "subject.none"


def _its_model(author: str | None, memory: Memory) -> str | None:
    """小米那款: the only model of a lab that the article has measured; else the lab."""
    told = [draft.subject for draft in memory.drafts if draft.subject and draft.subject.startswith("model:")]
    models = list(dict.fromkeys(model for model in told if author_of(model) == author))
    return models[0] if len(models) == 1 else author


def _labelled(draft: Draft, people: list[Actor]) -> list[Actor]:
    """ "3.2x: Chinese volume over American", 6.8万亿：腾讯Hy3登顶: a number before the words that tell what it is."""
    view = draft.view
    left, right = view.clause_span(draft.start)
    if view.between(left, draft.start).strip(" *"):
        return []
    if not view.expression("label_colon").fullmatch(view.between(draft.end, right)):
        return []
    told = [actor for actor in people if actor.start >= right and actor.id and actor.role != "source"]
    return told if told and told[0].role == "subject" else []


def within(actor: Actor, span: tuple[int, int]) -> bool:
    """Whether an actor lies inside a stretch."""
    return span[0] <= actor.start and actor.end <= span[1]


def _antecedent(draft: Draft, people: list[Actor], clause: tuple[int, int]) -> Actor | None:
    """Whom a relative clause is about: the name right before its comma."""
    view = draft.view
    if not view.expression("relative").match(view.text, *clause) or clause[0] == view.start:
        return None
    before = [
        actor
        for actor in people
        if actor.id
        and 0 <= clause[0] - actor.end <= 40
        and (clause[0] - actor.end <= 4 or view.expression("antecedent").fullmatch(view.between(actor.end, clause[0])))
    ]
    return before[-1] if before and not before[-1].id.startswith(("platform", "organisation")) else None


def _aside(draft: Draft, actor: Actor, people: list[Actor]) -> bool:
    """Named by the way: "among them Claude Opus", "the bigger of DeepSeek's two"; such clauses lend no subject."""
    view = draft.view
    left, right = view.clause_span(actor.start)
    if left <= draft.start < right:
        return False
    if left > view.start and view.expression("by_the_way").match(view.text, left, right):
        return True
    apposed = left > view.start and view.expression("apposition").match(view.text, left, right)
    if apposed and any(0 <= left - other.end <= 3 for other in people if other.id):
        return True
    return any(
        mark.start < actor.start and view.between(left, mark.start).strip() in {"", "and", "\u5373"}
        for mark in view.cues("aside", left, actor.start + 1)
    )


def _grammatical(draft: Draft, actors: list[Actor]) -> Actor | None:
    """The subject of the nearest clause that names any: its first name, which its verb agrees with."""
    view = draft.view
    subjects = [actor for actor in actors if actor.role == "subject"]
    if not subjects:
        return None
    number = view.clause(subjects[-1].start)
    same = [actor for actor in subjects if view.clause(actor.start) == number]
    named = [actor for actor in same if actor.kind not in {"it", "same"}] or same
    between = view.between(named[0].end, named[-1].start)
    predicate = len(named) > 1 and view.expression("copula").search(between)
    if predicate and named[-1].kind == "model" and named[0].kind in {"country", "all"}:
        # "The best American one is X, at 1.9 trillion": the talk goes on about X.
        return named[-1]
    return named[0] if predicate else named[-1]


def _last_subject(actors: list[Actor]) -> Actor | None:
    """The nearest actor in subject's role; pronouns give way to a name in the same stretch."""
    subjects = [actor for actor in actors if actor.role == "subject"]
    named = [actor for actor in subjects if actor.kind not in {"it", "same"}]
    return (named or subjects or [None])[-1]  # type: ignore[list-item]
