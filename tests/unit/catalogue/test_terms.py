import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.rules.format import Term
from app.catalogue.rules.render import render, sanitise
from app.catalogue.rules.terms import Recogniser


def term(term_id: str, *forms: str) -> Term:
    return Term(id=term_id, term=forms[0], forms=list(forms), definition="d", status="method")


RECOGNISER = Recogniser(
    [
        term("moede", "møde", "mødet", "møder"),
        term("moedeleder", "mødeleder", "mødelederen"),
        term("foerste-indtryk", "første indtryk"),
        term("indtryk", "indtryk", "indtrykket"),
        term("cpr", "CPR-nummer"),
        term("p56", "§ 56-aftale"),
        term("ogs", "F&U"),
    ]
)
BUTTON = re.compile(r'(?s)<button [^>]*popovertarget="term-[^"]+"[^>]*>(.*?)</button>')


def found(html: str) -> list[str]:
    return BUTTON.findall(RECOGNISER.recognise(html)[0])


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Et møde i dag.</p>", ["møde"]),
        ("<p>Møder er gode.</p>", ["Møder"]),
        ("<p>MØDER er gode.</p>", []),
        ("<p>Mødeleder og mødested.</p>", ["Mødeleder"]),
        ("<p>formødet, mødets, møde-arket, møde- og talevaner, tremøde, hr-møde</p>", []),
        ("<p>møde\u00adleder og inter\u00admøde</p>", []),
        ("<p>Det første indtryk tæller.</p>", ["første indtryk"]),
        ("<p>Det første\nindtryk, og indtrykket bliver.</p>", ["første\nindtryk", "indtrykket"]),
        ("<p>Et CPR-nummer, et cpr-nummer.</p>", ["CPR-nummer"]),
        ("<p>En § 56-aftale.</p>", ["§ 56-aftale"]),
        ("<p>Vores F&amp;U er stor.</p>", ["F&amp;U"]),
        ("<p>mødet, møde, mødet</p>", ["mødet"]),
        ("<p>møde</p><h2>x</h2><p>møde</p><h3>y</h3><p>møde</p>", ["møde", "møde"]),
        ("<h2>Et møde</h2><p>x</p>", []),
        ("<p><a href='praksis:tool/x'>møde</a> <code>møde</code></p><pre><code>møde</code></pre>", []),
        ('<p class="box-title">møde <strong>møde</strong></p>', []),
        ("<p><strong>møde</strong></p>", ["møde"]),
        ('<p>”mødet” (møde) <img alt="mødeleder > møde" src="x"></p>', ["mødet"]),
        ('<p><button type="button" class="term" popovertarget="term-moede">her</button> møde</p>', ["her"]),
    ],
)
def test_what_is_recognised(html: str, expected: list[str]) -> None:
    assert found(html) == expected


def test_ids_come_in_the_order_of_the_text_with_those_that_the_author_linked() -> None:
    html = render("Mødelederen og [ordet](term:cpr) om indtryk.\n\n## Igen\n\nMøde og mødeleder.").html
    assert RECOGNISER.recognise(html)[1] == ("moedeleder", "cpr", "indtryk", "moede")


def test_a_known_word_hides_shorter_ones_inside_it_also_the_second_time() -> None:
    assert found("<p>første indtryk, første indtryk</p>") == ["første indtryk"]


WORDS = st.sampled_from(
    [
        "møde",
        "Mødet",
        "første",
        "indtryk",
        "mødeleder",
        "og",
        "F&U",
        "<",
        ">",
        '"',
        ",",
        "-",
        "\n",
        "CPR-nummer",
        "§ 56-aftale",
    ]
)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=5)), max_size=20).map(" ".join)


@given(TEXTS)
def test_recognition_changes_no_word(text: str) -> None:
    html = sanitise(render(text).html)
    marked, ids = RECOGNISER.recognise(html)
    without = re.sub(r'<button type="button" class="term" popovertarget="term-[^"]+">|</button>', "", marked)
    assert without.replace("\xa0", "&nbsp;") == html.replace("\xa0", "&nbsp;")
    assert bool(ids) == (marked != html)


@given(TEXTS)
def test_recognised_text_is_still_clean(text: str) -> None:
    marked, _ = RECOGNISER.recognise(render(text).html)
    assert sanitise(marked).replace("&nbsp;", "\xa0") == marked.replace("&nbsp;", "\xa0")


@given(TEXTS)
def test_without_terms_nothing_happens(text: str) -> None:
    html = render(text).html
    assert Recogniser([]).recognise(html) == (html, ())
