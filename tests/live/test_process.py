"""The driver of a real Home Assistant process."""

from pathlib import Path

import pytest

from bench.live import HomeAssistantProcess, LiveError, free_port, is_free

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("socket_enabled")]


async def test_one_that_cannot_start_is_told_with_its_log(tmp_path: Path) -> None:
    (tmp_path / "configuration.yaml").touch()
    (tmp_path / ".HA_VERSION").mkdir()
    hass = HomeAssistantProcess(tmp_path, port=free_port())
    await hass.start()
    with pytest.raises(LiveError, match=r"ended with 1\.(?s:.*)\.HA_VERSION"):
        await hass.connect("demo", "demo-home")
    assert await hass.stop() == 1


def test_a_port_in_use_is_not_free() -> None:
    import socket

    port = free_port()
    assert is_free(port)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert not is_free(port)


def test_only_errors_about_the_asked_thing_are_complaints(tmp_path: Path) -> None:
    hass = HomeAssistantProcess(tmp_path, port=1)
    hass.log.write_text(
        "2026 ERROR (MainThread) [custom_components.ai_automation] bad\n"
        "2026 WARNING (MainThread) [custom_components.ai_automation] untested\n"
        "2026 ERROR (MainThread) [homeassistant.core] other\n"
    )
    assert hass.complaints("ai_automation") == [
        "2026 ERROR (MainThread) [custom_components.ai_automation] bad"
    ]


def test_a_relative_folder_stays_the_same_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    hass = HomeAssistantProcess(Path("config"), port=1)
    assert hass.config == tmp_path / "config"
    assert hass.log == tmp_path / "config" / "hass.log"
