"""Subject and object of each draft: the name that the grammar gives, else what the paragraph goes on about.

English puts the measured one before its verb or behind "of/for/by" after the amount; Chinese before. A pronoun, "the
latter" or 其中 is looked up in the sentence first and in the paragraph's memory then.
"""

from __future__ import annotations

import re

from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.listed import respectively

_POST = re.compile(
    r"\s*(?:[a-z]*tokens?\s*)?(?:(?:processed|handled|consumed|routed|recorded|logged|drawn|used|generated|served|carried)\s+)?"
    r"(?:(?:in|during|over) (?:the )?(?:same )?(?:[a-z]+ ){1,3})?"
    r"(?:went to |goes to |going to |flowed to |came from |(?:are|is|were|was) (?:from )?|of|for|by|from|through)\s*"
    r"(?:(?:the|all|its|their|rival|listed|those of|that of)\s+)*(?:top \S+ )?$"
)
_ADJECTIVE = re.compile(r"\s+(?:(?:are|is|were|was) )?")
_RELATIVE = re.compile(r"\s*(?:which|who|whose|that)\b")
_BARE = re.compile(
    r"(?:^|[,;:]\s*|\bthe (?=overall|combined|weekly|daily|monthly|total)|\b(?:and|so|that|as|while) )(?:overall |combined |weekly |daily |monthly |ai |token |inference |model |total |global |platform ){0,4}"
    r"(?:token usage|token use|token consumption|token traffic|token volumes?|token calls?|usage|use|consumption|volumes?|traffic|throughput|calls?|call volume|demand|(?<=daily )total|(?<=weekly )total|(?<=monthly )total|(?<=overall )total|(?<=combined )total)\b"
)
_IS = re.compile(r"\b(?:is|was|are|were|remains?|became|becomes)\b|\u662f|\u4e3a|\u6210\u4e3a")
_BYTHEWAY = re.compile(r"\s*(?:an?|one of|the (?:only|first|latest|newest|best|second|third|lone))\b")
_OF_WHOLE = re.compile(r"\s*of (?:the |all |total )*(?:listed )?")
_TAKES = re.compile(r"\u5360(?:\u4e86|\u5230|\u636e)?(?:\u5168\u90e8|\u6240\u6709|\u6574\u4e2a)?$")
_VERB = re.compile(r"(?:ed|ing)\s*$")
_THE = re.compile(r"(?:\b(?:the|that|this)|\u8fd9|\u90a3)\s*$")
_LABEL = re.compile(r"\s*(?:(?:\u4e2a|ai )?tokens?|\u8bcd\u5143)?\s*\**\s*:\s*\**\s*")
_WITH = re.compile(r"^\s*(?:(?:and|but) )?(?:with|at|on)\b")


def settle(drafts: list[Draft], people: list[Actor], memory: Memory) -> None:
    """Fill ``subject`` and ``object`` in place, in text order; earlier drafts of the sentence help later ones."""
    done: list[Draft] = []
    respectively(drafts, people)
    for draft in sorted(drafts, key=lambda draft: draft.start):
        if draft.kind == "comparison":
            _compared(draft, people, memory, done)
        else:
            if draft.subject is None:
                draft.subject, how = _subject(draft, people, memory, done)
                if draft.subject is None:
                    draft.subject, how = _outside(draft, people, memory)
                draft.trail.append(how)
            if draft.kind == "ratio" and draft.object is None:
                _ratio_object(draft, people, memory, done)
            elif draft.kind == "streak" and draft.needs_object:
                _streak_object(draft, people, memory)
            elif draft.kind == "share" and draft.view.cues("share.listed", *draft.view.clause_span(draft.start)):
                draft.object = "listed"
        if draft.object == draft.subject and draft.object is not None:
            draft.object = None
        if draft.measure != "token_usage" and draft.subject is not None and draft.subject.startswith("author:"):
            models = [actor.id for actor in people if actor.kind == "model" and author_of(actor.id) == draft.subject]
            models = list(dict.fromkeys(models)) or memory.models.get(draft.subject, [])
            if len(models) == 1:
                draft.subject = models[0]
                draft.trail.append("subject.only-model")
        _definite(draft, memory)
        done.append(draft)


