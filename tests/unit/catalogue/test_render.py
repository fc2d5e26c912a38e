import re
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.catalogue.rules.edition import Picture
from app.catalogue.rules.render import anchor, render, sanitise

PICTURE = Picture(path="media/x.png", media_type="image/png", digest="d" * 64, width=40, height=30)
ELEMENTS = {
    "p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "a", "img",
    "table", "thead", "tbody", "tr", "th", "td", "div", "span", "button",
}  # fmt: skip
ATTRIBUTES = {
    "href", "rel", "src", "alt", "width", "height", "loading", "decoding", "id", "class", "role", "tabindex", "scope", "start",
    "aria-label", "aria-labelledby", "type", "popovertarget",
}  # fmt: skip
ADDRESS = re.compile(r"(https:|mailto:|praksis:(lesson|tool|assignment|case)/[a-z0-9-]+$|/pictures/[0-9a-f]{64}$)")


def page(text: str) -> str:
    return render(text, pictures={"media/x.png": PICTURE}).html


def assert_harmless(html: str) -> None:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parseFragment(html)
    for element in list(root.iter())[1:]:
        assert element.tag in ELEMENTS
        assert set(element.attrib) <= ATTRIBUTES
        for name in ("href", "src"):
            address = element.get(name)
            assert address is None or ADDRESS.match(address), address


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](//evil.example)",
    "[x](praksis:lesson/../../x)",
    '[x](https://a.example "onmouseover=alert(1)")',
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    '![" onerror="alert(1)](media/x.png)',
    "<javascript:alert(1)>",
    "<https://a.example/<script>alert(1)</script>>",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>\n",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "/// example | <script>alert(1)</script>\nx\n///",
    "/// example\n    attrs: {onclick: alert(1), class: x}\n\nx\n///",
    "/// html | script\nalert(1)\n///",
    "## <script>alert(1)</script>",
    "| <script> | b |\n|---|---|\n| <img src=x onerror=alert(1)> | c |\n",
    "[x]: javascript:alert(1)\n\n[x]",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>",
    "\x02wzxhzdk:0\x03",
    "[a](lesson:x){: onclick=alert(1) }",
    "*[HTML]: <script>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_becomes_markup(payload: str) -> None:
    html = page(payload)
    assert_harmless(html)
    assert "<script" not in html.lower()


@given(
    st.lists(
        st.one_of(
            st.sampled_from(PAYLOADS),
            st.sampled_from(
                [
                    "\n",
                    "\n\n",
                    "## ",
                    "- ",
                    "    ",
                    "> ",
                    "|",
                    "`",
                    "*",
                    "[",
                    "](",
                    ")",
                    "<",
                    ">",
                    "&",
                    '"',
                    "///",
                    "///\n",
                    "{{",
                ]
            ),
            st.text(max_size=12),
        ),
        max_size=12,
    ).map("".join)
)
@example("&#x3c;script>")
def test_nothing_outside_the_allow_list_comes_through(text: str) -> None:
    assert_harmless(page(text))


@given(st.text())
def test_the_sanitiser_changes_nothing_the_second_time(text: str) -> None:
    once = sanitise(text)
    assert_harmless(once) if "href" not in once and "src" not in once else None
    assert sanitise(once) == once


class Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""

    def handle_data(self, data: str) -> None:
        self.words += data


@given(st.text(alphabet="abcæøå ÆØÅ<>&\"'", min_size=1))
def test_words_are_kept_as_written(text: str) -> None:
    parser = Text()
    parser.feed(page(f"x{text}x"))
    parser.close()
    assert " ".join(parser.words.split()) == " ".join(f"x{text}x".split())


def test_links_become_tokens() -> None:
    html = page("[a](lesson:et-moede) [b](tool:ark) [c](assignment:opgave) [d](case:sag)")
    for token in ("praksis:lesson/et-moede", "praksis:tool/ark", "praksis:assignment/opgave", "praksis:case/sag"):
        assert f'href="{token}"' in html


def test_a_link_to_a_term_opens_its_explanation() -> None:
    assert page("[ordet](term:gear)") == (
        '<p><button class="term" popovertarget="term-gear" type="button">ordet</button></p>'
    )


def test_links_to_other_sites_say_so() -> None:
    assert 'rel="external noopener noreferrer"' in page("[x](https://a.example/?a=1&b=2)")
    assert 'href="https://a.example/?a=1&amp;b=2"' in page("<https://a.example/?a=1&b=2>")
    assert "<a" not in page("[x](http://a.example)")


def test_pictures_have_size_and_description() -> None:
    html = page("![Et bord & fire stole](media/x.png)")
    for part in (
        f'src="/pictures/{"d" * 64}"',
        'width="40"',
        'height="30"',
        'alt="Et bord &amp; fire stole"',
        'loading="lazy"',
    ):
        assert part in html
    assert page("![ukendt](media/y.png)") == "<p><span>ukendt</span></p>"


def test_a_box_has_a_name_in_words() -> None:
    html = page("/// exercise | Prøv *selv*\ntekst\n///\n\n/// note\ntekst\n///")
    assert '<div aria-labelledby="box-1" class="box box-exercise" role="group">' in html
    assert '<p class="box-title" id="box-1"><span class="box-kind">Øvelse</span> Prøv <em>selv</em></p>' in html
    assert '<p class="box-title" id="box-2"><span class="box-kind">Husk</span></p>' in html
    assert "Exercise" in render("/// exercise\nx\n///", language="en").html


def test_tables_have_classes_and_no_style() -> None:
    html = page("| a | b |\n|---|--:|\n| 1 | 2 |\n")
    assert "style" not in html
    assert '<td class="align-right">2</td>' in html
    assert '<th scope="col">a</th>' in html
    assert '<div aria-label="Tabel" class="table-scroll" role="group" tabindex="0"><table>' in html


def test_two_tables_in_a_box_are_both_wrapped_and_keep_their_order() -> None:
    table = "| {} |\n|---|\n| 1 |\n"
    html = page(f"/// example\n{table.format('a')}\nimellem\n\n{table.format('b')}\n///")
    assert html.count("table-scroll") == 2
    assert html.index(">a<") < html.index("imellem") < html.index(">b<")


def test_headings_have_stable_unique_anchors() -> None:
    rendered = render("## Åbn & luk\n\n### Øvelse\n\n## Åbn & luk\n\n## ***\n")
    assert [(heading.id, heading.title) for heading in rendered.headings] == [
        ("s-aabn-luk", "Åbn & luk"),
        ("s-aabn-luk-2", "Åbn & luk"),
        ("s-x", "***"),
    ]
    assert '<h3 id="s-oevelse">' in rendered.html


@given(st.text())
def test_an_anchor_is_always_one(title: str) -> None:
    assert re.fullmatch(r"s-[a-z0-9]+(-[a-z0-9]+)*", anchor(title))
