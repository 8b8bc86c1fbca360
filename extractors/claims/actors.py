"""Who a sentence talks about: names, "every model", "the latter", and which of them is subject, object or source.

Roles come from the words beside a name: what stands behind "than", "surpassing" or 较 is an object, a platform or a
bank that only reports is a source. What a name measures is decided later (:mod:`extractors.claims.settle`).
"""

from __future__ import annotations

from extractors.claims.draft import Actor, ActorKind, ActorRole, Memory
from extractors.claims.groups import named_groups, summed, summed_up
from extractors.claims.houses import in_front
from extractors.claims.passing import no_pair
from extractors.claims.roles import is_object, role_of, set_against
from extractors.claims.view import View
from extractors.entities import EntityMention, load_labs

PLATFORM = "platform:openrouter"
_SIDES = frozenset({"former", "latter"})
_PRONOUNS: tuple[tuple[str, ActorKind], ...] = (
    ("former", "former"),
    ("latter", "latter"),
    ("lab", "lab"),
    ("model", "it"),
    ("it", "it"),
    ("same", "same"),
    ("country", "home"),
    ("row", "row"),
    ("pair", "pair"),
)
_NAMES: dict[str, ActorKind] = {"country": "country", "author": "author", "model": "model"}


def actors(view: View, memory: Memory) -> list[Actor]:
    """The sentence's actors in text order."""
    found: list[Actor] = []
    begin = _dateline(view)
    for name in _merged(view):
        if name.end <= begin or (name.kind == "country" and _unrelated(view, name)) or _alias(view, name):
            continue
        if name.kind in {"platform", "organisation"}:
            handles = name.id == PLATFORM and _handles(view, name, begin)
            found.append(
                Actor(name.start, name.end, "all", "all", "subject")
                if handles
                else Actor(name.start, name.end, name.id, "named", "source")
            )
            continue
        if name.kind == "model" and (several := view.expression("several").match(view.text, name.end, view.end)):
            # "The two V4 models": no model is called so.
            words = view.field.original[name.start : several.end()]
            found.append(Actor(name.start, several.end(), f"named:{words}", "named", role_of(view, name)))
            continue
        if (only := _only_of_family(view, name, memory)) is not None:
            found.append(Actor(name.start, name.end, only, "model", role_of(view, name)))
            continue
        if (lab := _lab_of(view, name, memory)) is not None:
            found.append(Actor(name.start, name.end, lab, "author", role_of(view, name)))
            continue
        found.append(Actor(name.start, name.end, name.id, _NAMES.get(name.kind, "named"), role_of(view, name)))
    found += [
        Actor(mark.start, mark.end, "all", "all", "subject")
        for mark in view.cues("subject.all")
        if not _behind_preposition(view, mark.start, mark.word)
        and not _owned(mark.start, found, view)
        and not any(actor.id == "all" and actor.end > mark.start for actor in found)
    ]
    found += [Actor(hit.start, hit.end, "all", "all", "subject") for hit in view.shapes("top_group")]
    for group, kind in _PRONOUNS if view.has("anaphor") else ():
        for mark in view.cues(f"anaphor.{group}"):
            if kind == "lab" and any(0 <= mark.start - actor.end <= 2 for actor in found):
                # 美国厂商, "DeepSeek, the lab": the name before it goes on.
                continue
            if kind == "pair":
                behind = [actor for actor in found if 0 < actor.start - mark.end <= 1]
                if no_pair(view, mark.start, mark.end, found) or any(actor.kind == "named" for actor in behind):
                    continue
                # "The two American labs" are those two, not their country.
                found = [actor for actor in found if actor not in behind]
            if not any(actor.start <= mark.start < actor.end for actor in found):
                against = set_against(view, mark.start) if kind in _SIDES else is_object(view, mark.start)
                role: ActorRole = "object" if against else "subject"
                found.append(Actor(mark.start, mark.end, "", kind, role))
    for start, end, *_ in view.shapes("the_lab") if memory.author is not None else ():
        # "The Shanghai company": the lab that the talk is of.
        if not any(actor.start < end and start < actor.end for actor in found):
            found.append(Actor(start, end, "", "lab", "object" if is_object(view, start) else "subject"))
    found = summed_up(view, summed(view, named_groups(view, found)))
    for mark in view.cues("anaphor.platform"):
        if not any(actor.start <= mark.start < actor.end for actor in found):
            ahead = view.between(max(0, mark.start - 24), mark.start)
            does = view.expression("does").match(view.text, mark.end, view.end) is not None
            does = does or view.expression("described_platform").search(ahead) is not None
            found.append(Actor(mark.start, mark.end, "all", "all", "subject" if does else "source"))
    found.sort(key=lambda actor: (actor.start, -actor.end))
    return _demoted(view, _coordinated(view, found))


def _only_of_family(view: View, name: EntityMention, memory: Memory) -> str | None:
    """ "Nemotron" behind Nemotron 3 Ultra: the only model that the text has named of a family that is no lab's name."""
    if name.rule != "author-family" or view.expression("of_family").match(view.text, name.end, view.end):
        return None
    models = list(dict.fromkeys(model.removesuffix(":free") for model in memory.models.get(name.id, [])))
    return models[0] if len(models) == 1 else None


def _lab_of(view: View, name: EntityMention, memory: Memory) -> str | None:
    """ "The French lab", said of the lab of that country that the talk is of."""
    if name.kind != "country" or memory.author is None:
        return None
    if not view.expression("one_of_country").match(view.text, name.end, view.end):
        return None
    if not view.expression("the_before").search(view.between(max(view.start, name.start - 8), name.start)):
        return None
    country = load_labs().country_of(memory.author.partition(":")[2])
    return memory.author if country is not None and country == name.country else None


