"""Histories from a PostgreSQL and a MariaDB, written there by the recorder itself."""

import pytest

from .test_causes_recorded import (  # noqa: F401
    live,
    test_a_person,
    test_a_scene_by_a_person_is_one_act,
    test_a_voice,
    test_an_automation_that_follows_a_person,
)
from .test_numbers import (  # noqa: F401
    test_of_five_minutes_the_last_value_is_read,
    test_readings_in_parts_are_as_one,
    test_the_next_night_reads_what_is_new,
    test_values_on_the_whole_five_minutes_all_count,
    test_what_is_no_number_is_none,
)
from .test_reader import (  # noqa: F401
    TestNextNight as _NextNight,
    test_a_reading_that_is_cancelled_stops_and_leaves_nothing_half_read,
    test_silence_is_a_gap,
    test_tracks_and_acts,
)


@pytest.fixture
def recorder_db_url(database: str) -> str:
    """Let the recorder write into the database of a server."""
    return database


class TestNextNight:
    """What was read once is remembered."""

    test_reading_on = _NextNight.test_reading_on_is_reading_all
    test_only_what_is_new = _NextNight.test_only_what_is_new_is_read
