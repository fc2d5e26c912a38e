"""The files that browsers fetch."""

import gzip
import json
import multiprocessing
from pathlib import Path

import brotli
import pytest

from app.ui import bundle
from app.ui.bundle import Sources, build, minified, stylesheet


@pytest.fixture
def static(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    files = {
        "css/tokens.css": ":root { --ink: #111; } /* said once */",
        "css/base.css": "p { color: var(--ink); }",
        "css/alert.css": '.alert::before { content: "a, b"; }',
        "css/print.css": "@media print { p { color: #000; } }",
        "js/dirty.js": "export {};",
        "img/mark.svg": "<svg/>",
        "vendor/dkfds.css": "@font-face{src:url(fonts/a.woff2)}@layer dkfds{.x{background:url(icons/gone.svg)}}",
        "vendor/fonts/a.woff2": "font",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    slice_folder = tmp_path / "practice"
    (slice_folder / "js").mkdir(parents=True)
    (slice_folder / "log.css").write_text(".log { color: red; }")
    (slice_folder / "js" / "log.js").write_text("export {};")
    return folder


@pytest.fixture
def sources(static: Path) -> Sources:
    return Sources(static, {"practice": static.parent / "practice", "grading": static.parent / "grading"})


def test_styles_come_in_layers_and_in_order(sources: Sources, tmp_path: Path) -> None:
    css = stylesheet(sources, tmp_path)
    assert css.startswith("@layer dkfds, praksis;")
    order = ["@font-face", "--ink:", "p{color: var", ".alert", ".log", "@media print"]
    assert sorted(order, key=css.index) == order
    assert css.count("@layer praksis{") == 5


def test_addresses_point_at_hashed_files_and_missing_pictures_vanish(sources: Sources, tmp_path: Path) -> None:
    css = stylesheet(sources, tmp_path)
    (font,) = tmp_path.glob("a.*.woff2")
    assert f"url({font.name})" in css
    assert "background:none" in css


def test_a_missing_file_of_our_own_is_an_error(sources: Sources, static: Path, tmp_path: Path) -> None:
    (static / "css" / "alert.css").write_text(".a { background: url(nowhere.svg); }")
    with pytest.raises(FileNotFoundError):
        stylesheet(sources, tmp_path)


def test_minifying_keeps_words_in_quotes() -> None:
    assert minified('a {\n  content: "x, y; z" ;\n} /* c */\n\nb > c { d: e }') == 'a{content: "x, y;z";}b > c{d: e}'


def test_a_build_is_named_after_its_content_and_compressed(sources: Sources, tmp_path: Path) -> None:
    folder, names = build(sources, tmp_path / "out")
    css = (folder / names["css"]).read_bytes()
    assert brotli.decompress((folder / (names["css"] + ".br")).read_bytes()) == css
    assert gzip.decompress((folder / (names["css"] + ".gz")).read_bytes()) == css
    assert set(names) == {"css", "js/dirty.js", "js/practice/log.js", "img/mark.svg", "vendor/fonts/a.woff2"}
    assert build(sources, tmp_path / "out") == (folder, names)


def test_a_change_makes_another_build_and_leaves_the_first(sources: Sources, static: Path, tmp_path: Path) -> None:
    first, names = build(sources, tmp_path / "out")
    (static / "css" / "base.css").write_text("p { color: blue; }")
    second, changed = build(sources, tmp_path / "out")
    assert first != second
    assert names["css"] != changed["css"]
    assert names["js/dirty.js"] == changed["js/dirty.js"]
    assert (first / names["css"]).exists()


def test_without_the_design_system_the_own_layer_stands_alone(sources: Sources, static: Path, tmp_path: Path) -> None:
    (static / "vendor" / "dkfds.css").unlink()
    assert sources.design_system is None
    _folder, names = build(sources, tmp_path / "out")
    assert "css" in names


def _build(static: Path, out: Path) -> None:
    build(Sources(static, {}), out)


def test_processes_that_start_together_agree(static: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_build, args=(static, out)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    (folder,) = out.iterdir()
    assert json.loads((folder / bundle.MANIFEST).read_text())["css"].endswith(".css")