def _definite(draft: Draft, memory: Memory) -> None:
    """ "The 31.8 trillion": an amount named again is its first owner's."""
    if draft.kind != "level" or not _THE.search(
        draft.view.between(max(draft.view.start, draft.start - 8), draft.start)
    ):
        return
    for other in reversed(memory.drafts):
        if other.kind == "level" and other.measure == draft.measure and other.value == draft.value:
            draft.subject = other.subject
            draft.trail.append("subject.named-again")
            return


def _within(actor: Actor, span: tuple[int, int]) -> bool:
    return span[0] <= actor.start and actor.end <= span[1]


def _subject(draft: Draft, people: list[Actor], memory: Memory, done: list[Draft]) -> tuple[str | None, str]:
    view = draft.view
    clause = view.clause_span(draft.start)
    relative = _antecedent(draft, people, clause)
    if relative is not None:
        return _lookup(relative, draft, people, memory, done), "subject.relative"
    labelled = _labelled(draft, people)
    if labelled:
        if draft.kind == "ratio":
            draft.object = next((actor.id for actor in labelled[1:] if actor.role == "object"), None)
        return labelled[0].id, "subject.label"
    able = [actor for actor in people if actor.role != "source" and not _aside(draft, actor)]
    whole = _whole(draft, people) if draft.kind == "share" else None
    if whole is not None:
        draft.object = whole.id
        able = [actor for actor in able if actor is not whole]
    if draft.kind == "share" or draft.relation in {"above", "below", "ranks_first"}:
        # The platform's total is what a share is of, and nobody's rival.
        able = [actor for actor in able if actor.kind != "all"]
    limit = min((other.start for other in (*done, draft) if other.start > draft.start), default=clause[1])
    if draft.kind in {"level", "price", "share", "change"}:
        for actor in able:
            if (
                draft.end <= actor.start < max(limit, clause[1])
                and actor.id
                and _POST.fullmatch(view.between(draft.end, actor.start))
            ):
                return actor.id, "subject.behind"
    if draft.kind == "level" and view.field.language == "en":
        for actor in able:
            if (
                actor.kind == "country"
                and actor.start >= draft.end
                and _ADJECTIVE.fullmatch(view.between(draft.end, actor.start))
            ):
                return actor.id, "subject.adjective"
    before = [actor for actor in able if actor.end <= draft.start and _within(actor, clause)]
    chosen = _last_subject(before)
    after = [actor for actor in able if actor.start >= draft.end and _within(actor, clause) and actor.role == "subject"]
    named = [actor for actor in after if actor.id]
    if chosen is not None and not chosen.id and draft.kind in {"rank", "streak"} and named:
        return named[0].id, "subject.expletive"
    if (
        chosen is None
        and view.field.language == "en"
        and draft.measure == "token_usage"
        and memory.platform != "national"
        and _BARE.search(view.between(*clause).strip())
    ):
        return "all", "subject.bare-topic"
    if chosen is not None:
        return _lookup(chosen, draft, people, memory, done), "subject.before"
    if after and draft.kind in {"rank", "streak"}:
        return _lookup((named or after)[0], draft, people, memory, done), "subject.after"
    number = view.clause(draft.start)
    if _WITH.match(view.between(*clause)) and number + 1 < len(view.clauses) and not before:
        following = [actor for actor in able if _within(actor, view.clauses[number + 1]) and actor.role == "subject"]
        if following:
            return _lookup(following[0], draft, people, memory, done), "subject.fronted-with"
    earlier = _grammatical(draft, [actor for actor in able if actor.end <= clause[0]])
    last = next((other for other in reversed(done) if other.subject and other.kind != "comparison"), None)
    if earlier is not None and (last is None or earlier.start > last.start):
        return _lookup(earlier, draft, people, memory, done), "subject.earlier-clause"
    if last is not None:
        return last.subject, "subject.same-sentence"
    if after:
        return _lookup(after[0], draft, people, memory, done), "subject.after"
    if draft.kind in {"rank", "price", "streak"}:
        later = [actor for actor in able if actor.start >= draft.end and actor.role == "subject" and actor.id]
        if later:
            return later[0].id, "subject.later-clause"
    return None, "subject.none"


