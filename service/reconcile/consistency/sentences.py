"""One sentence a reader understands for each finding, in English and Chinese."""

from __future__ import annotations

from decimal import Decimal

from extractors.types import Claim
from service.reconcile.consistency.book import Book, Finding
from service.reconcile.figures import Language, figure, period_text, span_of, subject_name
from service.reconcile.types import Explanation


def explain(finding: Finding, book: Book) -> Explanation:
    return Explanation(en=_sentence(finding, book, "en"), zh=_sentence(finding, book, "zh"))


def _sentence(finding: Finding, book: Book, lang: Language) -> str:
    judged, *others = (book.claims[position] for position in finding.claims)
    write = {"parts_whole": _parts, "equal": _equal, "streak": _streak, "order": _order}.get(finding.relation, _derived)
    return write(finding, judged, others, lang)


def _value(claim: Claim, lang: Language) -> str:
    if claim.value.point is not None:
        return figure(claim.value.point, claim.unit, lang)
    return span_of(claim.value.low, claim.value.high, claim.unit, lang)


def _derived(finding: Finding, judged: Claim, others: list[Claim], lang: Language) -> str:
    """Growth, ratio and share: two levels imply a value, the article states one."""
    top, bottom = _value(others[0], lang), _value(others[1], lang)
    stated = _value(judged, lang)
    low, high = finding.implied.low, finding.implied.high
    implied = span_of(low, high, judged.unit, lang)
    point = figure(finding.point, judged.unit, lang)
    base = _implied_base(finding, judged, others)
    if lang == "zh":
        result = "可以同时成立" if finding.holds else "不能同时成立"
        tail = f"；{stated}对应的基数约为{figure(base, others[1].unit, lang)}" if base is not None else ""
        return f"由{top}与{bottom}算得{point}（区间{implied}），文中为{stated}，{result}{tail}。"
    result = "the three can hold together" if finding.holds else "the three cannot all hold"
    tail = f"; {stated} would imply a base near {figure(base, others[1].unit, lang)}" if base is not None else ""
    return f"{top} against {bottom} gives {point} ({implied}); the article says {stated}: {result}{tail}."


def _implied_base(finding: Finding, judged: Claim, others: list[Claim]) -> Decimal | None:
    """The denominator that the stated value and the numerator would need; null unless the points differ."""
    value, top = judged.value.point, others[0].value.point
    if value is None or top is None or finding.point is None or others[0].per != others[1].per:
        return None
    factor = {"growth": 1 + value / 100, "share": value / 100}.get(finding.relation, value)
    return top / factor if factor > 0 and finding.point != value else None


def _parts(finding: Finding, judged: Claim, others: list[Claim], lang: Language) -> str:
    listed = " + ".join(f"{subject_name(part.subject, lang)} {_value(part, lang)}" for part in others)
    whole = f"{subject_name(judged.subject, lang)} {_value(judged, lang)}"
    if lang == "zh":
        return f"{listed}，{'不超过' if finding.holds else '超过了'}整体：{whole}。"
    return f"{listed} {'fits into' if finding.holds else 'exceeds'} the whole: {whole}."


def _equal(finding: Finding, judged: Claim, others: list[Claim], lang: Language) -> str:
    one, other = _value(judged, lang), _value(others[0], lang)
    what = subject_name(judged.subject, lang), period_text(judged.period, lang)
    if lang == "zh":
        verb = "可以同时成立" if finding.holds else "不能同时成立"
        return f"同一数字（{what[0]}，{what[1]}）两处分别为{one}和{other}，{verb}。"
    verb = "agree" if finding.holds else "cannot both hold"
    return f"One figure ({what[0]}, {what[1]}) is given as {one} and as {other}; the two {verb}."


def _streak(finding: Finding, judged: Claim, others: list[Claim], lang: Language) -> str:
    later, earlier = _value(judged, lang), _value(others[0], lang)
    dates = period_text(judged.period, lang), period_text(others[0].period, lang)
    expected = figure(finding.point, judged.unit, lang)
    if lang == "zh":
        verb = "相符" if finding.holds else "不符"
        return f"截至{dates[1]}为连续{earlier}，截至{dates[0]}为连续{later}，按前者应为{expected}，{verb}。"
    verb = "fit" if finding.holds else "do not fit"
    return f"{earlier} by {dates[1]} would make {expected} by {dates[0]}, where the article says {later}: they {verb}."


def _order(finding: Finding, judged: Claim, others: list[Claim], lang: Language) -> str:
    one, other = (f"{subject_name(each.subject, lang)} {_value(each, lang)}" for each in others)
    if lang == "zh":
        verb = "支持" if finding.holds else "否定"
        relation = {"above": "高于", "below": "低于"}.get(judged.relation or "", judged.relation)
        return f"文中的{one}与{other}{verb}所称的高低关系（前者{relation}后者）。"
    verb = "bear out" if finding.holds else "contradict"
    return f"The article's own {one} and {other} {verb} the stated order (the first {judged.relation} the second)."
