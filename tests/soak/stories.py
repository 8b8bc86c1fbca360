"""What the simulated publishers write: every story has a mark that no other has, in its title and at its very end."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

NOUNS = [
    "market",
    "bridge",
    "harbour",
    "office",
    "market",
    "council",
    "library",
    "orchard",
    "garden",
    "museum",
    "station",
    "weather",
    "project",
    "railway",
    "teacher",
    "village",
    "factory",
    "journal",
    "meeting",
    "budget",
    "harvest",
    "school",
    "mountain",
    "kitchen",
    "theatre",
    "river",
    "festival",
]
VERBS = [
    "opened",
    "closed",
    "changed",
    "praised",
    "repaired",
    "reviewed",
    "visited",
    "moved",
    "planned",
    "delayed",
    "painted",
    "described",
]
PLACES = ["north", "south", "valley", "coast", "island", "capital", "border", "suburb", "district", "port"]
HANZI = (
    "市场桥梁港口办公室图书馆果园花园博物馆车站天气项目铁路教师村庄工厂期刊会议"
    "预算收成学校山厨房剧院河节日开放关闭修理参观搬迁计划推迟"
)
WEEKS = tuple(date(2026, 2, 23) + timedelta(weeks=number) for number in range(7))
SENTENCES = {"en": 9, "zh": 21}


@dataclass(frozen=True, slots=True)
class Story:
    """One article, from the moment it is published. ``edited_at``: from then on it says the second figure.

    ``hidden``: robots.txt forbids its page. ``dead``: its page was never there.
    """

    mark: str
    language: str
    published_at: datetime
    figures: tuple[str, str] | None
    week: date
    edited_at: datetime | None = None
    hidden: bool = False
    dead: bool = False

    @property
    def title(self) -> str:
        return f"当地简报 {self.mark}" if self.language == "zh" else f"Local notes {self.mark}"

    @property
    def path(self) -> str:
        return f"/{'closed' if self.hidden else 'news'}/{self.mark.lower()}.html"

    def figure(self, now: datetime) -> str | None:
        if self.figures is None:
            return None
        return self.figures[self.edited_at is not None and self.edited_at <= now]

    def updated_at(self, now: datetime) -> datetime:
        return self.edited_at if self.edited_at is not None and self.edited_at <= now else self.published_at

    def paragraphs(self, now: datetime) -> tuple[str, ...]:
        """The text as it stands; the last sentence holds the mark, so that half an article is known for one."""
        return _paragraphs(self, self.figure(now))

    def html(self, now: datetime) -> str:
        return "".join(f"<p>{paragraph}</p>" for paragraph in self.paragraphs(now))

    def claim(self, figure: str) -> str:
        last = self.week + timedelta(days=6)
        if self.language == "zh":
            span = f"{self.week.month}月{self.week.day}日至{last.month}月{last.day}日"
            return f"OpenRouter数据显示，{span}当周，中国大模型的周调用量为{figure}万亿Token。"
        span = f"{self.week:%B} {self.week.day} to {last:%B} {last.day}, 2026"
        return f"In the week of {span}, Chinese models processed {figure} trillion tokens on OpenRouter."


def mark_in(text: str, marks: frozenset[str] | dict[str, Story]) -> list[str]:
    """The marks that a text holds."""
    words = text.replace("。", " ").replace(".", " ").split()
    return [word for word in dict.fromkeys(words) if word in marks]


@lru_cache(512)
def _paragraphs(story: Story, figure: str | None) -> tuple[str, ...]:
    dice = random.Random(story.mark)
    chinese = story.language == "zh"
    sentences = [_chinese(dice) if chinese else _english(dice) for _ in range(SENTENCES[story.language])]
    if figure:
        sentences.insert(1, story.claim(figure))
    sentences.append(f"简报 {story.mark} 全文完。" if chinese else f"This is where note {story.mark} ends.")
    gap = "" if chinese else " "
    return tuple(gap.join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))


def _english(dice: random.Random) -> str:
    first, second, third = dice.sample(NOUNS, 3)
    place, verb = dice.choice(PLACES), dice.choice(VERBS)
    return f"The {first} near the {place} {second} {verb} the {third} after a long {dice.choice(NOUNS)} debate."


def _chinese(dice: random.Random) -> str:
    return "".join(dice.choice(HANZI) for _ in range(dice.randint(18, 30))) + "。"


def write_stories(dice: random.Random, publisher: int, start: datetime, days: int, a_day: float) -> list[Story]:
    """A publisher's stories for the span, in order of time."""
    language = dice.choice(("en", "zh"))
    moments = sorted(start + timedelta(days=days * dice.random()) for _ in range(max(2, round(days * a_day))))
    stories = []
    for number, moment in enumerate(moments):
        told = dice.random() < 0.15
        figures = (f"{dice.uniform(1, 9):.2f}", f"{dice.uniform(10, 19):.2f}") if told else None
        edited = moment + timedelta(hours=dice.uniform(4, 40)) if told and dice.random() < 0.4 else None
        stories.append(
            Story(
                mark=f"K{publisher:03d}N{number:04d}",
                language=language,
                published_at=moment.replace(microsecond=0),
                figures=figures,
                week=dice.choice(WEEKS),
                edited_at=edited,
                hidden=dice.random() < 0.03,
                dead=dice.random() < 0.02,
            )
        )
    return stories
