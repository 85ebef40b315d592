"""Fail a test run that skipped anything; load it with `-p tests.no_skips`."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a run that passed but skipped into one that failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    assert reporter is not None
    if _skipped(reporter) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what a skip means here."""
    if skipped := _skipped(terminalreporter):
        terminalreporter.write_line(f"{len(skipped)} skipped, and nothing may be:")


def _skipped(reporter: pytest.TerminalReporter) -> list[str]:
    """Return the reasons of what was skipped; recorded houses that are not there excuse."""
    reasons = [report.longrepr[2] for report in reporter.stats.get("skipped", ())]
    if SHARED.is_dir():
        return reasons
    return [reason for reason in reasons if "shared" not in reason]
