"""Whom a pronoun or an anaphor stands for: in the sentence first, in the paragraph's memory then."""

from __future__ import annotations

from extractors.claims.draft import Actor, Draft, Memory

_MEASURED = ("country:", "author:", "model:")


def lookup(actor: Actor, draft: Draft, people: list[Actor], memory: Memory, done: list[Draft]) -> str | None:
    """An actor's id; a pronoun's is found in the sentence or in memory."""
    if actor.id:
        return actor.id
    earlier = [other for other in people if other.id and other.end <= actor.start and other.role != "source"]
    names = [other.id for other in earlier if other.kind != "all"]
    if actor.kind in {"former", "latter"}:
        pool = list(dict.fromkeys(names))[-2:]
        if len(pool) < 2:
            told = [other.subject for other in done if other.subject and other.kind in {"level", "share", "price"}]
            pool = list(dict.fromkeys(subject for subject in told if subject != "all"))[-2:]
        pool = pool if len(pool) == 2 else memory.subjects[-2:]
        return memory.subject if len(pool) < 2 else pool[0] if actor.kind == "former" else pool[1]
    if actor.kind == "lab":
        labs = [
            other.id if other.kind == "author" else author_of(other.id)
            for other in earlier
            if other.kind in {"author", "model"}
        ]
        own = [other.id for other in earlier if other.kind == "author"]
        return (own or labs)[-1] if earlier and (own or labs) else memory.author or memory.subject
    if actor.kind == "pair":
        return _together(actor, draft, earlier, memory, done)
    if actor.kind == "home":
        return memory.home or memory.subject
    if actor.kind == "row":
        return memory.row or memory.subject
    if actor.kind == "same":
        return done[-1].subject if done and done[-1].subject else memory.pair[0] if memory.pair else memory.subject
    word = draft.view.between(actor.start, actor.end)
    pairs = [other for other in people if other.kind == "pair" and other.end <= actor.start]
    if pairs and word in {"they", "their"}:
        return _together(pairs[-1], draft, earlier, memory, done)
    told = [other.subject for other in done if other.subject and (word in {"which", "whose"} or other.subject != "all")]
    if word in {"which", "who", "whose"} and names:
        return names[-1]
    model = draft.view.expression("the_model").fullmatch(word)
    if model is not None:
        last = _last_model(names, memory, told)
        free = model.group("variant") == "free" and (last or "").startswith("model:")
        return f"{(last or '').removesuffix(':free')}:free" if free else last
    relative = draft.view.expression("relative_word")
    heads = [
        other
        for other in people
        if other.end < actor.start and relative.fullmatch(draft.view.between(other.start, other.end))
    ]
    if heads and names and "," not in draft.view.between(heads[-1].end, actor.start):
        # "A, whose slice got thinner although its volume grew": A's volume.
        return next((other.id for other in reversed(earlier) if other.end <= heads[-1].start), names[-1])
    if memory.asked_of and not earlier and not told:
        # "And the platform as a whole? It carried …": the answer's pronoun is what was asked about.
        return memory.asked_of
    if told:
        return told[-1]
    if names and (memory.subject or "").startswith("model:") and author_of(memory.subject or "") == names[0]:
        owner = next(other for other in earlier if other.id == names[0])
        reports = draft.view.expression("reports").match(draft.view.text, owner.end, actor.start)
        if reports and not draft.view.expression("own_service").match(draft.view.text, actor.end, draft.view.end):
            # "Tencent expects its volume to double", after M: the model's.
            return memory.subject
    if names:
        # "MiniMax denied that M3 had fallen; it drew …": the lab's model, where the sentence names it.
        own = [name for name in names if names[0].startswith("author:") and author_of(name) == names[0]]
        return own[-1] if own and draft.measure == "token_usage" and word in {"it", "its"} else names[0]
    singular = word in {"it", "its"} and (memory.subject or "").startswith("country:") and draft.kind == "price"
    return memory.item if singular and memory.item else memory.subject


def _last_model(names: list[str], memory: Memory, told: list[str]) -> str | None:
    """ "The model", "the newcomer": the model told last, whatever else was measured since."""
    drafts = [draft.subject for draft in memory.drafts if draft.subject]
    models = [one for one in (*drafts, *names, *told) if one.startswith(("model:", "named:"))]
    return models[-1] if models else memory.model or memory.item or memory.subject


def _together(actor: Actor, draft: Draft, earlier: list[Actor], memory: Memory, done: list[Draft]) -> str | None:
    """ "The two", "between them": those measured last, of one sort, in the article's own words."""
    view = draft.view
    count = 3 if view.expression("three").search(view.between(actor.start, actor.end)) else 2
    told = [one.subject for one in (*memory.drafts, *done) if one.subject and one.subject.startswith(_MEASURED)]
    named = [other.id for other in earlier if other.id.startswith(_MEASURED)]
    # In the order of their first mention among the latest.
    latest = list(dict.fromkeys(reversed(named if len(set(named)) >= count else [*told, *named])))
    if not latest:
        return None
    sort = latest[0].partition(":")[0]
    chosen = [one for one in latest if one.partition(":")[0] == sort][:count]
    if len(chosen) < count:
        return None
    words = {other.id: view.field.original[other.start : other.end] for other in earlier}
    names = [words.get(one) or memory.words.get(one) or one.partition(":")[2] for one in reversed(chosen)]
    if view.field.language == "zh":
        return "named:" + "\u3001".join(names)
    return f"named:{', '.join(names[:-1])} and {names[-1]}"


def author_of(model: str) -> str:
    """``model:deepseek/deepseek-v3.2`` -> ``author:deepseek``."""
    return "author:" + model.removeprefix("model:").partition("/")[0]
