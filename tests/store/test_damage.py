"""Files that are truncated, overwritten, foreign or of a later version."""

from collections.abc import Callable
from pathlib import Path
import random
import sqlite3

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.translation import async_get_translations
import pytest

from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.store import runs, schema, suggestions as stored
from custom_components.ai_automation.store.database import (
    Database,
    async_counts,
    async_open_or_restart,
)
from custom_components.ai_automation.store.errors import (
    DatabaseDamaged,
    DatabaseNewer,
    StoreError,
)
from tests.builders import suggestion

from .errors import told
from .nouns import act, run

type Harm = Callable[[bytearray], None]


def _truncated(share: float) -> Harm:
    def _harm(content: bytearray) -> None:
        del content[int(len(content) * share) :]

    return _harm


def _cut_at(length: int) -> Harm:
    def _harm(content: bytearray) -> None:
        del content[length:]

    return _harm


def _overwritten(start: int, length: int) -> Harm:
    def _harm(content: bytearray) -> None:
        content[start : start + length] = random.Random(1).randbytes(length)

    return _harm


def _all_overwritten(content: bytearray) -> None:
    content[:] = b"not a database\n" * (len(content) // 15)


def _body_overwritten(content: bytearray) -> None:
    """Break the text of one suggestion and nothing of SQLite's own structure."""
    at = content.index(b'"automation":{"alias"')
    content[at : at + 10] = b"\x00}}}}}}}}}"


def _acts_overwritten(content: bytearray) -> None:
    """Break one page that only the act log uses."""
    page = content.rindex(b"light.hall") // 4096 * 4096
    content[page : page + 8] = b"\xff" * 8


HARMS = {
    "emptied": _cut_at(0),
    "one byte left": _cut_at(1),
    "half a header left": _cut_at(50),
    "first page left": _cut_at(4096),
    "cut in the middle": _truncated(0.5),
    "cut near the end": _truncated(0.9),
    "magic overwritten": _overwritten(0, 16),
    "header overwritten": _overwritten(18, 60),
    "schema overwritten": _overwritten(100, 3000),
    "pages overwritten": _overwritten(8192, 40_000),
    "all overwritten": _all_overwritten,
    "a text overwritten": _body_overwritten,
    "acts overwritten": _acts_overwritten,
}


@pytest.fixture
async def whole(path: Path) -> bytes:
    """Leave a closed database with a night in it, and return the bytes of its file."""
    db = await Database.async_open(path)
    found = [suggestion(f"s{n}") for n in range(30)]
    await runs.async_store_night(
        db, run(), found, [act(float(n)) for n in range(500)], keep_after=0
    )
    await db.async_close()
    return path.read_bytes()


@pytest.mark.freeze_time("2026-11-23 03:04:05-08:00")
@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS.keys())
async def test_damage_is_set_aside(
    hass: HomeAssistant,
    issue_registry: ir.IssueRegistry,
    path: Path,
    whole: bytes,
    harm: Harm,
) -> None:
    """The file is kept with its date, its owner is told, and a new one works."""
    content = bytearray(whole)
    harm(content)
    path.write_bytes(content)

    db, aside = await async_open_or_restart(hass, path)

    assert aside == path.with_name("ai_automation.damaged_2026-11-23_03-04-05.db")
    assert aside.read_bytes() == content
    assert set((await async_counts(db)).values()) == {0}
    await runs.async_store_night(db, run(), [suggestion()], [], keep_after=0)
    assert (await stored.async_list(db))[1] == 1
    await db.async_close()

    issue = issue_registry.async_get_issue(DOMAIN, "database_restarted")
    assert issue is not None
    assert issue.translation_key == "database_restarted"
    assert issue.translation_placeholders == {
        "file": aside.name,
        "folder": str(path.parent),
    }
    texts = await async_get_translations(hass, "en", "issues", [DOMAIN])
    text = texts[f"component.{DOMAIN}.issues.database_restarted.description"]
    assert aside.name in text.format(**issue.translation_placeholders)

    again, nothing = await async_open_or_restart(hass, path)
    await again.async_close()
    assert nothing is None


async def test_whole_file_is_left_alone(
    hass: HomeAssistant,
    issue_registry: ir.IssueRegistry,
    path: Path,
    whole: bytes,
) -> None:
    db, aside = await async_open_or_restart(hass, path)
    assert aside is None
    assert (await stored.async_list(db))[1] == 30
    await db.async_close()
    assert issue_registry.async_get_issue(DOMAIN, "database_restarted") is None
    assert list(path.parent.glob("ai_automation*")) == [path]


