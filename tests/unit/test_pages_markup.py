"""Markup becomes lines that keep what lists and tables say."""

from __future__ import annotations

import pytest

from extractors.documents.markup import parse, render
from extractors.documents.settling import settle


def text_of(html: str) -> str:
    tree = parse(html)
    settle(tree)
    return render(tree)


HEAD = "<tr><th>M</th><th>T</th></tr>"
ROW = "<tr><td>a</td><td>1</td></tr>"
LINES = [
    ("<p>One</p><p>two <b>three</b></p>", "One\ntwo three"),
    ("<p>line<br>break</p>", "line\nbreak"),
    ("<div>loose<p>inner</p>tail</div>", "loose\ninner\ntail"),
    ("<ul><li>a</li><li><p>b</p><ul><li>c</li></ul></li></ul>", "- a\n- b\n- c"),
    ("<ul><li>• a</li><li>•b</li></ul>", "- a\n- b"),
    ("<ol><li><i>1</i>China's weekly</li><li><i>2</i>30 models</li></ol>", "- China's weekly\n- 30 models"),
    ("<ul><li><b>3</b> of the models</li><li><b>2</b> more</li></ul>", "- 3 of the models\n- 2 more"),
    ("<p>4.69<sup><a href='#1'>1</a></sup> trillion<sup>[2]</sup></p>", "4.69 trillion"),
    ("<p>10<sup>15</sup></p>", "10^15"),
    ("<p>a&nbsp;b\u3000 c\u200bd</p>", "a b cd"),
    ("<p>seen</p><script>no()</script><style>p{}</style><noscript>no</noscript>", "seen"),
    (f"<table>{HEAD}<tr><td>a</td><td>1|2</td></tr></table>", "| M | T |\n|---|---|\n| a | 1/2 |"),
    (f"<table>{ROW}{ROW}</table>", "| a | 1 |\n| a | 1 |"),
    ("<table><tr><td>only</td></tr><tr><td>layout</td></tr></table>", "only\nlayout"),
    (f"<table><tr><td>x</td><td><table>{HEAD}{ROW}</table></td></tr></table>", "x\n| M | T |\n|---|---|\n| a | 1 |"),
    (f"<table><caption>Cap</caption>{HEAD}{ROW}</table>", "Cap\n| M | T |\n|---|---|\n| a | 1 |"),
    (
        f"<table>{HEAD}<tr><td rowspan=2>a</td><td>1</td></tr><tr><td>2</td></tr><tr><td colspan=2>n</td></tr></table>",
        "| M | T |\n|---|---|\n| a | 1 |\n| a | 2 |\n| n |  |",
    ),
]


@pytest.mark.parametrize(("html", "text"), LINES)
def test_lines(html: str, text: str) -> None:
    assert text_of(html) == text


def test_monstrous_spans_stay_small() -> None:
    spans = "rowspan=999 colspan=999"
    html = f"<table><tr><td {spans}>a</td><td {spans}>b</td></tr>" + "<tr><td>c</td></tr>" * 100 + "</table>"
    assert len(text_of(html)) < 40_000


@pytest.mark.parametrize("tag", ["div", "span", "b", "blockquote", "section"])
def test_nesting_beyond_the_parsers_limit_loses_nothing(tag: str) -> None:
    deep = f"<{tag}>" * 50_000
    assert text_of(f"<html><body>{deep}<p>4.69 trillion</p></body></html>").endswith("4.69 trillion")
    assert text_of(f"<body>{deep}<p>inside</p></{tag}><p>after</p>").endswith("inside\nafter")
