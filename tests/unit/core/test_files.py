from pathlib import Path

from app.core.files import get, open_store, put


def test_bytes_come_back_from_a_folder_that_did_not_exist(tmp_path: Path) -> None:
    store = open_store((tmp_path / "new folder" / "files").as_uri())
    put(store, "course-pictures/abc", b"\x89PNG")
    put(store, "course-pictures/abc", b"\x89PNG")
    assert get(store, "course-pictures/abc") == b"\x89PNG"
    assert get(store, "course-pictures/missing") is None