def _outside(draft: Draft, people: list[Actor], memory: Memory) -> tuple[str | None, str]:
    """Nobody in the sentence: the platform that it names, the office's country, or the paragraph's subject."""
    view = draft.view
    usage = draft.measure == (memory.topic or draft.measure) and draft.kind in {"level", "change", "ratio", "streak"}
    if usage and any(actor.id == "platform:openrouter" for actor in people):
        return "all", "subject.platform"
    offices = [name.country for name in view.names if name.kind == "organisation" and name.country]
    if usage and (offices or (memory.home and view.has("official"))):
        return (f"country:{offices[0]}" if offices else memory.home), "subject.official"
    if memory.subject is not None:
        return memory.subject, "subject.carried"
    if usage and memory.platform == "openrouter":
        return "all", "subject.platform-carried"
    return None, "subject.none"


def _labelled(draft: Draft, people: list[Actor]) -> list[Actor]:
    """ "3.2x: Chinese volume over American", "6.8万亿：腾讯Hy3登顶": a number set before the words that tell what it is."""
    view = draft.view
    left, right = view.clause_span(draft.start)
    if view.between(left, draft.start).strip(" *") or not _LABEL.fullmatch(view.between(draft.end, right)):
        return []
    told = [actor for actor in people if actor.start >= right and actor.id and actor.role != "source"]
    return told if told and told[0].role == "subject" else []


def _antecedent(draft: Draft, people: list[Actor], clause: tuple[int, int]) -> Actor | None:
    """Whom a relative clause is about: the name right before its comma."""
    view = draft.view
    if not _RELATIVE.match(view.text, *clause) or clause[0] == view.start:
        return None
    before = [actor for actor in people if actor.end <= clause[0] and clause[0] - actor.end <= 4 and actor.id]
    return before[-1] if before and not before[-1].id.startswith(("platform", "organisation")) else None


def _aside(draft: Draft, actor: Actor) -> bool:
    """Named only as an example: "among them Claude Opus", 包括 …; such clauses lend no subject to the next one."""
    view = draft.view
    left, right = view.clause_span(actor.start)
    if left <= draft.start < right:
        return False
    if left > view.start and _BYTHEWAY.match(view.text, left, right):
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
    predicate = _IS.search(view.between(named[0].end, named[-1].start)) if len(named) > 1 else None
    if predicate and named[-1].kind == "model" and named[0].kind in {"country", "all"}:
        # "The best American one is X, at 1.9 trillion": the talk goes on about X.
        return named[-1]
    return named[0] if predicate else named[-1]


def _last_subject(actors: list[Actor]) -> Actor | None:
    """The nearest actor in subject's role; pronouns give way to a name in the same stretch."""
    subjects = [actor for actor in actors if actor.role == "subject"]
    named = [actor for actor in subjects if actor.kind not in {"it", "same"}]
    return (named or subjects or [None])[-1]  # type: ignore[list-item]


