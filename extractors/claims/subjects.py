"""Who is measured: the name that the grammar gives a number, else what the sentence or the paragraph goes on about.

English puts the measured one before its verb or behind "of/for/by" after the amount; Chinese before. A name is carried
into a clause only where that clause has no subject of its own; a sum, a bare topic or a new line without any name is
about the whole platform.
"""

from __future__ import annotations

from extractors.claims.actors import PLATFORM
from extractors.claims.bound import Found, beside, fronted, gone_to, last_subject, within
from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.houses import market
from extractors.claims.insertions import antecedent, over_insertion
from extractors.claims.kinds import apposed_change
from extractors.claims.objects import rival
from extractors.claims.passing import by_the_way, inserted, means
from extractors.claims.pronouns import author_of, lookup
from extractors.claims.standing import whole_of_part
from extractors.claims.strangers import listed_stranger, on_platform, stranger
from extractors.claims.streaks import winner
from extractors.claims.sums import whole_platform
from extractors.claims.view import View


def subject_of(draft: Draft, people: list[Actor], memory: Memory, done: list[Draft]) -> Found:
    """The subject's id and the rule that found it."""
    found = _inside(draft, people, memory, done)
    return found if found[0] is not None else _outside(draft, people, memory, done)


def _inside(draft: Draft, people: list[Actor], memory: Memory, done: list[Draft]) -> Found:
    view = draft.view
    clause = view.clause_span(draft.start)
    if draft.kind == "share" and view.expression("of_these").match(view.between(*clause)):
        # "…, of which agents take 60%": the part has a name that no table knows.
        part = stranger(draft, people)
        if part is not None:
            return part, "subject.stranger"
    relative = antecedent(draft, people, clause)
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
        # The whole is told by the way: the talk goes on about the part.
        draft.passing = True
        return "all", "subject.sum"
    if draft.kind == "level" and (whole := whole_of_part(draft, able)) is not None:
        return whole, "subject.whole"
    parallel = _goes_on(draft, people, done)
    if parallel is not None:
        return parallel, "subject.parallel"
    bound = beside(draft, able, clause, done) or listed_stranger(draft)
    if bound is not None:
        return bound
    before = [actor for actor in able if actor.end <= draft.start and within(actor, clause)]
    chosen = last_subject(before)
    after = [actor for actor in able if actor.start >= draft.end and within(actor, clause) and actor.role == "subject"]
    named = [actor for actor in after if actor.id]
    placed = draft.kind in {"rank", "streak"}
    if draft.kind == "streak" and (ahead := winner(draft, able)) is not None:
        return ahead.id, "subject.winner"
    if named and draft.trail and draft.trail[0] == "rank.led-by":
        return named[0].id, "subject.led-by"
    if chosen is not None and not chosen.id and placed and named:
        return named[0].id, "subject.expletive"
    if draft.kind == "share" and draft.object is not None:
        gone = gone_to(draft, people)
        if gone is not None:
            return gone.id, "subject.gone-to"
    if draft.kind in {"level", "change"} and not any(actor.id for actor in before) and on_platform(draft, clause):
        return "all", "subject.platform"
    if chosen is None and (topic := fronted(draft, able, clause)) is not None:
        return topic.id, "subject.fronted"
    if chosen is None and (unknown := stranger(draft, people)) is not None:
        return unknown, "subject.stranger"
    if chosen is None and whole_platform(draft, people, memory, after, done):
        return "all", "subject.sum"
    if chosen is not None:
        found = lookup(chosen, draft, people, memory, done)
        if chosen.kind == "country" and (both := _two_as_one(draft, chosen, before)) is not None:
            return both, "subject.two-as-one"
        if chosen.kind == "author" and view.expression("that_one").match(view.text, chosen.end, view.end):
            return _its_model(found, memory), "subject.that-one"
        return found, "subject.before"
    if after and placed:
        return lookup((named or after)[0], draft, people, memory, done), "subject.after"
    if named and view.expression("attributive").fullmatch(view.between(draft.end, named[0].start)):
        return named[0].id, "subject.attributive"
    return _elsewhere(draft, people, able, after, memory, done)


def _two_as_one(draft: Draft, last: Actor, before: list[Actor]) -> str | None:
    """中美模型占平台的75%: two countries in one word are one subject; of a ratio they are its two sides."""
    first = next((actor for actor in before if actor.kind == "country" and actor.end == last.start), None)
    if first is None:
        return None
    if draft.kind == "ratio":
        draft.object = last.id
        return first.id
    return f"named:{draft.view.field.original[first.start : last.end]}"


def _goes_on(draft: Draft, people: list[Actor], done: list[Draft]) -> str | None:
    """ "A's volume was double B's and four times C's": both are multiples of A's."""
    if draft.kind != "ratio" or not done or done[-1].kind != "ratio" or not done[-1].object:
        return None
    view, last = draft.view, done[-1]
    if view.field.language != "en" or not view.expression("goes_on_multiple").fullmatch(
        view.text, last.end, draft.start
    ):
        return None
    between = [actor.id for actor in people if actor.id and last.end <= actor.start and actor.end <= draft.start]
    return last.subject if between in ([], [last.object]) else None


