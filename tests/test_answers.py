"""The form in which evidence is answered."""

from custom_components.ai_automation.answers import evidence_answer
from custom_components.ai_automation.model.act import Cause
from custom_components.ai_automation.model.evidence import Example, Verdict
from custom_components.ai_automation.model.home import HomeContext, Person

from .builders import NOON, evidence

HOME = HomeContext(
    version=1,
    time_zone="Asia/Kolkata",
    latitude=22.6,
    longitude=88.4,
    people={"person.ana": Person(entity_id="person.ana", name="Ana", user_id="a")},
)
DAY = 86400


def right(at: float, cause: Cause, user_id: str | None = None) -> Example:
    """Return a right firing."""
    return Example(
        at=at,
        verdict=Verdict.RIGHT,
        acted_at=at + 60,
        cause=cause,
        user_id=user_id,
        state_id=7,
        sooner=60.0,
        kwh=0.00123,
    )


EXAMPLES = (
    right(NOON, Cause.PHYSICAL),
    right(NOON + DAY, Cause.PHYSICAL),
    right(NOON + DAY + 60, Cause.PERSON, "a"),
    right(NOON + 2 * DAY, Cause.PERSON, "nobody"),
    right(NOON + 3 * DAY, Cause.VOICE),
    Example(at=NOON + 4 * DAY, verdict=Verdict.WRONG, sooner=0.0),
    Example(
        at=NOON + 5 * DAY,
        verdict=Verdict.MISSED,
        acted_at=NOON + 5 * DAY,
        cause=Cause.PHYSICAL,
        state_id=9,
    ),
    Example(at=NOON + 6 * DAY, verdict=Verdict.NOOP),
)


def test_who_did_it_is_counted_by_name_switch_and_voice() -> None:
    assert evidence_answer(evidence(examples=EXAMPLES), HOME)["who"] == [
        {"by": "wall switch", "times": 2},
        {"by": "Ana", "times": 1},
        {"by": "someone in Home Assistant", "times": 1},
        {"by": "voice", "times": 1},
    ]


def test_the_days_it_was_right_on_are_local_dates_each_once() -> None:
    late = NOON + 86400 - (NOON % 86400) - 6 * 3600
    answer = evidence_answer(
        evidence(
            examples=(right(late, Cause.VOICE), right(late + 1800, Cause.PHYSICAL))
        ),
        HOME,
    )
    # 18:00 UTC is half past eleven at night there.
    assert answer["right_days"] == ["2026-09-21", "2026-09-22"]


def test_examples_carry_local_times_and_the_row_that_shows_them() -> None:
    answer = evidence_answer(evidence(examples=EXAMPLES), HOME)
    first, *_, wrong, missed = answer["examples"]
    assert first == {
        "at": "2026-09-21T19:43:20+05:30",
        "verdict": "right",
        "acted_at": "2026-09-21T19:44:20+05:30",
        "by": "wall switch",
        "state_id": 7,
        "sooner": 60,
        "kwh": 0.0012,
    }
    assert wrong == {
        "at": "2026-09-25T19:43:20+05:30",
        "verdict": "wrong",
        "sooner": 0,
    }
    assert (missed["verdict"], missed["state_id"]) == ("missed", 9)


def test_what_is_not_known_is_said() -> None:
    answer = evidence_answer(evidence(), HOME)
    assert answer["kwh_per_week"] == answer["money_per_week"] == "unknown"
    assert answer["currency"] is answer["saved_interval"] is None
    assert answer["power_sensors"] == []


def test_what_is_known_is_rounded() -> None:
    answer = evidence_answer(
        evidence(
            saved_interval=(3.14159, 8.21),
            away_days=3.6999,
            kwh_per_week=1.2345,
            money_per_week=0.3827,
            currency="EUR",
            power_sensors=("sensor.plug_power",),
        ),
        HOME,
    )
    assert answer["saved_interval"] == [3.1, 8.2]
    assert answer["away_days"] == 3.7
    assert (answer["kwh_per_week"], answer["money_per_week"]) == (1.23, 0.38)
    assert (answer["currency"], answer["power_sensors"]) == (
        "EUR",
        ["sensor.plug_power"],
    )
