"""Let the test package for an older Home Assistant run on this newer one; load it with `-p tests.ha_first`."""

# Home Assistant puts its own httpx in place when it is imported, which must be before any pytest plugin imports httpx.
import homeassistant  # noqa: F401
from homeassistant.components import logger
from homeassistant.components.logger.helpers import _clear_logger_overwrites

# The test package looks for it where it used to be.
logger._clear_logger_overwrites = _clear_logger_overwrites  # type: ignore[attr-defined]
