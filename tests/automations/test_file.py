"""A file of the owner's is replaced whole, or left as it was."""

from pathlib import Path

from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.ai_automation.automations import file


def test_mode_is_kept(tmp_path: Path) -> None:
    """A private file stays private; a new one can be read by all."""
    path = tmp_path / "a.yaml"
    file.replace(path, b"1")
    assert path.stat().st_mode & 0o777 == 0o644
    path.chmod(0o600)
    file.replace(path, b"2\r\n")
    assert file.read(path) == b"2\r\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The file behind a link is replaced, not the link."""
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_bytes(b"1")
    link.symlink_to(real)
    file.replace(link, b"2")
    assert link.is_symlink()
    assert real.read_bytes() == b"2"


def test_failures_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be read or written is told, and leaves the old file alone."""
    assert file.read(tmp_path / "none.yaml") == b""
    with pytest.raises(HomeAssistantError) as err:
        file.read(tmp_path)
    assert err.value.translation_key == "file_failed"
    with pytest.raises(HomeAssistantError):
        file.replace(tmp_path / "none" / "a.yaml", b"1")
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")

    def _full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(file.os, "fsync", _full)
    with pytest.raises(HomeAssistantError):
        file.replace(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
