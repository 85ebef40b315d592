"""What is shown while something goes on."""

import asyncio

import pytest

from bench import progress as shown


async def test_it_says_what_begins_goes_on_and_ends(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shown, "LOG_SECONDS", 0.01)
    async with shown.progress("Working"):
        await asyncio.sleep(0.1)
    first, *between, last = capsys.readouterr().err.splitlines()
    assert first == "Working ..."
    assert between
    assert all(line.startswith("Working ... ") for line in between)
    assert last == "Working: done after 0.1 s"


async def test_what_fails_is_not_called_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(ValueError, match="no"):
        async with shown.progress("Working"):
            raise ValueError("no")
    assert "Working: stopped" in capsys.readouterr().err


async def test_a_terminal_is_written_over(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    async with shown.progress("Working"):
        await asyncio.sleep(0)
    text = capsys.readouterr().err
    assert text == "\r\x1b[KWorking ...\r\x1b[KWorking: done after 0.0 s\n"
