"""Articles marked on the page: whatever they say stays text, and every code point stays one."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.types import Claim, Span, Value
from service.desk.review import numbers
from service.desk.review.form import by_name, draft, fields_of, read, span_from
from service.desk.review.marking import Place, marked
from service.reviews.fields import FieldProblem, Wrong
from tests.unit.reconcile.make import claim


class Seen(HTMLParser):
    """What a browser shows: the text, and the elements around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(markup: str) -> Seen:
    found = Seen()
    found.feed(str(markup))
    found.close()
    return found


HOSTILE = '<script>alert(1)</script> & "x" 4.69 trillion <img src=x onerror=alert(1)> \u202e😀&amp;'


def test_markup_in_an_article_is_text() -> None:
    found = seen(marked(HOSTILE, "text", [Place("clm_a", 34, 47)], "en", "add"))
    assert found.text == HOSTILE
    assert {tag for tag, _ in found.tags} == {"a"}
    assert [attributes["data-claims"] for _, attributes in found.tags if attributes["class"] == "said"] == ["clm_a"]


def test_a_stretch_of_two_claims_names_both() -> None:
    text = "up 31% to 5 trillion"
    places = [Place("clm_a", 0, 6), Place("clm_b", 3, 20), Place("clm_c", 10, 20)]
    claims = [attributes["data-claims"] for _, attributes in seen(marked(text, "text", places, "en", "add")).tags]
    assert claims == ["clm_a", "clm_a clm_b", "clm_b", "clm_b clm_c"]


def test_a_number_that_is_no_claim_leads_to_a_new_one() -> None:
    markup = marked("😀 gains 12 points", "title", [], "en", "add")
    ((tag, attributes),) = seen(markup).tags
    assert (tag, attributes["href"], attributes["class"]) == ("a", "?field=title&start=8&end=10#add", "number-in-text")


texts = st.text(st.characters(codec="utf-8"), max_size=80)


@given(text=texts, cuts=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=6))
def test_every_code_point_is_one_on_the_page(text: str, cuts: list[tuple[int, int]]) -> None:
    places = [Place(f"clm_{at}", min(a, b, len(text)), min(max(a, b), len(text))) for at, (a, b) in enumerate(cuts)]
    markup = str(marked(text, "text", places, "en", "add"))
    assert "\r" not in markup
    bare = re.sub(r"<[^>]*>", "", markup).replace("&#13;", "\r")
    assert html.unescape(bare.replace("\r", "&#1;")).replace("\x01", "\r").count("") == len(text) + 1 or "\r" in text
    assert len(seen(markup).text) == len(text)


@pytest.mark.parametrize(
    ("number", "language", "text"),
    [
        ("4690000000000", "en", "4.69 trillion"),
        ("4690000000000", "zh", "4.69万亿"),
        ("12955000000000", "en", "12.955 trillion"),
        ("999999", "en", "999999"),
        ("1000001", "en", "1000001"),
        ("31.48", "en", "31.48"),
        ("-70", "zh", "-70"),
        ("0.5", "en", "0.5"),
    ],
)
def test_numbers_are_shown_as_people_write_them_and_read_back_exactly(number: str, language: str, text: str) -> None:
    assert numbers.shown(Decimal(number), language) == text
    found = numbers.read(text, language)
    assert found is not None
    assert found.value.point == Decimal(number)


@pytest.mark.parametrize("text", ["", "many", "5 to 6 trillion and 7", "4.69 trillion, 5 trillion"])
def test_what_is_no_one_number_is_none(text: str) -> None:
    assert numbers.read(text, "en") is None


CLAIM = claim("level", "4.69", attribution="OpenRouter")


def sent(**changes: str) -> dict[str, str]:
    return {**fields_of(CLAIM, "en").values, **changes}


def test_a_form_that_nobody_changed_changes_nothing() -> None:
    assert read(sent(), fields_of(CLAIM, "en"), "en") == ({}, {})


def test_a_number_brings_the_interval_of_its_digits() -> None:
    given, problems = read(sent(point="4.7 trillion"), fields_of(CLAIM, "en"), "en")
    assert problems == {}
    assert given == {"value": {"point": "4700000000000", "low": "4650000000000", "high": "4750000000000"}}
    given, _ = read(sent(point="4.7 trillion", low="4 trillion"), fields_of(CLAIM, "en"), "en")
    assert given == {"value": {"point": "4700000000000", "low": "4000000000000"}}


def test_fields_come_back_in_the_contracts_form() -> None:
    given, problems = read(
        sent(subject="country:US", platform="", of="5", period_start="2026-03-02", period_end="2026-03-08"),
        fields_of(CLAIM, "en"),
        "en",
    )
    assert problems == {}
    assert given == {
        "subject": "country:US",
        "platform": None,
        "of": 5,
        "period": {"start": "2026-03-02", "end": "2026-03-08"},
    }
    assert read(sent(period_start="", period_end=""), fields_of(CLAIM, "en"), "en")[0] == {"period": None}


def test_what_cannot_be_read_is_named_by_its_field() -> None:
    _, problems = read(sent(point="a lot", of="x", period_end=""), fields_of(CLAIM, "en"), "en")
    assert problems.keys() == {"point", "of", "period_end"}
    wrong = [
        FieldProblem("/value/high", Wrong.BELOW_LOW),
        FieldProblem("/period", Wrong.ENDS_EARLY),
        FieldProblem("/mentions/0", Wrong.TOO_MANY, {"most": 50}),
    ]
    assert {name: each.text % each.values for name, each in by_name(wrong).items()} == {
        "high": "it is below the low end",
        "period_end": "it ends before it starts",
        "": "at most 50",
    }


@pytest.mark.parametrize("place", ["", "text", "text:1", "text:5:2", "text:0:99", "body:0:1", "text:-1:2", "text:1:1"])
def test_a_place_that_is_none(place: str) -> None:
    assert span_from(place, {"title": "ab", "text": "abcdef"}) is None


def test_a_new_claims_fields_come_from_the_words() -> None:
    span = span_from("text:2:15", {"title": "", "text": "😀 4.69 trillion tokens"})
    assert span == Span("text", 2, 15, "4.69 trillion")
    fields = draft(span, "en", [CLAIM], "en").values
    assert (fields["kind"], fields["point"], fields["low"]) == ("level", "4.69 trillion", "4.685 trillion")
    assert (fields["subject"], fields["unit"], fields["period_start"]) == ("country:CN", "token", "2026-03-09")
    bare = draft(Span("text", 0, 4, "more"), "en", [], "en").values
    assert (bare["kind"], bare["point"], bare["subject"]) == ("comparison", "", "all")
    assert Claim("level", "", "", Value()).mentions == ()