def _lookup(actor: Actor, draft: Draft, people: list[Actor], memory: Memory, done: list[Draft]) -> str | None:
    """An actor's id; a pronoun's is found in the sentence or in memory."""
    if actor.id:
        return actor.id
    names = [
        other.id
        for other in people
        if other.id and other.end <= actor.start and other.role != "source" and other.kind != "all"
    ]
    if actor.kind in {"former", "latter"}:
        pool = list(dict.fromkeys(names))[-2:]
        pool = pool if len(pool) == 2 else memory.subjects[-2:]
        if len(pool) == 2:
            return pool[0] if actor.kind == "former" else pool[1]
        return memory.subject
    if actor.kind == "lab":
        models = [other.id for other in people if other.kind == "model" and other.end <= actor.start]
        authors = [other.id for other in people if other.kind == "author" and other.end <= actor.start]
        if authors:
            return authors[-1]
        if models:
            return author_of(models[-1])
        return memory.author or memory.subject
    if actor.kind == "home":
        return memory.home or memory.subject
    if actor.kind == "row":
        return memory.row or memory.subject
    if actor.kind == "same" and done and done[-1].subject:
        return done[-1].subject
    if actor.kind == "same" and memory.pair:
        return memory.pair[0]
    whole = draft.view.between(actor.start, actor.end) in {"which", "whose"}
    last = next(
        (other.subject for other in reversed(done) if other.subject and (whole or other.subject != "all")), None
    )
    return last or (names[0] if names else None) or memory.subject


def author_of(model: str) -> str:
    """``model:deepseek/deepseek-v3.2`` -> ``author:deepseek``."""
    return "author:" + model.removeprefix("model:").partition("/")[0]


def _object_near(draft: Draft, people: list[Actor]) -> Actor | None:
    """The other side of "X times the …": behind the multiple in English, before it in Chinese."""
    view = draft.view
    left, right = view.clause_span(draft.start)
    if view.field.language == "zh":
        after = [actor for actor in people if draft.end < actor.start <= draft.end + 4 and actor.role != "source"]
        if after and view.between(draft.end, after[0].start).startswith("\u4e8e"):
            return after[0]
        for actor in reversed(people):
            if left <= actor.start and actor.end <= draft.start and actor.role != "source" and actor.kind != "it":
                gap = view.between(actor.end, draft.start)
                if len(gap) <= 16 and "\u7684" in gap:
                    inner = view.between(left, actor.start)
                    if actor.role == "object" or re.search(
                        r"(?:\u662f|\u4e3a|\u76f8\u5f53\u4e8e|\u8fbe|\u53ea\u6709|\u4ec5|\u4e0d\u5230|\u4e0d\u53ca|\u4e0d\u8db3)[^,;]{0,10}$",
                        inner,
                    ):
                        return actor
                return None
        return None
    if _VERB.search(view.between(draft.start, draft.end)):
        return None
    for actor in people:
        if actor.start < draft.end or actor.role == "source" or actor.kind in {"it", "same", "all"}:
            continue
        gap = view.between(draft.end, actor.start)
        if (
            len(gap) <= 60
            and not re.search(r"[;.]\s|,", gap)
            and not re.search(r"\b(?:in|on|by|at|while|and)\b", gap)
            and actor.start < right
        ):
            return actor
        return None
    return None


def _ratio_object(draft: Draft, people: list[Actor], memory: Memory, done: list[Draft]) -> None:
    view = draft.view
    found = _object_near(draft, people)
    left, right = view.clause_span(draft.start)
    if found is not None:
        draft.object = _lookup(found, draft, people, memory, done)
        if draft.object == draft.subject:
            others = [
                a
                for a in people
                if a.id and a.end <= draft.start and a.id != draft.object and a.role != "source" and a.kind != "all"
            ]
            if others:
                draft.subject = others[-1].id
            elif memory.subject not in {None, draft.object}:
                draft.subject = memory.subject
        draft.trail.append("object.near")
        return
    tail = view.has("ratio.tail", draft.start, right) or "multiple-of" in "".join(draft.trail)
    lead = view.has("compare.lead", left, draft.start)
    same = any(actor.kind == "same" and left <= actor.start <= draft.start for actor in people)
    if same and memory.pair:
        draft.subject, draft.object = memory.pair
        draft.trail.append("object.same")
    elif tail or lead:
        alone = draft.trail[-1] in {"subject.carried", "subject.none", "subject.platform"} and memory.pair
        if alone and memory.pair:
            draft.subject, draft.object = memory.pair
            draft.trail.append("object.pair")
            return
        told = _last_two(draft, done)
        if told is not None:
            draft.subject, draft.object = told
        else:
            draft.object = rival(draft.subject, memory)
        draft.trail.append("object.pair")
    elif (
        draft.kind == "ratio" and not view.has("growth", left, right) and not any(p.role == "base" for p in view.times)
    ):
        told = _last_two(draft, [other for other in done if (other.subject or "").startswith("country")])
        if told is not None:
            draft.subject, draft.object = told
            draft.trail.append("object.two-amounts")


