"""The database servers that tests and the benchmark start."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from bench import servers

type Server = Callable[[], AbstractContextManager[str]]


def ask(url: str | URL, question: str) -> object:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return connection.execute(text(question)).scalar()


@pytest.mark.parametrize("server", [servers.postgresql, servers.mariadb])
def test_a_server_answers_and_is_gone_afterwards(
    server: Server, socket_enabled: None
) -> None:
    with server() as url:
        assert ask(url, "SELECT 1") == 1
        with pytest.raises(OperationalError):
            ask(make_url(url).set(password="wrong"), "SELECT 1")
    with pytest.raises(OperationalError):
        ask(url, "SELECT 1")


@pytest.mark.parametrize("server", [servers.postgresql, servers.mariadb])
def test_a_server_is_gone_after_an_error_too(
    server: Server, socket_enabled: None
) -> None:
    with pytest.raises(ZeroDivisionError), server() as url:
        raise ZeroDivisionError
    with pytest.raises(OperationalError):
        ask(url, "SELECT 1")


@pytest.mark.parametrize("server", [servers.postgresql, servers.mariadb])
def test_without_the_programs_one_reads_what_to_do(
    server: Server, socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "PROGRAMS", (Path("/nowhere"),))
    with pytest.raises(servers.ServerMissing, match="run scripts/setup"), server():
        pytest.fail("it ran")
