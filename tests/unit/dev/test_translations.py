from pathlib import Path

import pytest

from dev import translations
from dev.translations_rules import Key, Text, problem_of, problems_across, problems_of

HELLO = Key("", "Hello %(name)s")
DAYS = Key("", "%(num)s day")


@pytest.mark.parametrize(
    ("translated", "problem"),
    [
        (Text("", ("Hej %(name)s",)), None),
        (None, "is missing"),
        (Text("", ("Hej %(name)s",), obsolete=True), "is missing"),
        (Text("", (" ",)), "has no Danish"),
        (Text("", ("Hej %(name)s",), fuzzy=True), "fuzzy"),
        (Text("", ("Hej %(navn)s",)), "%(name)s, %(navn)s"),
        (Text("", ("Hej %(name)",)), "placeholders"),
        (Text("", ("Hej",)), "%(name)s"),
    ],
)
def test_a_single_text(translated: Text | None, problem: str | None) -> None:
    found = problem_of(HELLO, Text(), translated)
    assert found is None if problem is None else found is not None and problem in found


@pytest.mark.parametrize(
    ("forms", "good"),
    [
        (("%(num)s dag", "%(num)s dage"), True),
        (("én dag", "%(num)s dage"), True),
        (("%(num)s dag", "dage"), False),
        (("%(n)s dag", "%(num)s dage"), False),
        (("%(num)s dag", ""), False),
        (("%(num)s dag",), False),
    ],
)
def test_a_text_with_a_plural(forms: tuple[str, ...], good: bool) -> None:
    assert (problem_of(DAYS, Text("%(num)s days"), Text("%(num)s days", forms)) is None) is good


def test_placeholders_of_scripts_count_too() -> None:
    key = Key("", "{left} characters left")
    assert problem_of(key, Text(), Text("", ("{left} tegn tilbage",))) is None
    assert problem_of(key, Text(), Text("", ("{tilbage} tegn tilbage",))) is not None


def test_a_text_that_is_no_longer_used_is_named_with_its_slice() -> None:
    assert problems_of("people", {}, {Key("menu", "Gone"): Text("", ("Væk",))}) == [
        'people: "Gone" (menu) is no longer used; run: make translations'
    ]


def test_two_slices_use_one_word() -> None:
    one, other = {Key("", "Save"): Text("", ("Gem",))}, {Key("", "Save"): Text("", ("Bevar",))}
    assert problems_across({"people": one, "practice": one}) == []
    assert len(problems_across({"people": one, "practice": other})) == 1


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """An application with one slice that says four things."""
    folder = tmp_path / "app"
    (folder / "people/templates/people").mkdir(parents=True)
    (folder / "factory.py").write_text("x = 1\n")
    (folder / "people/views.py").write_text(
        'a = _("Zebra")\n'
        'b = ngettext("%(num)s day", "%(num)s days", 3)\n'
        "# Translators: the head of a department\n"
        'c = pgettext("role", "Manager")\n'
    )
    (folder / "people/templates/people/page.html").write_text(
        "<p>{{ _('Sign in') }}{% if x %}{{ _('Zebra') }}{% endif %}</p>\n"
    )
    return folder


def fill(po: Path) -> None:
    text = po.read_text()
    for english, danish in {"Manager": "Leder", "Sign in": "Log ind", "Zebra": "Zebra"}.items():
        text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{danish}"')
    text = text.replace('msgstr[0] ""', 'msgstr[0] "%(num)s dag"').replace('msgstr[1] ""', 'msgstr[1] "%(num)s dage"')
    po.write_text(text)


def test_extract_fill_and_check(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    po = translations.po_file(app / "people")
    assert translations.extract(app) == 0
    assert translations.check(app) == 1
    assert 'people: "Sign in" has no Danish' in capsys.readouterr().out
    fill(po)
    assert translations.check(app) == 0
    filled = po.read_text()
    assert translations.extract(app) == 0
    assert po.read_text() == filled, "a second extraction changes nothing"


def test_the_file_is_calm(app: Path) -> None:
    translations.extract(app)
    text = translations.po_file(app / "people").read_text()
    english = [line for line in text.splitlines() if line.startswith("msgid ")][1:]
    assert english == sorted(english)
    assert "Date" not in text
    assert "#:" not in text
    assert "Translators: the head of a department" in text


def test_removed_texts_leave_and_kept_ones_stay_translated(app: Path) -> None:
    translations.extract(app)
    po = translations.po_file(app / "people")
    fill(po)
    (app / "people/views.py").write_text('a = _("Zebra")\nb = _("New")\n')
    assert translations.check(app) == 1
    translations.extract(app)
    assert set(translations.texts_in(po)) == {Key("", "New"), Key("", "Sign in"), Key("", "Zebra")}
    assert translations.texts_in(po)[Key("", "Sign in")].translations == ("Log ind",)


def test_fuzzy_and_old_entries_are_found(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    translations.extract(app)
    po = translations.po_file(app / "people")
    fill(po)
    text = po.read_text().replace('msgid "Sign in"', '#, fuzzy\nmsgid "Sign in"')
    po.write_text(text + '\n#~ msgid "Old"\n#~ msgstr "Gammel"\n')
    assert translations.check(app) == 1
    shown = capsys.readouterr().out
    assert '"Sign in" is marked fuzzy' in shown
    assert '"Old" is no longer used' in shown


def test_texts_outside_the_slices_are_refused(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    translations.extract(app)
    fill(translations.po_file(app / "people"))
    (app / "factory.py").write_text('title = _("Praksis")\n')
    assert translations.check(app) == 1
    assert "app/factory.py" in capsys.readouterr().out


def test_a_broken_template_stops_the_extraction(app: Path) -> None:
    (app / "people/templates/people/page.html").write_text("{% if %}")
    with pytest.raises(Exception, match="Expected an expression"):
        translations.extract(app)
