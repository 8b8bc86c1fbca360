"""Who a sentence talks about: names, "every model", "the latter", and which of them is subject, object or source.

Roles come from the words beside a name: what stands behind "than", "surpassing" or 较 is an object, a platform or a
bank that only reports is a source. What a name measures is decided later (:mod:`extractors.claims.settle`).
"""

from __future__ import annotations

import re

from extractors.claims.draft import Actor, ActorKind, ActorRole, Memory
from extractors.claims.view import View
from extractors.entities import EntityMention

_POSSESSIVE = re.compile(
    r"(?:['\u2019]s|\u7684|\u65d7\u4e0b(?:\u7684)?|\u63a8\u51fa\u7684)?[\s\"\u201c\u300a(\u00b7-]*(?:(?:ai|large|language|model|models|lab|labs|maker|developer|startup|start-up|giant|company|new|latest|free|own|flagship|\u6a21\u578b|\u5927\u6a21\u578b|\u516c\u53f8|\u5382\u5546|\u7684|\u65b0\u6a21\u578b)[\s-]*){0,3}"
)
_REPORTS = re.compile(
    r"\s*(?:,[^,;.]{0,40},)?\s*(?:itself |also |now |recently |analysts? |researchers? |executives? )?"
    r"(?:sa(?:id|ys)|reports?|reported|announced|disclosed|claims?|claimed|told|wrote|estimates?|expects?|forecasts?|predicts?|projects?|thinks|sees|put)\b"
    r"|\s*(?:\u65b9\u9762|\u65e5\u524d|\u6b64\u524d|\u8fd1\u65e5|\u5206\u6790\u5e08|\u4e5f|\u5728\u62a5\u544a\u4e2d)?(?:\u8868\u793a|\u79f0|\u62ab\u9732|\u516c\u5e03|\u53d1\u5e03|\u5ba3\u5e03|\u900f\u9732|\u9884\u8ba1|\u9884\u6d4b|\u8ba4\u4e3a|\u4f30\u7b97|\u5f15\u7528|\u6307\u51fa)"
)
_ACCORDING = re.compile(
    r"(?:according to|\bdata from|\bsaid by|\u636e|\u6839\u636e|\u63f4\u5f15|\u5f15\u7528|\u6765\u81ea)\s*$"
)
_OBJECT_BEFORE = re.compile(
    r"(?:\b(?:than|over|past|versus|vs\.?|against|ahead of|in front of|behind|to beat|undercuts?|relative to|compared (?:with|to)|unlike)"
    r"|\u8f83|\u6bd4|\u4e8e|\u4e0e|\u548c|\u8ddf|\u540c|\u5bf9|\u8d85\u8fc7\u4e86?|\u8d85\u8d8a\u4e86?|\u53cd\u8d85|\u9886\u5148|\u4e0d\u53ca|\u4e0d\u5982|\u4e0d\u654c|\u4e0d\u5230|\u843d\u540e|\u76f8\u5f53\u4e8e)"
    r"\s*(?:(?:those|that|the|its|rival|any|of|by|all|\u4e0a\u699c|\u7684)\s*){0,3}$"
)
_OWNS = re.compile(
    r"(?:'s?)?\s*(?:(?:ai|large|language|model|models|models'|labs?|listed|own|combined|in)\s+){0,4}"
    r"|(?:\u7684|\u4e0a\u699c|ai|\u5927?\u6a21\u578b|\u5382\u5546|\u516c\u53f8|\u5408\u8ba1|\s){0,5}"
)
_EDGE = 48


