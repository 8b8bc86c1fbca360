"""One streak told by several articles: their lengths must fit the weeks between them.

Each article counts up to its own week, so these claims share no group. The later length must be the earlier one plus
the periods in between, or be short enough to have begun anew there.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.types import Claim
from service.reconcile.camps import Camps
from service.reconcile.comparable import same_frame
from service.reconcile.consistency.repeats import streak_pair
from service.reconcile.figures import Language, period_text, span_of, subject_name
from service.reconcile.groups import Disagreement, Member, stated_value
from service.reconcile.types import Explanation

STREAK_FIELDS = ("measure", "subject", "object", "relation", "unit", "platform", "modality")
_CONDITIONS: dict[Language, dict[str, str]] = {
    "en": {"above": "above", "below": "below", "grows": "growing", "falls": "falling", "ranks_first": "in first place"},
    "zh": {"above": "高于", "below": "低于", "grows": "增长", "falls": "下降", "ranks_first": "位居第一"},
}


def streak_key(claim: Claim) -> str | None:
    """What makes two claims about one streak, whatever week each counts up to; null for any other claim."""
    if claim.kind != "streak" or claim.period is None or claim.relation is None:
        return None
    parts = (getattr(claim, name) for name in STREAK_FIELDS)
    return "|".join(("streak", *("" if part is None else str(part) for part in parts), "any week"))


def streak_disagreements(members: Sequence[Member]) -> tuple[Disagreement, ...]:
    """Every told length that cannot hold beside a better supported one of another week, each once.

    Members are claims of one :func:`streak_key`. Two lengths for one and the same week are a matter of their group.
    """
    camps = Camps(members, joins=_same, excludes=_excludes)
    return tuple(_disagreement(first, second) for first, second in camps.pairs())


def _same(one: Member, other: Member) -> bool:
    return (one.claim.period, one.claim.value) == (other.claim.period, other.claim.value)


def _excludes(one: Member, other: Member) -> bool:
    first, second = one.claim, other.claim
    if one.article_id == other.article_id or first.period == second.period or not same_frame(first, second):
        return False
    finding = streak_pair((0, first), (1, second))
    return finding is not None and not finding.holds


def _disagreement(first: Member, second: Member) -> Disagreement:
    told = Explanation(_sentence(first, second, "en"), _sentence(first, second, "zh"))
    return Disagreement(first, second, None, None, told)


def _sentence(first: Member, second: Member, lang: Language) -> str:
    finding = streak_pair((0, first.claim), (1, second.claim))
    assert finding is not None  # noqa: S101 - it is why they disagree
    later, earlier = (first, second) if finding.claims[0] == 0 else (second, first)
    names = [member.name or member.article_id for member in (earlier, later)]
    says = [stated_value(member.claim, lang) for member in (earlier, later)]
    until = [period_text(member.claim.period, lang) for member in (earlier, later)]
    due = span_of(finding.implied.low, finding.implied.high, later.claim.unit, lang)
    what = _condition(first.claim, lang)
    if lang == "zh":
        return (
            f"{what}：{names[0]}称截至{until[0]}连续{says[0]}，{names[1]}称截至{until[1]}连续{says[1]}；"
            f"按前者届时应为{due}，或在其间重新起算。"
        )
    return (
        f"{what}: {names[0]} says {says[0]} in a row up to {until[0]}, {names[1]} says {says[1]} up to {until[1]}; "
        f"after the first it would be {due} by then, unless it began anew in between."
    )


def _condition(claim: Claim, lang: Language) -> str:
    subject, relation = subject_name(claim.subject, lang), _CONDITIONS[lang][claim.relation or "above"]
    other = "" if claim.object is None else subject_name(claim.object, lang)
    return f"{subject}{relation}{other}" if lang == "zh" else f"{subject} {relation} {other}".rstrip()