async def test_log_is_moved_along(
    hass: HomeAssistant, path: Path, whole: bytes
) -> None:
    """A log of the damaged file must not be played into the new one."""
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).write_bytes(suffix.encode() * 1000)
    path.write_bytes(whole[:50])
    db, aside = await async_open_or_restart(hass, path)
    assert aside is not None
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"-wal" * 1000
    assert aside.with_name(aside.name + "-shm").exists()
    assert set((await async_counts(db)).values()) == {0}
    await db.async_close()


async def test_log_of_a_damaged_file_is_kept(hass: HomeAssistant, path: Path) -> None:
    """What was committed last is in the log, and may be all that can be rescued."""
    db = await Database.async_open(path)
    await runs.async_store_night(
        db, run(), [suggestion(f"s{n}") for n in range(30)], [], keep_after=0
    )
    await db.async_checkpoint()
    await runs.async_finish(db, run(detail="in the log"))
    content = bytearray(path.read_bytes())
    log = path.with_name(path.name + "-wal").read_bytes()
    await db.async_close()
    assert b"in the log" in log
    _overwritten(8192, 40_000)(content)
    path.write_bytes(content)
    path.with_name(path.name + "-wal").write_bytes(log)

    db, aside = await async_open_or_restart(hass, path)
    assert aside is not None
    assert aside.read_bytes() == content
    assert aside.with_name(aside.name + "-wal").read_bytes() == log
    assert await runs.async_last(db) == []
    await db.async_close()


async def test_second_damage_keeps_the_first(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, path: Path
) -> None:
    """Even in the same second nothing that was set aside is written over."""
    freezer.move_to("2026-11-23 03:04:05")
    asides = []
    for content in (b"one", b"two"):
        path.write_bytes(content)
        db, aside = await async_open_or_restart(hass, path)
        await db.async_close()
        assert aside is not None
        asides.append(aside)
    assert [one.read_bytes() for one in asides] == [b"one", b"two"]


async def test_missing_table(path: Path, whole: bytes) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE versions")
    connection.close()
    with told("database_damaged", "versions") as err:
        await Database.async_open(path)
    assert isinstance(err.value, DatabaseDamaged)


async def test_later_version_is_refused(
    hass: HomeAssistant, path: Path, whole: bytes
) -> None:
    """It is left as it is; the owner is told which version to install."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with told("database_newer", "99 ") as err:
        await async_open_or_restart(hass, path)
    assert isinstance(err.value, DatabaseNewer)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*damaged*"))


async def test_cannot_be_opened_is_not_damage(
    hass: HomeAssistant, tmp_path: Path
) -> None:
    """A folder in the way is nothing to set aside."""
    path = tmp_path / "ai_automation.db"
    path.mkdir()
    (path / "file").write_text("a")
    with told():
        await async_open_or_restart(hass, path)
    assert (path / "file").exists()


async def test_locked_is_not_damage(
    hass: HomeAssistant, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that holds the file is no reason to begin a new one."""
    monkeypatch.setattr(schema, "BUSY_TIMEOUT", 20)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("CREATE TABLE mine (a)")
    other.execute("BEGIN EXCLUSIVE")
    with told(words="locked"):
        await async_open_or_restart(hass, path)
    assert not list(path.parent.glob("*damaged*"))
    other.execute("ROLLBACK")
    other.close()


async def test_damage_in_use_is_told(path: Path, whole: bytes) -> None:
    """Pages that break while the file is open end in an error, and in a restart later."""
    db = await Database.async_open(path)
    content = bytearray(path.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page : page + 4096] = b"\xff" * 4096
    path.write_bytes(content)
    with told(words="malformed"):
        await stored.async_list(db)
    await db.async_close()
    with told("database_damaged"):
        await Database.async_open(path)


async def test_migration_that_fails_leaves_the_version(
    path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step is one transaction: it is there with its number, or not at all."""
    steps = (
        *schema.MIGRATIONS,
        ("CREATE TABLE extra (a TEXT) STRICT",),
        ("CREATE TABLE half (a TEXT) STRICT", "CREATE TABLE nonsense ("),
    )
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    with told(words="incomplete input"):
        await Database.async_open(path)
    connection = sqlite3.connect(path)
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    version = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    assert "extra" in names
    assert "half" not in names
    assert version == (len(schema.MIGRATIONS) - 1,)

    monkeypatch.setattr(schema, "MIGRATIONS", steps[:-1])
    db = await Database.async_open(path)
    assert (await stored.async_list(db))[1] == 30
    await db.async_close()


async def test_new_file(path: Path) -> None:
    """A new file has all tables and their version, and a leftover first page is no damage."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    db = await Database.async_open(path)
    assert await db.async_fetch("PRAGMA user_version") == [(len(schema.MIGRATIONS),)]
    assert set(await async_counts(db)) == schema.TABLES
    await db.async_close()


def test_errors_are_of_one_family() -> None:
    assert issubclass(DatabaseDamaged, StoreError)
    assert issubclass(DatabaseNewer, StoreError)
