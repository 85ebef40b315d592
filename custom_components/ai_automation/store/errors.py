"""What can go wrong with the store, each in words its owner can read."""

from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN


class StoreError(HomeAssistantError):
    """Reading or writing failed; nothing of the transaction was kept."""

    def __init__(self, key: str = "store_failed", **placeholders: str) -> None:
        super().__init__(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders=placeholders,
        )


class StoreClosed(StoreError):
    """The database was closed, because the integration is being unloaded."""

    def __init__(self) -> None:
        super().__init__("store_closed")


class DatabaseDamaged(StoreError):
    """The file is not a whole database of ours."""

    def __init__(self, detail: str) -> None:
        super().__init__("database_damaged", error=detail)
        self.detail = detail


class DatabaseNewer(StoreError):
    """A later version of the integration wrote the file."""

    def __init__(self, *, version: int, known: int) -> None:
        super().__init__("database_newer", version=str(version), known=str(known))


class SuggestionMalformed(StoreError):
    """A suggestion does not have the shape that can be stored."""

    def __init__(self, *, title: str, reason: str) -> None:
        super().__init__("suggestion_malformed", title=title, reason=reason)
        self.reason = reason
