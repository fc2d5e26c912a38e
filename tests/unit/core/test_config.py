import secrets
from pathlib import Path

import pytest

from config import Settings, SettingsError, load_settings

KEY = secrets.token_hex(32)


def test_defaults_need_only_a_secret_key(tmp_path: Path) -> None:
    settings = load_settings({"SECRET_KEY": KEY, "INSTANCE": str(tmp_path)})
    assert (settings.demo, settings.host, settings.port) == (False, "127.0.0.1", 8000)
    assert settings.database_url == f"sqlite:///{tmp_path / 'praksis.sqlite3'}"
    assert settings.base_url == "http://127.0.0.1:8000"


def test_a_missing_key_is_refused_outside_demo_mode(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY is missing"):
        load_settings({"INSTANCE": str(tmp_path)})


@pytest.mark.parametrize(
    "key", ["changeme" * 8, "a" * 64, "praksis-demo", "short", "my-very-own-secret-0123456789-abcdef"]
)
def test_a_known_or_guessable_key_is_refused(key: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        load_settings({"SECRET_KEY": key, "INSTANCE": str(tmp_path), "DEMO": "true"})


def test_the_demo_makes_its_own_key_once(tmp_path: Path) -> None:
    first = load_settings({"INSTANCE": str(tmp_path), "DEMO": "true"})
    again = load_settings({"INSTANCE": str(tmp_path)}, demo_default=True)
    assert first.secret_key == again.secret_key
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_each_wrong_value_has_one_line_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(
            {"SECRET_KEY": KEY, "PORT": "a lot", "WORKERS": "0", "DEMO": "perhaps", "INSTANCE": str(tmp_path)}
        )
    lines = str(caught.value).splitlines()
    assert sorted(line.split()[0] for line in lines) == ["DEMO", "PORT", "WORKERS"]
    assert "a lot" not in str(caught.value), "a wrong value may be a secret in the wrong place"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/x"),
        ("BASE_URL", "praksis.example"),
        ("FILES_URL", "ftp://x"),
        ("MAIL_URL", "pigeon"),
        ("RATE_LIMIT_STORAGE", "foo"),
    ],
)
def test_addresses_of_an_unknown_kind_are_refused(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({"SECRET_KEY": KEY, "INSTANCE": str(tmp_path), name: value})


def test_two_wrong_addresses_are_both_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"SECRET_KEY": KEY, "INSTANCE": str(tmp_path), "MAIL_URL": "pigeon", "FILES_URL": "ftp://x"})
    assert len(str(caught.value).splitlines()) == 2


def test_every_setting_is_in_the_example_file() -> None:
    example = (Path(__file__).resolve().parents[3] / ".env.example").read_text(encoding="utf-8")
    missing = [name for name in Settings.model_fields if name.upper() not in example]
    assert missing == []


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings = load_settings({"SECRET_KEY": KEY, "INSTANCE": str(tmp_path)})
    with pytest.raises(ValueError, match="frozen"):
        settings.demo = True  # type: ignore[misc]


def test_it_is_the_demo_by_default_until_something_says_that_it_is_real(tmp_path: Path) -> None:
    bare = {"INSTANCE": str(tmp_path)}
    assert load_settings(bare, demo_default=True).demo
    assert load_settings({**bare, "DATABASE_URL": "postgresql+psycopg:///x", "PORT": "9000"}, demo_default=True).demo
    assert not load_settings({**bare, "SECRET_KEY": KEY}, demo_default=True).demo
    for real in ({"BASE_URL": "https://praksis.kommune.example"}, {"HOST": "0.0.0.0"}, {"DEMO": "false"}):  # noqa: S104 -- refused
        with pytest.raises(SettingsError, match="SECRET_KEY is missing"):
            load_settings({**bare, **real}, demo_default=True)


def test_an_instance_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"^INSTANCE cannot be used"):
        load_settings({"INSTANCE": str(tmp_path / "file" / "below")}, demo_default=True)
