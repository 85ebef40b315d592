"""The suggestions of a run, as a table that a person can read."""

from collections.abc import Iterator, Sequence
from datetime import datetime
import textwrap
from typing import Any

EXAMPLES = 3
"""Dated firings shown of each kind, the last ones."""
NEAR_MISSES = 5
WIDTH = 100
INDENT = " " * 6
COLUMNS = f"{'#':>3}  {'right':>8} {'wrong':>5} {'already so':>10} {'missed':>6} {'saved a week':>12} {'sure':>5}  suggestion"


def report(run: dict[str, Any], suggestions: Sequence[dict[str, Any]]) -> str:
    """Return a table of the suggestions with their evidence, or why there are none."""
    lines = [_summary(run, suggestions), ""]
    if not suggestions:
        return "\n".join([*lines, *_silence(run)])
    lines.append(COLUMNS)
    for number, suggestion in enumerate(suggestions, 1):
        lines += _rows(number, suggestion)
    return "\n".join(lines)


def _summary(run: dict[str, Any], suggestions: Sequence[dict[str, Any]]) -> str:
    seconds = sum(run["stages"].values())
    counts = {name.replace("_", " "): count for name, count in run["counts"].items()}
    listed = ", ".join(f"{count} {name}" for name, count in counts.items())
    found = f"{len(suggestions)} suggestion{'' if len(suggestions) == 1 else 's'}"
    return textwrap.fill(
        f"{found} after {seconds:.1f} s: {listed or 'nothing read'}", WIDTH
    )


def _rows(number: int, suggestion: dict[str, Any]) -> Iterator[str]:
    figures, sure = " " * 45, suggestion["confidence"]
    evidence = suggestion["evidence"]
    if evidence:
        right = f"{evidence['right']} of {evidence['fired']}"
        figures = (
            f"{right:>8} {evidence['wrong']:>5} {evidence['noop']:>10}"
            f" {evidence['missed']:>6} {evidence['saved_per_week']:>12.1f}"
        )
    yield f"{number:>3}  {figures} {sure:>5.0%}  {suggestion['title']}"
    if suggestion["description"] != suggestion["title"]:
        yield _wrapped(suggestion["description"])
    if evidence:
        yield from _dated(evidence)
    for warning in suggestion["warnings"]:
        yield _wrapped(f"Mind: {warning}")


def _dated(evidence: dict[str, Any]) -> Iterator[str]:
    for verdict, words in (
        ("right", "Done by hand"),
        ("wrong", "Unwanted"),
        ("missed", "By hand without it"),
    ):
        dated = [e for e in evidence["examples"] if e["verdict"] == verdict]
        if dated:
            listed = "; ".join(_example(e) for e in dated[-EXAMPLES:])
            yield _wrapped(f"{words}, last: {listed}")


def _example(example: dict[str, Any]) -> str:
    at = datetime.fromisoformat(example.get("acted_at", example["at"]))
    by = f" ({example['by']})" if example.get("by") else ""
    return f"{at:%a %-d %b %H:%M}{by}"


def _silence(run: dict[str, Any]) -> Iterator[str]:
    yield f"The run is {run['status']}: {run['message'] or run['reason']}"
    silence = run["silence"]
    if acts := silence.get("acts"):
        yield "What people did by hand, times:"
        yield from (f"{INDENT}{count:5}  {entity}" for entity, count in acts.items())
    if misses := silence.get("near_misses"):
        yield "What came near:"
        yield from (_near_miss(miss) for miss in misses[:NEAR_MISSES])
    for area in silence.get("areas", ()):
        if area["message"]:
            yield _wrapped(f"{area['name'] or 'In no room'}: {area['message']}.")
    for sensor in silence.get("missing_sensors", ()):
        yield _wrapped(f"{sensor['message']}.")
    for dropped in silence.get("dropped", ()):
        yield _wrapped(f"Left out: {dropped['title']} ({dropped['reason']})")


def _near_miss(miss: dict[str, Any]) -> str:
    wanted = zip(miss["entity_ids"], miss["states"], strict=True)
    what = ", ".join(f"{entity_id} {state}" for entity_id, state in wanted)
    return f"{INDENT}{what} ({miss['kind']}): right {miss['right']}, wrong {miss['wrong']}; {miss['reason']}"


def _wrapped(text: str) -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT + "  "
    )
