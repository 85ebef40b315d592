"""Names the companion uses everywhere."""

from typing import Final

DOMAIN: Final = "recorded_house"
FILE: Final = "recorded_house.json"
SERVICE_SET_STATE: Final = "set_state"
ATTR_STATE: Final = "state"
ATTR_ATTRIBUTES: Final = "attributes"
