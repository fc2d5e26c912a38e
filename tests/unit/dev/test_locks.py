import json

from dev.locks import inconsistencies, npm_inconsistencies, pins, wishes

LOCK = "flask==3.1.3 \\\n    --hash=sha256:aa\npsycopg[binary]==3.3.9 ; os_name != 'x' \\\n    --hash=sha256:bb\n"


def test_pins_are_read_with_extras_and_markers() -> None:
    assert pins(LOCK) == {"flask": {"3.1.3"}, "psycopg": {"3.3.9"}}


def test_wishes_leave_out_comments_and_references() -> None:
    text = "# why\n-r run.in\n-c run.txt\nflask>=3.1,<3.2  # web\n\npsycopg[binary]\n"
    assert [wish.name for wish in wishes(text)] == ["flask", "psycopg"]


def test_a_lock_that_fits_is_silent() -> None:
    assert inconsistencies("run", "Flask>=3.1\npsycopg[binary]\n", LOCK, base="flask==3.1.3") == []


def test_each_thing_that_is_wrong_is_named() -> None:
    assert "does not hold" in inconsistencies("run", "brotli\n", LOCK)[0]
    assert "flask<3" in inconsistencies("run", "flask<3\n", LOCK)[0]
    assert "no hash for nh3==1" in inconsistencies("run", "", LOCK + "nh3==1\n")[0]
    assert "differ in flask" in inconsistencies("dev", "", LOCK, base="flask==3.1.2")[0]
    assert "address" in inconsistencies("run", "", LOCK + "x @ https://example.org/x.whl --hash=sha256:cc\n")[0]


PACKAGE = json.dumps({"dependencies": {"htmx.org": "2.0.11"}})


def npm_lock(version: str = "2.0.11", asked: str = "2.0.11", integrity: str = "sha512-abc") -> str:
    found = {"version": version, "integrity": integrity}
    return json.dumps({"packages": {"": {"dependencies": {"htmx.org": asked}}, "node_modules/htmx.org": found}})


def test_the_npm_lock_must_hold_what_package_json_asks_for() -> None:
    assert npm_inconsistencies(PACKAGE, npm_lock()) == []
    assert npm_inconsistencies(PACKAGE, npm_lock(asked="4.0.0"))
    assert npm_inconsistencies(PACKAGE, npm_lock(version="2.0.10"))
    assert npm_inconsistencies(PACKAGE, npm_lock(integrity=""))
    assert "address" in npm_inconsistencies(PACKAGE, npm_lock(version="https://example.org"))[0]