def actors(view: View, memory: Memory) -> list[Actor]:
    """The sentence's actors in text order."""
    found: list[Actor] = []
    everything = view.cues("subject.all")
    for name in _merged(view):
        if view.cues("unrelated.subject", max(view.start, name.start - 12), min(view.end, name.end + 24)) and any(
            mark.start <= name.start < mark.end or mark.start < name.end <= mark.end
            for mark in view.cues("unrelated.subject", max(view.start, name.start - 12), min(view.end, name.end + 24))
        ):
            continue
        if name.kind in {"platform", "organisation"}:
            found.append(Actor(name.start, name.end, name.id, "named", "source"))
            continue
        kind: ActorKind = name.kind if name.kind in {"country", "author", "model"} else "named"  # type: ignore[assignment]
        found.append(Actor(name.start, name.end, name.id, kind, _role(view, name)))
    for mark in everything:
        if not _owned(mark.start, mark.word, found, view):
            found.append(Actor(mark.start, mark.end, "all", "all", "subject"))
    for group, kind in (
        ("former", "former"),
        ("latter", "latter"),
        ("lab", "lab"),
        ("model", "it"),
        ("it", "it"),
        ("same", "same"),
        ("country", "home"),
        ("row", "row"),
    ):
        for mark in view.cues(f"anaphor.{group}"):
            if not any(actor.start <= mark.start < actor.end for actor in found):
                role: ActorRole = "object" if _object(view, mark.start) else "subject"
                found.append(Actor(mark.start, mark.end, "", kind, role))  # type: ignore[arg-type]
    for start, end, _ in view.patterns("named"):
        inner = [actor for actor in found if actor.start < end and start < actor.end]
        if all(
            actor.kind in {"author", "country", "it", "lab"} and start <= actor.start and actor.end <= end
            for actor in inner
        ):
            found = [actor for actor in found if actor not in inner]
            words = view.field.original[start:end].strip()
            found.append(Actor(start, end, f"named:{words}", "named", "subject"))
    for mark in view.cues("anaphor.platform"):
        if not any(actor.start <= mark.start < actor.end for actor in found):
            found.append(Actor(mark.start, mark.end, "all", "all", "source"))
    found.sort(key=lambda actor: (actor.start, -actor.end))
    return _demoted(view, found)


def _merged(view: View) -> list[EntityMention]:
    """Names without the owner that only introduces the next one: 腾讯Hy3, "Xiaomi's MiMo-V2.5", 中国的DeepSeek."""
    names = view.names
    kept = []
    for name, following in zip(names, (*names[1:], None), strict=False) if names else ():
        if following is not None and (
            (name.kind == "author" and following.kind == "model")
            or (name.kind == "country" and following.kind in {"author", "model"})
        ):
            gap = view.between(name.end, following.start)
            if _POSSESSIVE.fullmatch(gap):
                continue
        kept.append(name)
    return kept


def _object(view: View, at: int) -> bool:
    return bool(_OBJECT_BEFORE.search(view.between(max(view.start, at - _EDGE), at)))


def _role(view: View, name: EntityMention) -> ActorRole:
    if _object(view, name.start):
        return "object"
    clause = view.clause_span(name.start)
    if view.cues("compare.above", clause[0], name.start)[-1:] and _close(view, "compare.above", name.start):
        return "object"
    if _close(view, "compare.below", name.start):
        return "object"
    return "subject"


def _close(view: View, group: str, at: int) -> bool:
    """A comparing word stands right before a name, with at most an article or an adjective between."""
    marks = view.cues(group, max(view.start, at - _EDGE), at)
    if not marks:
        return False
    gap = view.between(marks[-1].end, at).strip()
    return len(gap) <= 14 and len(gap.split()) <= 2 and not any(character.isdigit() for character in gap)


def _owned(start: int, word: str, found: list[Actor], view: View) -> bool:
    """ "China's total": a total with an owner right before it is the owner's, not everybody's."""
    for actor in found:
        if actor.kind in {"country", "author", "model"} and 0 <= start - actor.end <= 16:
            if _OWNS.fullmatch(view.between(actor.end, start)):
                return True
    return False


def _demoted(view: View, found: list[Actor]) -> list[Actor]:
    """A lab that reports about somebody else in its sentence is a source, not a subject."""
    result = []
    for index, actor in enumerate(found):
        if actor.kind == "author" and actor.role == "subject":
            reports = _REPORTS.match(view.text, actor.end, min(view.end, actor.end + 60))
            cited = _ACCORDING.search(view.between(max(view.start, actor.start - 20), actor.start))
            others = [
                other for other in found[index + 1 :] if other.role == "subject" and other.kind not in {"it", "same"}
            ]
            if (reports or cited) and (others or cited):
                actor = actor._replace(role="source")  # noqa: PLW2901
        result.append(actor)
    return result
