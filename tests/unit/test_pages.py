"""Every saved page reads as its expectation says, and every site reader has such a page."""

from __future__ import annotations

import pytest

from extractors.documents.sites import load_sites
from tests.golden.pages import HERE, Case, as_json, cases

CASES = tuple(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_page_reads_as_expected(case: Case) -> None:
    assert as_json(case.result) == case.expected()


def test_every_site_has_a_page_of_its_own() -> None:
    for site in load_sites():
        read = [case for case in CASES if case.name.startswith(f"{site.name}_") and case.result.site == site.name]
        assert read, f"tests/golden/pages/{site.name}_*.html is missing"


def test_no_expectation_is_without_its_page() -> None:
    expected = {path.name for path in (HERE / "samples").glob("*.json")}
    assert expected == {f"{case.name}.json" for case in CASES if "." in case.name}


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://36kr.com/p/1", "kr36"),
        ("https://www.36kr.com/newsflashes/1?f=rss", "kr36"),
        ("https://eu.36kr.com/en/p/1", "kr36"),
        ("https://notreally36kr.com/p/1", None),
        ("https://en.wedoany.com/shortnews/1.html", "wedoany"),
        ("https://www.chinadailybrief.com/article/69c2a4f03b1d5e7f90a1b2c3", "chinadailybrief"),
        ("https://setupai.cc/update/x", "setupai"),
        ("https://setupai.cc.example.org/update/x", None),
        ("not an address", None),
        ("http://[broken", None),
    ],
)
def test_sites_are_chosen_by_host(url: str, name: str | None) -> None:
    assert next((site.name for site in load_sites() if site.matches(url)), None) == name


def test_generated_text_of_a_card_never_reaches_the_article() -> None:
    card = next(case for case in CASES if case.name == "setupai_update")
    assert card.result.article is not None
    for line in card.result.generated_text.split("\n"):
        assert line not in card.result.article.text
    assert "$" not in card.result.article.text
