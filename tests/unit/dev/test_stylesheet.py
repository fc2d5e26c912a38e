import pytest

from dev.stylesheet import FONT_FACES, ICONS, font_face_rules, layered


def rules(css: str) -> str:
    """Return what stands in the layer."""
    return layered(css).split("@layer dkfds{", 1)[1].removesuffix("}\n")


def test_rules_go_into_the_layer_unchanged() -> None:
    assert (
        rules("a{color:red}@media print{b{color:blue;margin:0}}") == "a{color:red}@media print{b{color:blue;margin:0}}"
    )


def test_comments_such_as_the_source_map_are_removed() -> None:
    assert rules("/*! head */a{color:red}\n/*# sourceMappingURL=dkfds.min.css.map*/\n") == "a{color:red}"


def test_the_package_font_faces_give_way_to_the_split_ones() -> None:
    css = layered("@font-face{font-family:IBM Plex Sans;src:url(../fonts/complete/eot/x.eot)}a{color:red}")
    assert ".eot" not in css
    assert css.count("@font-face") == len(FONT_FACES)
    assert css.index("@font-face") < css.index("@layer")


def test_every_font_face_names_a_copied_file_and_its_characters() -> None:
    for face in FONT_FACES:
        assert f"url(fonts/{face.file})" in font_face_rules()
    danish = font_face_rules().splitlines()[0]
    assert "U+00A0-00FF" in danish, "æ, ø and å are in the first part"


def test_copied_icons_are_found_beside_the_stylesheet() -> None:
    assert rules("a:before{background:url(../img/svg-icons/check.svg) no-repeat}") == (
        "a:before{background:url(icons/check.svg) no-repeat}"
    )


def test_a_declaration_for_a_file_that_is_not_copied_goes_and_the_rest_of_its_rule_stays() -> None:
    assert (
        rules('i{width:1px;background-image:url("../img/svg-icons/car.svg");height:2px}') == "i{width:1px;height:2px}"
    )


def test_a_rule_with_nothing_left_goes() -> None:
    assert rules(".icon-car{background-image:url(../img/svg-icons/car.svg)}a{color:red}") == "a{color:red}"


@pytest.mark.parametrize("css", ['a{b:url("data:image/png;base64,AA")}', "@import url(x.css);", "a{color:red"])
def test_an_unexpected_stylesheet_is_refused(css: str) -> None:
    with pytest.raises(ValueError, match="dkfds"):
        layered(css)


def test_no_file_is_named_twice() -> None:
    assert len(set(ICONS)) == len(ICONS)
    assert len({face.file for face in FONT_FACES}) == len(FONT_FACES)
