"""The one loader of recorded houses: from a folder into a real Home Assistant.

`read_house` and `write_house` read and write the folder, `shift_to_end` moves it in time,
`write_recorder` makes a recorder database of it, `write_config` a whole config folder, and
`running_home` runs such a folder inside this process.
"""

from .config import write_config
from .database import Reports, add_reports, write_recorder
from .nouns import (
    Area,
    Automation,
    Device,
    Entity,
    EventRow,
    Floor,
    House,
    HouseError,
    Person,
    StateRow,
    User,
)
from .read import read_house, write_house
from .running import running_home
from .shift import shift_to_end
from .storage import OWNER_NAME, OWNER_PASSWORD

__all__ = [
    "OWNER_NAME",
    "OWNER_PASSWORD",
    "Area",
    "Automation",
    "Device",
    "Entity",
    "EventRow",
    "Floor",
    "House",
    "HouseError",
    "Person",
    "Reports",
    "StateRow",
    "User",
    "add_reports",
    "read_house",
    "running_home",
    "shift_to_end",
    "write_config",
    "write_house",
    "write_recorder",
]
