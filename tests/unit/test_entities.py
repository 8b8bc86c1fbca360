"""The corpus of names, the facts about labs and countries, and what holds for every text."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractors.entities import find_entities, load_countries, load_labs
from extractors.entities.families import key_of, load_catalogue
from extractors.entities.labs import load_labs as load_labs_from
from extractors.rulefile import DataFileError

CORPUS = Path(__file__).parent.parent / "corpus" / "entities" / "names.yaml"
TABLE = yaml.safe_load(CORPUS.read_text(encoding="utf-8"))
# fmt: off
PIECES = st.lists(
    st.sampled_from([
        "DeepSeek", " V3.2", "-V4", " Flash", "（0731）", "(free)", "中美", "US", "U.S.", "小米", "MiMo", " ",
        "M3", "\n", "Hy3", "3", "Ｈｙ３", "Claude", " Opus 4.7", "正式版", "免费版", "https://x.io/", "é", "İ",
        "\u200b", "Alpha", "GLM-5", ".", ":",
    ]),
    max_size=20,
).map("".join)
# fmt: on


def cases() -> list[Any]:
    return [
        pytest.param(group, phrasing, id=str(phrasing)) for group in TABLE["groups"] for phrasing in group["phrasings"]
    ]


@pytest.mark.parametrize(("group", "phrasing"), cases())
def test_phrasing_names_the_ids(group: dict[str, Any], phrasing: str) -> None:
    found = find_entities(phrasing, group.get("language", "en"), group.get("context", ""))
    assert [mention.id for mention in found] == group["ids"]
    assert all(phrasing[mention.start : mention.end] == mention.quote for mention in found)


@pytest.mark.parametrize("text", TABLE["none"])
def test_no_name(text: str) -> None:
    assert find_entities(text, "zh" if text[0] > "\u4e00" else "en") == []


@given(st.one_of(PIECES, st.text(max_size=200)), st.sampled_from(["en", "zh", "zh-Hant", "", "fr"]))
def test_mentions_slice_to_their_quotes_and_never_overlap(text: str, language: str) -> None:
    end = 0
    for mention in find_entities(text, language, context=text[::-1]):
        assert mention.start >= end
        assert text[mention.start : mention.end] == mention.quote != ""
        # A model of a lab that nobody knows is named in the article's words.
        assert mention.id.partition(":")[0] in ({"model", "named"} if mention.kind == "model" else {mention.kind})
        end = mention.end


@pytest.mark.parametrize("slug", sorted(load_catalogue().known.values()))
def test_every_known_slug_is_read_back(slug: str) -> None:
    assert [mention.id for mention in find_entities(f"Calls to {slug} rose.", "en")] == [f"model:{slug}"]


def test_a_long_run_of_version_words_is_read_once() -> None:
    text = "DeepSeek" + "-V3.2-Flash" * 20_000
    assert len(find_entities(text, "en")) == 1


def test_traditional_text_does_not_take_here_for_the_mainland() -> None:
    assert [mention.id for mention in find_entities("国内模型", "zh-Hans")] == ["country:CN"]
    assert find_entities("國內模型", "zh-Hant") == []


def test_a_model_knows_its_lab_and_country() -> None:
    (mention,) = find_entities("Step 3.5 Flash (free)", "en")
    assert (mention.kind, mention.author, mention.country) == ("model", "stepfun", "CN")


def test_attribution_names_are_the_readers() -> None:
    names = [mention.name for mention in find_entities("小摩、国家数据局、智谱、OpenRouter", "zh")]
    assert names == ["JPMorgan", "National Data Administration", "Zhipu", "OpenRouter"]


def test_labs_have_countries_with_dates() -> None:
    labs = load_labs()
    assert labs.country_of("deepseek", date(2026, 4, 1)) == "CN"
    assert labs.country_of("x-ai") == "US"
    assert labs.country_of("mistralai") == "FR"
    assert [labs.country_of(slug) for slug in ("other", "openrouter", "stealth", "nobody")] == [None] * 4


def test_unnamed_models_are_claimed_from_a_day_on() -> None:
    labs = load_labs()
    assert labs.is_stealth("openrouter/hunter-alpha")
    assert labs.is_stealth("stealth/anything")
    assert not labs.is_stealth("deepseek/deepseek-v3.2")
    claim = labs.claimed_by("openrouter/hunter-alpha:free")
    assert claim is not None
    assert (claim.author, claim.model) == ("xiaomi", "xiaomi/mimo-v2-pro")
    assert labs.claimed_by("openrouter/hunter-alpha", date(2026, 3, 17)) is None
    assert labs.claimed_by("openrouter/owl-alpha") is None


def test_countries_have_adjectives() -> None:
    countries = load_countries()
    assert (countries.adjective("CN", "en"), countries.adjective("US", "zh-Hant")) == ("Chinese", "美国")
    assert countries.adjective("XX") is None
    assert {lab.country for rows in load_labs().by_slug.values() for lab in rows} - {None} <= countries.by_code.keys()


def test_word_order_does_not_matter_to_a_known_name() -> None:
    assert key_of("Claude Opus 4.7") == key_of("claude-4.7-opus")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("{slug: a, name: A, country: China, source: s}", "ISO code"),
        ("{slug: a, name: A, since: soon, source: s}", "ISO date"),
        ("{slug: a, name: A}", "source is required"),
        ("{slug: a, name: A, source: s, nickname: B}", "unknown key"),
    ],
)
def test_a_malformed_lab_is_named_with_its_line(tmp_path: Path, row: str, problem: str) -> None:
    path = tmp_path / "labs.yaml"
    stealth = "stealth: {name_spaces: [x], shape: {pattern: '(A)', name_space: x}, models: []}"
    path.write_text(f"labs:\n  - {row}\n{stealth}\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=rf"labs\.yaml:2: .*{problem}"):
        load_labs_from(path)
