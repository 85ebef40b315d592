"""The printed table."""

from typing import Any

from bench.report import report

EVIDENCE = {
    "from": "2026-10-26T00:00:00+01:00",
    "to": "2026-11-23T00:00:00+01:00",
    "days": 28.0,
    "fired": 22,
    "right": 19,
    "wrong": 1,
    "noop": 2,
    "missed": 1,
    "saved_per_week": 4.8,
    "interval": [0.79, 0.97],
    "examples": [
        {"at": f"2026-11-{day}T18:00:00+01:00", "verdict": "right", "by": "Ana"}
        for day in (16, 17, 18, 19)
    ]
    + [{"at": "2026-11-03T22:14:00+01:00", "verdict": "wrong"}],
}


def run(**changes: Any) -> dict[str, Any]:
    return {
        "status": "completed",
        "reason": None,
        "message": None,
        "stages": {"history": 1.5, "routines": 2.0},
        "counts": {"rows": 5120, "cause_person": 3},
        "silence": {},
        **changes,
    }


def suggestion(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Hall light on when the door opens",
        "description": "Turn on the hall light when the front door opens after dark.",
        "confidence": 0.86,
        "warnings": [],
        "evidence": EVIDENCE,
        **changes,
    }


def test_every_figure_of_the_evidence_stands_in_its_column() -> None:
    _, _, columns, row, *_ = report(run(), [suggestion()]).splitlines()
    values = ["19 of 22", "1", "2", "1", "4.8", "86%"]
    names = ["right", "wrong", "already so", "missed", "saved a week", "sure"]
    for name, value in zip(names, values, strict=True):
        end = columns.index(name) + len(name)
        assert row[:end].endswith(value), name
    assert row.endswith("Hall light on when the door opens")


def test_the_last_examples_are_dated_and_name_who_did_it() -> None:
    text = report(run(), [suggestion()])
    assert "Mon 16 Nov" not in text
    assert "Tue 17 Nov 18:00 (Ana); Wed 18 Nov 18:00 (Ana)" in text
    assert "Unwanted, last: Tue 3 Nov 22:14" in text
    assert "By hand without it" not in text


def test_the_first_line_sums_up() -> None:
    first = report(run(), [suggestion(), suggestion()]).splitlines()[0]
    assert first == "2 suggestions after 3.5 s: 5120 rows, 3 cause person"


def test_a_suggestion_without_evidence_keeps_the_columns() -> None:
    _, _, columns, row, _ = report(run(), [suggestion(evidence=None)]).splitlines()
    end = columns.index("sure") + len("sure")
    assert row[:end].endswith("86%")


def test_a_description_like_the_title_is_not_repeated_and_warnings_are_shown() -> None:
    told = suggestion(description="T", title="T", warnings=["The lamp is slow."])
    text = report(run(), [told])
    assert text.count("  T") == 1
    assert "Mind: The lamp is slow." in text


def test_silence_is_explained() -> None:
    silence = {
        "acts": {"light.hall": 3},
        "near_misses": [
            {
                "entity_ids": ["light.hall"],
                "states": ["on"],
                "kind": "clock",
                "reason": "too_few",
                "right": 3,
                "wrong": 9,
            }
        ],
        "dropped": [{"title": "Unlock the door", "reason": "safety"}],
        "areas": [
            {"name": "Hall", "message": "Wait"},
            {"name": None, "message": "Nobody moved anything"},
            {"name": "Attic", "message": None},
        ],
        "missing_sensors": [{"message": "A sensor might help"}],
    }
    text = report(
        run(status="nothing_found", message="No habit was regular.", silence=silence),
        [],
    )
    assert "0 suggestions" in text
    assert "The run is nothing_found: No habit was regular." in text
    assert "3  light.hall" in text
    assert "light.hall on (clock): right 3, wrong 9; too_few" in text
    assert "Left out: Unlock the door (safety)" in text
    assert "Hall: Wait." in text
    assert "In no room: Nobody moved anything." in text
    assert "Attic" not in text
    assert "A sensor might help." in text


def test_a_run_without_words_shows_the_name_of_its_reason() -> None:
    assert "The run is skipped: already_running" in report(
        run(status="skipped", reason="already_running"), []
    )