def _last_two(draft: Draft, done: list[Draft]) -> tuple[str, str] | None:
    """The two subjects whose amounts were told last; the larger one is the many times the other."""
    amounts: dict[str, Draft] = {}
    for other in done:
        if other.subject and other.subject != "all" and other.kind in {"level", "price", "share", "ratio", "change"}:
            amounts[other.subject] = other
    if len(amounts) < 2:
        return None
    (one, first), (two, second) = list(amounts.items())[-2:]
    sizes = [amount.value.point for amount in (first, second)]
    factor = draft.value.point
    if None in sizes or factor is None or first.kind != second.kind:
        return one, two
    more = (sizes[0] >= sizes[1]) == (factor >= 1)  # type: ignore[operator]
    return (one, two) if more else (two, one)


def rival(subject: str | None, memory: Memory) -> str | None:
    """The one that a subject has been set against before in the article."""
    if subject is None:
        return None
    if memory.pair and subject in memory.pair:
        return memory.pair[1] if memory.pair[0] == subject else memory.pair[0]
    kind = subject.partition(":")[0]
    others = [other for other in reversed(memory.subjects) if other != subject and other.partition(":")[0] == kind]
    if others:
        return others[0]
    rest = [country for country in memory.countries if country != subject]
    return rest[0] if kind == "country" and len(rest) == 1 else None


def _streak_object(draft: Draft, people: list[Actor], memory: Memory) -> None:
    objects = [actor for actor in people if actor.role == "object" and actor.id and actor.id != draft.subject]
    near = sorted(objects, key=lambda actor: min(abs(actor.start - draft.end), abs(draft.start - actor.end)))
    if near:
        draft.object = near[0].id
        draft.trail.append("object.near")
        return
    draft.object = rival(draft.subject, memory)
    draft.trail.append("object.rival")


def _whole(draft: Draft, people: list[Actor]) -> Actor | None:
    """ "40% of the Chinese models' volume", 占中国模型的近四成: a whole that is a part of the platform itself."""
    view = draft.view
    left, right = view.clause_span(draft.start)
    for actor in people:
        if actor.kind not in {"country", "author", "named"} or actor.role == "source":
            continue
        if actor.start >= draft.end and actor.end <= right:
            if _OF_WHOLE.fullmatch(view.between(draft.end, actor.start)):
                return actor
        elif left <= actor.start and actor.end <= draft.start and _TAKES.search(view.between(left, actor.start)):
            return actor
    return None


def _compared(draft: Draft, people: list[Actor], memory: Memory, done: list[Draft]) -> None:
    if draft.object is None:
        pronoun = [actor for actor in people if actor.end <= draft.end and actor.start >= draft.start]
        draft.object = _lookup(pronoun[-1], draft, people, memory, done) if pronoun else memory.subject
    if draft.subject is None:
        last = next((other.subject for other in reversed(done) if other.subject), None)
        draft.subject = last or memory.subject
        draft.trail.append("subject.carried")
    if draft.subject == "all":
        draft.subject = None
