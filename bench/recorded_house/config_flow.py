"""The entry of a recorded house is written with its folder; nobody sets it up by hand."""

from homeassistant.config_entries import ConfigFlow

from .const import DOMAIN


class RecordedHouseConfigFlow(ConfigFlow, domain=DOMAIN):
    """Nothing to ask."""

    VERSION = 1
