"""Forgetting what the store knows about a thing, a person, or at all."""

from typing import Final

from .database import Database
from .proof import USER_PATH

_ACTS: Final = """
    DELETE FROM acts
    WHERE (:user IS NULL OR user_id = :user)
    AND (:entity IS NULL OR entity_id = :entity
         OR :entity IN (SELECT value FROM json_each(entity_ids)))
"""
_TOUCHED: Final = f"""
    (:entity IS NULL OR :entity IN (SELECT value FROM json_each(body, '$.entity_ids')))
    AND (:user IS NULL OR :user IN (
        SELECT value ->> '{USER_PATH}' FROM json_each(body, '$.evidence.examples')
        UNION ALL
        SELECT value ->> '{USER_PATH}' FROM json_each(body, '$.before.examples')))
"""  # noqa: S608 own text only
_SUGGESTIONS: Final = f"""
    DELETE FROM suggestions
    WHERE {_TOUCHED}
    AND suggestion_id NOT IN (SELECT suggestion_id FROM deployments)
"""  # noqa: S608 own text only
_EVIDENCE: Final = f"""
    UPDATE suggestions SET body = json_set(body, '$.evidence', NULL, '$.before', NULL)
    WHERE {_TOUCHED}
"""  # noqa: S608 own text only
_GOLDEN: Final = """
    DELETE FROM golden
    WHERE :entity IS NULL OR :entity IN (SELECT value FROM json_each(entity_ids))
"""
"""Who acted is not kept with golden days, so a person may be in any of them."""
_SILENCE: Final = """
    UPDATE runs SET silence = '{}' WHERE instr(silence, '"' || :entity || '"')
"""


async def async_forget(
    db: Database, *, entity_id: str | None = None, user_id: str | None = None
) -> tuple[int, int]:
    """Remove what is known, of an entity, of a person, or all; return acts and suggestions removed.

    A suggestion that is switched on stays, without its evidence, so that it can still
    be undone; only forgetting everything drops these too. The moment until which acts
    were logged stays, so the night after does not log the forgotten ones again.
    """
    which = {"entity": entity_id, "user": user_id}
    async with db.async_transaction() as connection:
        # What was said to language models may tell of it under any name.
        await connection.execute("DELETE FROM payloads")
        if entity_id is None and user_id is None:
            await connection.execute("DELETE FROM deployments")
            await connection.execute("DELETE FROM usage")
        await connection.execute(_GOLDEN, which)
        acts = await connection.execute(_ACTS, which)
        suggestions = await connection.execute(_SUGGESTIONS, which)
        await connection.execute(_EVIDENCE, which)
        if entity_id is not None:
            await connection.execute(_SILENCE, which)
        elif user_id is None:
            await connection.execute("DELETE FROM runs")
        removed = acts.rowcount, suggestions.rowcount
    # The log still holds the pages as they were.
    await db.async_checkpoint()
    return removed
