"""Bytes that lie about their encoding, and text that was damaged before it came."""

from __future__ import annotations

import pytest

from extractors.documents.decoding import damage_flags, decode

ZH = "中国人工智能大模型的周调用量达到4.69万亿，连续第二周超过美国，业内人士认为价格是主要原因。"
ZH_HANT = "平臺單週處理了超過四十四兆個詞元，國產模型仍占多數，業者認為價格是主要原因。"
EN = "It’s a “record” week: 4.69 trillion tokens – and the cafés of the naïve façade talk – “at length” – about it."


def meta(charset: str) -> str:
    return f'<html><head><meta charset="{charset}"></head><body>'


WRONG = ("declared_charset_wrong",)
CASES = {
    "undeclared utf-8": (ZH.encode(), None, ZH, ()),
    "undeclared gb18030": (ZH.encode("gb18030"), None, ZH, ()),
    "undeclared big5": (ZH_HANT.encode("big5"), None, ZH_HANT, ()),
    "undeclared windows-1252": (EN.encode("cp1252"), None, EN, ()),
    "a BOM beats the header": (ZH.encode("utf-8-sig"), "gbk", ZH, ()),
    "utf-16 with a BOM": (ZH.encode("utf-16"), None, ZH, ()),
    "gb2312 means gb18030": (ZH.replace("中", "镕").encode("gbk"), "GB2312", ZH.replace("中", "镕"), ()),
    "utf-8 called latin-1": (ZH.encode(), "iso-8859-1", ZH, WRONG),
    "utf-8 called gbk": (ZH.encode(), "gbk", ZH, WRONG),
    "gb18030 called utf-8": (ZH.encode("gb18030"), "utf-8", ZH, WRONG),
    "big5 called utf-8": (ZH_HANT.encode("big5"), "utf-8", ZH_HANT, WRONG),
    "gb18030 called latin-1": (ZH.encode("gb18030"), "iso-8859-1", ZH, WRONG),
    "a charset nobody knows": (ZH.encode(), "x-unknown", ZH, ()),
    "a codec that is no charset": (ZH.encode(), "base64", ZH, ()),
    "a codec that raises": (ZH.encode(), "idna", ZH, ()),
    "utf-8 encoded twice": (ZH.encode().decode("latin-1").encode(), None, ZH, ("double_encoded",)),
    "utf-8 encoded twice by way of windows-1252": (
        EN.encode().replace(b"\x9d", b"\x9c").decode("cp1252").encode(),
        "utf-8",
        EN.replace("\u201d", "\u201c"),
        ("double_encoded",),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_text_is_found_whatever_is_declared(case: str) -> None:
    data, charset, text, flags = CASES[case]
    decoded = decode(data, charset and f"text/html; charset={charset}")
    assert (decoded.text, decoded.flags) == (text, flags)


def test_header_beats_meta_and_meta_is_read() -> None:
    data = (meta("big5") + ZH).encode("gb18030")
    assert decode(data, "text/html; charset=gb18030").text.endswith(ZH)
    assert decode((meta("gb2312") + ZH).encode("gb18030")).flags == ()


def test_one_bad_byte_costs_one_character() -> None:
    data = ZH.encode("gb18030")
    bad = data[:40] + b"\xff" + data[40:]
    decoded = decode(bad, "text/html; charset=gb18030")
    assert decoded.text == ZH[:22] + "\ufffd" + ZH[22:]
    assert decoded.flags == ("undecodable_bytes",)
    cut = decode(ZH.encode()[:-1])
    assert (cut.text[:-1], cut.flags) == (ZH[:-1], ("undecodable_bytes",))


def test_english_that_is_not_ascii_is_not_taken_for_encoded_twice() -> None:
    text = "Ça va? Señor Muñoz paid £4 and 5¢ — naïve façade, Ærø, Þór."
    assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Chinese models drew 4.69 trillion tokens.", ()),
        ("Café, naïve, £4, 5 €, “quotes” – and 2×.", ()),
        ("中国模型4.69万亿Token，€5、£3、±2%。", ()),
        ("原价 \ufffd100，现价80", ("mojibake", "mojibake_near_number")),
        ("作者\ufffd为本站特约，文章与数字没有关系，此后也没有", ("mojibake",)),
        ("锟斤拷锟斤拷 4.69", ("mojibake", "mojibake_near_number")),
        ("It costs â‚¬5 a month", ("mojibake", "mojibake_near_number")),
        ("donâ€™t worry about anything at all", ("mojibake",)),
        ("ä¸\xadå›½ models", ("mojibake",)),
    ],
)
def test_damage_is_flagged_and_so_is_its_nearness_to_a_figure(text: str, flags: tuple[str, ...]) -> None:
    assert damage_flags(text) == flags
