"""The golden days of what is switched on."""

from typing import Any

import numpy as np

from ..model.act import Act, Cause
from ..model.golden import Golden
from ..model.track import Series, Track
from .database import Database
from .rows import Row, async_build, columns, from_json, to_json, upsert

_COLUMNS = ("suggestion_id", "entity_ids", "told", "body")
_UPSERT = upsert("golden", "suggestion_id", _COLUMNS)
_ACT = columns(Act)


async def async_keep(db: Database, golden: Golden) -> None:
    """Keep golden days; those of the same suggestion are replaced."""
    row = _row(golden)
    async with db.async_transaction() as connection:
        await connection.execute(_UPSERT, row)


async def async_all(db: Database) -> list[Golden]:
    """Return all golden days."""
    rows = await db.async_fetch(f"SELECT {', '.join(_COLUMNS)} FROM golden")  # noqa: S608 own names only
    return await async_build(_golden, rows)


async def async_tell(db: Database, suggestion_id: str, told: str) -> None:
    """Remember what was compared last."""
    async with db.async_transaction() as connection:
        await connection.execute(
            "UPDATE golden SET told = ? WHERE suggestion_id = ?", (told, suggestion_id)
        )


def _row(golden: Golden) -> Row:
    """Return the row of golden days."""
    body = {
        "start": golden.start,
        "end": golden.end,
        "tracks": {
            e: [t.times.tolist(), t.codes.tolist(), t.states]
            for e, t in golden.tracks.items()
        },
        "series": {
            # JSON has no NaN.
            e: [s.times.tolist(), [None if v != v else v for v in s.values.tolist()]]  # noqa: PLR0124
            for e, s in golden.series.items()
        },
        "acts": [[getattr(act, name) for name in _ACT] for act in golden.acts],
        "right": golden.right,
        "wrong": golden.wrong,
        "names": golden.names,
    }
    things = sorted({*golden.tracks, *golden.series})
    return (golden.suggestion_id, to_json(things), golden.told, to_json(body))


def _golden(row: Row) -> Golden:
    """Return the golden days of a row."""
    suggestion_id, _, told, text = row
    body = from_json(text)
    return Golden(
        suggestion_id=suggestion_id,
        start=body["start"],
        end=body["end"],
        tracks={
            e: Track(
                entity_id=e,
                times=np.array(times, dtype=np.float64),
                codes=np.array(codes, dtype=np.int16),
                states=tuple(states),
            )
            for e, (times, codes, states) in body["tracks"].items()
        },
        series={
            e: Series(
                entity_id=e,
                times=np.array(times, dtype=np.float64),
                values=np.array(values, dtype=np.float64),
            )
            for e, (times, values) in body["series"].items()
        },
        acts=tuple(_act(values) for values in body["acts"]),
        right=tuple(body["right"]),
        wrong=tuple(body["wrong"]),
        names=body["names"],
        told=told,
    )


def _act(values: list[Any]) -> Act:
    """Return the act of a list of values."""
    fields = dict(zip(_ACT, values, strict=True))
    return Act(
        **fields
        | {"cause": Cause(fields["cause"]), "entity_ids": tuple(fields["entity_ids"])}
    )