def _elsewhere(
    draft: Draft, people: list[Actor], able: list[Actor], after: list[Actor], memory: Memory, done: list[Draft]
) -> Found:
    """The clauses around the number's own."""
    view = draft.view
    if draft.kind == "change" and done and done[-1].kind in {"level", "share"} and apposed_change(view, draft.start):
        return done[-1].subject, "subject.apposed-to"
    clause = view.clause_span(draft.start)
    number = view.clause(draft.start)
    first = not any(actor.end <= clause[0] and actor.role == "subject" for actor in able)
    if first and view.expression("fronted").match(view.between(*clause)) and number + 1 < len(view.clauses):
        following = [actor for actor in able if within(actor, view.clauses[number + 1]) and actor.role == "subject"]
        if following:
            return lookup(following[0], draft, people, memory, done), "subject.fronted-with"
    head = over_insertion(view, able, number)
    if head is not None:
        return lookup(head, draft, people, memory, done), "subject.over-insertion"
    reached = [actor for actor in able if actor.end <= clause[0] and not _part_told(view, actor.start, clause[0])]
    earlier = _grammatical(draft, reached)
    told = [other for other in done if other.subject and other.kind != "comparison" and not other.passing]
    told = [other for other in told if not _part_told(view, other.start, clause[0])]
    told = [other for other in told if not inserted(other, draft)]
    if draft.kind == "share":
        told = [other for other in told if other.subject != "all"]
    last = told[-1] if told else None
    if earlier is not None and (last is None or earlier.start > last.start):
        return lookup(earlier, draft, people, memory, done), "subject.earlier-clause"
    if last is not None and memory.asked_of and draft.kind == last.kind == "level":
        ahead = view.between(max(view.start, draft.start - 24), draft.start)
        other = rival(last.subject, memory) if view.expression("against_other").search(ahead) else None
        if other is not None:
            return other, "subject.rival"
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


def _part_told(view: View, start: int, at: int) -> bool:
    """ "…, of which agents take 60%; the price …": what is said of a part ends at the semicolon."""
    if ";" not in view.between(start, at):
        return False
    left, right = view.clause_span(start)
    return view.expression("of_these").match(view.text, left, right) is not None


def _able(draft: Draft, people: list[Actor]) -> list[Actor]:
    """The actors that may be measured here."""
    able = [actor for actor in people if actor.role != "source" and not by_the_way(draft, actor, people)]
    if draft.kind not in {"rank", "price"} and any(actor.id and means(draft.view, actor, people) for actor in able):
        able = [actor for actor in able if not means(draft.view, actor, people)]
    if draft.kind == "share":
        able = [actor for actor in able if actor.id != draft.object or not draft.object]
    if draft.kind in {"share", "rank"} or draft.relation in {"above", "below", "ranks_first"}:
        # The platform's total is what a share is of, and nobody's rival.
        able = [a for a in able if a.kind != "all" or (draft.kind == "share" and _listed(draft.view, a))]
    return able


def _listed(view: View, actor: Actor) -> bool:
    """ "The top ten", 前五大模型合计: the whole list or the first of it, which has a share of the platform."""
    top = view.expression("top_n").search(view.text, actor.start, actor.end)
    return top is not None or view.has("scope.listed", actor.start, actor.end)


def _outside(draft: Draft, people: list[Actor], memory: Memory, done: list[Draft]) -> Found:
    """Nobody in the sentence: the platform that it names, the office's country, or the paragraph's subject."""
    view = draft.view
    asked = memory.asked_of is not None and memory.asked_of != "all"
    if asked and not any(a.id and a.role != "source" and a.start < draft.start for a in people):
        return memory.asked_of, "subject.asked-of"
    usage = draft.measure == "token_usage" and draft.kind in {"level", "change", "ratio", "streak"}
    if usage and any(actor.id == PLATFORM for actor in people):
        return "all", "subject.platform"
    offices = [name.country for name in view.names if name.kind == "organisation" and name.country]
    if usage and (offices or (memory.home and view.has("official"))):
        return (f"country:{offices[0]}" if offices else memory.home), "subject.official"
    series = market(draft, memory)
    if usage and series is not None:
        return series, "subject.series"
    fresh = memory.block != view.sentence.block and not any(actor.role != "source" and not actor.id for actor in people)
    if fresh and draft.kind in {"level", "change"} and usage and memory.platform == "openrouter" and not done:
        return memory.asked_of or "all", "subject.asked-of" if memory.asked_of else "subject.new-line"
    priced = draft.measure != "token_usage"
    told = offices or (memory.home and view.has("official"))
    if priced and told and not done and not any(name.kind == "platform" for name in view.names):
        return (f"country:{offices[0]}" if offices else memory.home), "subject.official"
    named = any(actor.id and actor.role != "source" for actor in people)
    new = memory.block != view.sentence.block or memory.subject is None
    if (
        priced
        and not named
        and new
        and (memory.item is None or view.expression("market").search(view.between(view.start, view.end)))
    ):
        return "all", "subject.market"
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


def _grammatical(draft: Draft, actors: list[Actor]) -> Actor | None:
    """The subject of the nearest clause that names any: its first name, which its verb agrees with."""
    view = draft.view
    passive = view.expression("passive")
    subjects = [
        actor
        for actor in actors
        if actor.role == "subject" and not passive.search(view.between(max(view.start, actor.start - 4), actor.start))
    ]
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