def _dateline(view: View) -> int:
    """Where a sentence begins behind its dateline ("SINGAPORE, May 12 -- ")."""
    opening = view.field.folded[view.start : min(view.end, view.start + 70)]
    found = view.expression("dateline").match(opening)
    return view.start + found.end() if found else view.start


def _behind_preposition(view: View, start: int, word: str) -> bool:
    """ "models on OpenRouter handled": the platform behind its preposition is no subject of the verb that follows."""
    if not word.startswith(("openrouter", "the platform", "the site", "the marketplace", "\u5e73\u53f0")):
        return False
    return view.expression("platform_on").search(view.between(max(view.start, start - 24), start)) is not None


def _unrelated(view: View, name: EntityMention) -> bool:
    """A country that names a market, a currency or a place and not its models."""
    marks = view.cues("unrelated.subject", max(view.start, name.start - 12), min(view.end, name.end + 24))
    over = any(mark.start <= name.start < mark.end or mark.start < name.end <= mark.end for mark in marks)
    if not over or in_front(view, name):
        return False
    before = view.between(max(view.start, name.start - 70), name.start)
    if any(view.expression(rule).search(before) for rule in ("made_in", "used_in", "winner")):
        return False
    return view.expression("owned_models").match(view.text, name.end, min(view.end, name.end + 40)) is None


def _alias(view: View, name: EntityMention) -> bool:
    """以“…”为代号: a name that somebody goes by is not one more that is talked about."""
    before = view.between(max(view.start, name.start - 8), name.start)
    return view.expression("alias_before").search(before) is not None and (
        view.expression("alias_behind").match(view.text, name.end, view.end) is not None
    )


def _handles(view: View, name: EntityMention, begin: int) -> bool:
    """The platform as the subject of what it moved, not as the source of a report."""
    before = view.between(max(begin, view.start, name.start - 24), name.start)
    if view.expression("platform_on").search(before):
        return False
    after = name.end
    # ", the marketplace based in …," stands between the name and its verb.
    if view.text[after : after + 1] == ",":
        close = view.text.find(",", after + 1, min(view.end, after + 90))
        if close < 0 or view.expression("apposition").match(view.text, after + 1, close) is None:
            return False
        after = close + 1
    return view.expression("platform_reports").match(view.text, after, view.end) is None


def _merged(view: View) -> list[EntityMention]:
    """Names without the owner that only introduces the next one: 腾讯Hy3, "Xiaomi's MiMo-V2.5", 中国的DeepSeek."""
    names = view.names
    kept: list[EntityMention] = []
    for name, following in zip(names, (*names[1:], None), strict=False) if names else ():
        if following is not None and (
            (name.kind == "author" and following.kind == "model")
            or (name.kind == "country" and following.kind in {"author", "model"})
        ):
            gap = view.between(name.end, following.start)
            if view.expression("introduces").fullmatch(gap):
                continue
        if name.kind == "author" and kept and kept[-1].kind == "model" and _maker(view, kept[-1].end, name):
            continue
        kept.append(name)
    return kept


def _maker(view: View, end: int, name: EntityMention) -> bool:
    """ "M, built by L," and "M, which L released in May,": whoever made it is told by the way."""
    gap = view.between(end, name.start)
    if gap.strip() == "(" and view.between(name.end, name.end + 1) == ")":
        return True
    if view.expression("made_by").fullmatch(gap):
        return view.expression("made_end").match(view.text, name.end, view.end) is not None
    return (
        view.expression("which_maker").fullmatch(gap) is not None
        and view.expression("maker_made").match(view.text, name.end, view.end) is not None
    )


def _owned(start: int, found: list[Actor], view: View) -> bool:
    """ "China's total": a total with an owner right before it is the owner's, not everybody's."""
    return any(
        actor.kind in {"country", "author", "model"}
        and 0 <= start - actor.end <= 16
        and view.expression("owns").fullmatch(view.between(actor.end, start)) is not None
        for actor in found
    )


def _coordinated(view: View, found: list[Actor]) -> list[Actor]:
    """ "Behind A and B but ahead of C": B is an object as A is, where no verb of its own follows."""
    result: list[Actor] = []
    for actor in found:
        last = result[-1] if result else None
        if (
            last is not None
            and last.role == "object"
            and actor.role == "subject"
            and actor.kind == last.kind
            and view.expression("joined").fullmatch(view.between(last.end, actor.start))
            and view.expression("list_end").match(view.text, actor.end, view.end)
        ):
            actor = actor._replace(role="object")  # noqa: PLW2901
        result.append(actor)
    return result


def _demoted(view: View, found: list[Actor]) -> list[Actor]:
    """A lab that reports about somebody else in its sentence is a source, not a subject."""
    result = []
    for index, actor in enumerate(found):
        if actor.kind == "author" and actor.role == "subject":
            reports = view.expression("reports").match(view.text, actor.end, min(view.end, actor.end + 60))
            cited = view.expression("cited").search(view.between(max(view.start, actor.start - 20), actor.start))
            others = [
                other for other in found[index + 1 :] if other.role == "subject" and other.kind not in {"it", "same"}
            ]
            own = others and view.expression("own_report").search(view.between(actor.end, others[0].start))
            if (reports or cited) and (others or cited) and not own:
                actor = actor._replace(role="source")  # noqa: PLW2901
        result.append(actor)
    return result
