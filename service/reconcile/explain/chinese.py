"""The Chinese phrases of a verdict's explanation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from extractors.entities import load_labs
from extractors.types import Period
from service.reconcile.explain.facts import Ends, Facts
from service.reconcile.figures import figure, period_text, span_of, subject_name
from service.reconcile.select import top
from service.reconcile.types import Reading, ReadingResult

_MODIFIERS = {
    "about": "约",
    "nearly": "近",
    "more_than": "超过",
    "at_least": "至少",
    "less_than": "不到",
    "at_most": "不超过",
}
_CONDITIONS = {"above": "高于", "below": "低于", "grows": "增长", "falls": "下降", "ranks_first": "位居第一"}
_ASPECTS = {"input": "输入价", "output": "输出价", "cached": "缓存输入价", "blended": "综合价（3:1）"}
_STATISTICS = {"median": "中位", "cheapest": "最低"}
_REASONS = {
    "incomplete": "说法不完整，不能与数据对照",
    "forecast": "这是预测，尚无实际数据可以对照",
    "national": "这是全国总量，而{title}的数据只是一个平台的",
    "measure": "{title}的数据不含这一指标",
    "platform": "原文没有说明数字出自{title}，不能用它的数据核对",
    "subject": "{title}的数据中没有{subject}",
    "scope": "{title}的数据没有这样的榜单",
    "period": "原文没有说明是哪一段时间",
    "unreleased": "{title}自{day}起才列有{released}，晚于所说的时间",
    "no_data": "{title}的数据给不出这一数值",
}


class Chinese:
    """See :class:`service.reconcile.explain.facts.Phrases`."""

    def stated(self, facts: Facts) -> str:
        claim = facts.claim
        if claim.kind == "comparison":
            return "这一比较"
        if claim.kind == "rank":
            place = _ends(facts, (claim.value.low, claim.value.high))
            return f"前{claim.of}名中占{place}席" if claim.of else f"第{place}位"
        if claim.value.point is None:
            return _ends(facts, (claim.value.low, claim.value.high))
        text = _MODIFIERS.get(claim.modifier, "") + _figure(facts, claim.value.point)
        if claim.kind == "streak":
            return f"连续{text}"
        return f"日均{text}" if claim.kind == "level" and claim.per == "day" else text

    def agreement(self, facts: Facts, stated: str, found: ReadingResult) -> str:
        if facts.claim.kind in {"rank", "streak", "comparison"}:
            return f"{stated}成立：{self._says(facts, found, (found.low, found.high))}"
        return f"{stated}与{_quantity(facts, found.reading)}相符（{_ends(facts, (found.low, found.high))}）"

    def finding(self, facts: Facts, found: ReadingResult) -> str:
        return self._says(facts, found, facts.against(found))

    def _says(self, facts: Facts, found: ReadingResult, ends: Ends) -> str:
        claim, reading = facts.claim, found.reading
        who, value = _who(facts, claim.subject, reading), _ends(facts, ends)
        if claim.kind == "level":
            return f"{who}{'日均' if claim.per == 'day' else facts.spec.chinese.verb}{value}"
        if claim.kind == "price":
            return f"{who}{facts.spec.chinese.verb}{value}"
        if claim.kind == "change":
            return f"{who}变动{value}"
        if claim.kind == "share":
            return f"{who}占{_whole(facts, reading)}的{value}"
        if claim.kind == "streak":
            condition = _condition(facts, reading)
            return f"{who}并未{condition}" if ends[1] == 0 else f"{who}{condition}，持续{value}"
        if claim.kind == "rank" and claim.of:
            return f"{who}在前{claim.of}名中占{value}席"
        if claim.kind == "rank" or claim.relation == "ranks_first":
            return f"{who}位列第{value}"
        if claim.object is None:
            return f"{who}为此前的{value}"
        return f"{who}为{_counted(facts, claim.object, reading)}的{value}"

    def join(self, first: str, second: str) -> str:
        return f"{first}；{second}"

    def no_reading(self, stated: str) -> str:
        return f"{stated}与数据的任何一种口径都不符"

    def refusal(self, facts: Facts, stated: str) -> str:
        if facts.reason == "missing_days":
            gaps = "、".join(period_text(gap, "zh") for gap in facts.missing)
            return f"{stated}无法核对：{facts.spec.title}的数据缺{gaps}"
        if facts.reason == "undecided" and facts.decided is not None:
            return f"{stated}既不能证实也不能排除：{self.finding(facts, facts.decided)}"
        released, day = ("", "") if facts.released is None else _release(*facts.released)
        text = _REASONS[facts.reason or "no_data"].format(
            title=facts.spec.title, subject=subject_name(facts.claim.subject, "zh"), released=released, day=day
        )
        return f"{stated}无法核对：{text}"

    def respelt(self, facts: Facts, said: str, listed: str) -> str:
        return f"{facts.spec.title}将{subject_name(said, 'zh')}列为{subject_name(listed, 'zh')}"

    def stop(self, sentence: str) -> str:
        return f"{sentence}。"


def _release(subject: str, day: date) -> tuple[str, str]:
    return subject_name(subject, "zh"), period_text(Period(day, day), "zh")


def _figure(facts: Facts, value: Decimal) -> str:
    text = figure(value, facts.unit, "zh")
    return f"+{text}" if facts.claim.kind == "change" and value > 0 else text


def _ends(facts: Facts, ends: Ends) -> str:
    low, high = ends
    if low is None or high is None or facts.claim.kind != "change":
        return span_of(low, high, facts.unit, "zh").replace("至少 ", "至少").replace("至多 ", "至多")
    texts = _figure(facts, low), _figure(facts, high)
    return texts[0] if texts[0] == texts[1] else "至".join(texts)


def _noun(facts: Facts, subject: str) -> str:
    things = facts.spec.chinese.things
    if things is None:
        return subject.partition(":")[2] or subject
    kind, _, name = subject.partition(":")
    return f"{load_labs().name_of(name)}{things}" if kind == "author" else subject_name(subject, "zh")


def _who(facts: Facts, subject: str, reading: Reading) -> str:
    """The subject as this reading counts it."""
    text = _counted(facts, subject, reading)
    if facts.is_listing:
        return f"{period_text(reading.window, 'zh')}所列{text}"
    if reading.attribution == "stealth_counted" and subject.partition(":")[0] not in {"model", "all"}:
        text += "（含后来被认领的匿名模型）"
    return text if reading.window == facts.claim.period else f"{period_text(reading.window, 'zh')}{text}"


def _counted(facts: Facts, subject: str, reading: Reading) -> str:
    noun, title, things = _noun(facts, subject), facts.spec.title, facts.spec.chinese.things
    length = top(reading.selection)
    if things is None:
        return noun
    if facts.is_listing:
        aspect, _, statistic = reading.selection.partition("/")
        return f"{noun}的{_STATISTICS.get(statistic, '')}{_ASPECTS[aspect]}"
    if subject.startswith("model:"):
        name = reading.series if reading.series and reading.series.startswith(noun.partition(":")[0]) else noun
        return f"{title}所列{name}" if reading.selection == "named" else name
    if facts.claim.kind == "rank" and facts.claim.of:
        return noun
    if length is not None:
        listed = f"{_weekly(reading)}前{length}名"
        return f"{listed}合计" if subject == "all" else f"{listed}中的{noun}"
    if reading.selection == "named":
        return f"{title}列出的{noun}"
    return f"{title}{noun}" if subject == "all" else f"{title}上全部{noun}"


def _weekly(reading: Reading) -> str:
    return "周榜" if (reading.window.end - reading.window.start).days == 6 else "榜单"


def _whole(facts: Facts, reading: Reading) -> str:
    if reading.share_of == "object":
        return _who(facts, facts.claim.object or "all", reading)
    length = top(reading.selection)
    if reading.share_of == "selection":
        return f"{_weekly(reading)}前{length}名合计" if length is not None else "所列各行合计"
    return f"{facts.spec.title}总量"


def _condition(facts: Facts, reading: Reading) -> str:
    text = _CONDITIONS[facts.claim.relation or "above"]
    other = facts.claim.object
    return f"{text}{_counted(facts, other, reading)}" if other and text in {"高于", "低于"} else text


def _quantity(facts: Facts, reading: Reading) -> str:
    """What the claim's figure turned out to be."""
    claim, who = facts.claim, _who(facts, facts.claim.subject, reading)
    if claim.kind == "level" and claim.per == "day":
        return f"{who}的日均量"
    if claim.kind == "price":
        return who
    if claim.kind == "level":
        return f"{who}之和" if top(reading.selection) is not None and claim.subject != "all" else f"{who}的总量"
    if claim.kind == "change":
        return f"{who}的变动"
    if claim.kind == "share":
        return f"{who}占{_whole(facts, reading)}的比重"
    if claim.object is not None:
        return f"{who}与{_counted(facts, claim.object, reading)}之比"
    return f"{who}的增长倍数"


CHINESE = Chinese()
