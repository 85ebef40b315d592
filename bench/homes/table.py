"""The accuracy table: from the results of many homes to figures, and to text a person can read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from custom_components.ai_automation.model.routine import RoutineKind

from .baselines import BASELINES
from .people_decoys import FADED
from .runs import OURS, Results
from .score import Marked, Scored

STRONG = 0.8
"""From this follow-through on a habit is a strong one."""
_FEWEST_IN_BIN = 50

type Figures = dict[str, float]


def figures(results: Sequence[Results], null: Mapping[str, Sequence[int]]) -> Figures:
    """Return every figure of the table, by its key."""
    found: Figures = {"homes": len(results)}
    for name in (OURS, *BASELINES):
        prefix = "" if name == OURS else f"baseline.{name}."
        for group, scored in _groups(results, name).items():
            found |= _planted(f"{prefix}{group}", scored)
        found |= _later(f"{prefix}later", results, name)
        found |= _decoys(f"{prefix}decoys", results, name)
    found |= _announced(results)
    for way, suggestions in null.items():
        found[f"null.{way}"] = _share(sum(suggestions), len(suggestions))
    found |= _confidence(results)
    return {f"accuracy.{key}": value for key, value in found.items()}


def _groups(results: Sequence[Results], name: str) -> dict[str, list[Scored]]:
    """Return the runs of each line of the table."""
    strong = [r for r in results if r.follow >= STRONG]
    weaker = [r for r in results if r.follow == 0.7]
    weak = [r for r in results if r.follow < 0.7]
    groups = {
        "planted_28": [r.scored[name, 28] for r in strong],
        "planted_70": [r.scored[name, 28] for r in weaker],
        "planted_14": [r.scored[name, 14] for r in strong],
        "planted_10": [r.scored[name, 10] for r in strong],
        "planted_50": [r.scored[name, 28] for r in weak],
    }
    groups["planted_70_or_14"] = groups["planted_70"] + groups["planted_14"]
    return groups


def _planted(key: str, runs: Iterable[Scored]) -> Figures:
    """Return recall, by kind as well, and precision."""
    of, found = Counter[str](), Counter[str]()
    right = suggested = again = 0
    for run in runs:
        of.update(kind.value for kind in run.habits.values())
        found.update(k.value for i, k in run.habits.items() if i in run.found)
        suggested += len(run.marked)
        right += sum(bool(mark.finds) for mark in run.marked)
        again += sum(bool(m.again and not m.finds) for m in run.marked)
    return {
        f"{key}.attainable": of.total(),
        f"{key}.recall": _share(found.total(), of.total()),
        f"{key}.suggestions": suggested,
        f"{key}.precision": _share(right, suggested),
        f"{key}.again": again,
        **{
            f"{key}.recall_by_kind.{kind.value}": _share(found[kind], of[kind])
            for kind in RoutineKind
        },
        **{f"{key}.attainable_by_kind.{kind.value}": of[kind] for kind in RoutineKind},
    }


def _later(key: str, results: Sequence[Results], name: str) -> Figures:
    """Return how the suggestions of day 14 and day 21 do in the week after, those of habits that ended on that day told apart."""
    runs = _weeks_after(results, name)
    marks = [mark for run in runs for mark in run.marked]
    lasting = [mark for mark in marks if mark.finds != FADED]
    return {
        **_firings(key, marks, len(runs)),
        **_firings(f"{key}.lasting", lasting, len(runs)),
    }


def _announced(results: Sequence[Results]) -> Figures:
    """Return the same of what the owner is told of, and of the planted rules themselves: nobody can do better than they."""
    runs = _weeks_after(results, OURS)
    marks = [m for run in runs for m in run.marked if m.offered.announced]
    lasting = [mark for mark in marks if mark.finds != FADED]
    rules = [rule for run in runs for rule in run.rules_later.values()]
    right, wrong = (sum(rule[n] for rule in rules) for n in (0, 1))
    return {
        "later.announced.suggestions": len(marks),
        **_firings("later.announced", marks, len(runs)),
        **_firings("later.announced.lasting", lasting, len(runs)),
        "later.planted_rules.precision": _share(right, right + wrong),
        "later.planted_rules.unwanted_per_week_and_home": _share(wrong, len(runs)),
    }


def _weeks_after(results: Sequence[Results], name: str) -> list[Scored]:
    return [r.scored[name, days] for r in results for days in (14, 21)]


def _firings(key: str, marks: Sequence[Marked], runs: int) -> Figures:
    right, wrong = sum(m.right for m in marks), sum(m.wrong for m in marks)
    return {
        f"{key}.right": right,
        f"{key}.wrong": wrong,
        f"{key}.precision": _share(right, right + wrong),
        f"{key}.unwanted_per_week_and_home": _share(wrong, runs),
    }


def _decoys(key: str, results: Sequence[Results], name: str) -> Figures:
    """Return how many decoys there are, and how many suggestions were taken in."""
    planted, hits = Counter[str](), Counter[str]()
    for one in results:
        planted.update(one.decoys)
        for (method, _), run in one.scored.items():
            if method == name:
                hits.update(m.decoy for m in run.marked if m.decoy and not m.finds)
    return {
        f"{key}.planted": planted.total(),
        f"{key}.suggested": hits.total(),
        **{f"{key}.suggested_by_kind.{k}": hits[k] for k in sorted(planted)},
    }


def _confidence(results: Sequence[Results]) -> Figures:
    """Return for bins of ten points what was expected and what came, over all runs that have a week after."""
    bins: defaultdict[int, list[Marked]] = defaultdict(list)
    for one in results:
        for (method, _), run in one.scored.items():
            if method == OURS:
                for mark in run.marked:
                    bins[min(9, int(mark.offered.confidence * 10))].append(mark)
    found: Figures = {}
    worst = 0.0
    for number, marks in sorted(bins.items()):
        fired = [m for m in marks if m.right + m.wrong]
        right = sum(m.right for m in fired)
        total = right + sum(m.wrong for m in fired)
        expected = sum(m.offered.confidence * (m.right + m.wrong) for m in fired)
        key = f"confidence.from_{number * 10}"
        found[f"{key}.suggestions"] = len(marks)
        found[f"{key}.expected"] = _share(expected, total)
        found[f"{key}.right"] = _share(right, total)
        if len(marks) >= _FEWEST_IN_BIN:
            worst = max(worst, abs(found[f"{key}.expected"] - found[f"{key}.right"]))
    return {**found, "confidence.worst_difference": worst}


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def text(found: Figures) -> Iterator[str]:
    """Yield the table as lines."""
    figure = {key.removeprefix("accuracy."): value for key, value in found.items()}
    yield f"{figure['homes']:.0f} homes"
    kinds = [kind.value for kind in RoutineKind]
    heads = " ".join(f"{kind:>9}" for kind in kinds)
    yield f"{'':36} {'recall':>7} {'precis.':>7} {'sugg.':>6} {'again':>5}  {heads}"
    for prefix, name in (("", OURS), *((f"baseline.{b}.", b) for b in BASELINES)):
        for group, words in _LINES.items():
            key = f"{prefix}{group}"
            by_kind = " ".join(
                f"{figure[f'{key}.recall_by_kind.{k}']:4.2f}/{figure[f'{key}.attainable_by_kind.{k}']:<4.0f}"
                for k in kinds
            )
            yield (
                f"{name:14} {words:21} {figure[f'{key}.recall']:7.3f}"
                f" {figure[f'{key}.precision']:7.3f} {figure[f'{key}.suggestions']:6.0f}"
                f" {figure[f'{key}.again']:5.0f}  {by_kind}"
            )
        for later, words in _LATER.items():
            if f"{prefix}{later}.precision" in figure:
                key = f"{prefix}{later}"
                yield (
                    f"{name:14} {words:31} precision {figure[f'{key}.precision']:.3f},"
                    f" unwanted a week and home {figure[f'{key}.unwanted_per_week_and_home']:.2f}"
                )
        key = f"{prefix}decoys"
        taken = [
            f"{k.rpartition('.')[2]} {v:.0f}"
            for k, v in figure.items()
            if k.startswith(f"{key}.suggested_by_kind.") and v
        ]
        yield (
            f"{name:14} {'decoys':21} {figure[f'{key}.suggested']:.0f} suggested, of"
            f" {figure[f'{key}.planted']:.0f} planted{': ' if taken else ''}{', '.join(taken)}"
        )
    for key, value in figure.items():
        if key.startswith("null."):
            yield f"{'no habits':14} {key[5:]:21} {value:.2f} suggestions a home"
    for number in range(10):
        key = f"confidence.from_{number * 10}"
        if f"{key}.right" in figure:
            yield (
                f"{'confidence':14} {number * 10:2}-{number * 10 + 10:<3} %"
                f" {figure[f'{key}.suggestions']:6.0f} suggestions, expected"
                f" {figure[f'{key}.expected']:.2f}, right {figure[f'{key}.right']:.2f}"
            )


_LINES = {
    "planted_28": "28 days, >= 0.8",
    "planted_70_or_14": "0.7, or 14 days",
    "planted_70": "  28 days, 0.7",
    "planted_14": "  14 days, >= 0.8",
    "planted_10": "10 days, >= 0.8",
    "planted_50": "28 days, < 0.7",
}

_LATER = {
    "later": "the week after",
    "later.lasting": "  of habits that last",
    "later.announced": "  announced",
    "later.announced.lasting": "  announced, of habits that last",
    "later.planted_rules": "  the planted rules themselves",
}
