"""What stands in the way of adding an automation or of taking it back."""

from collections.abc import Iterable, Mapping
import difflib
from typing import Any

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util.yaml import dump

from ..const import DOMAIN


class NotEditable(HomeAssistantError):
    """The automations can't be added to; the message holds the YAML to copy."""

    def __init__(self, key: str, config: Mapping[str, Any], **parts: str) -> None:
        super().__init__(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders={**parts, "yaml": dump([dict(config)])},
        )


class NotRemovable(HomeAssistantError):
    """The automation can't be taken out without harm to what stands around it."""

    def __init__(self, key: str, **parts: str) -> None:
        super().__init__(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders=parts,
        )


class EditedSince(ServiceValidationError):
    """Its owner changed the automation; the message shows the difference."""

    def __init__(self, written: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        self.difference = difference(written, found, "added")
        super().__init__(
            translation_domain=DOMAIN,
            translation_key="edited_since",
            translation_placeholders={
                "alias": str(found.get("alias", "")),
                "difference": self.difference,
            },
        )


class EditedMeanwhile(ServiceValidationError):
    """Its owner changed the automation since the change was suggested; the message shows the difference."""

    def __init__(self, known: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        super().__init__(
            translation_domain=DOMAIN,
            translation_key="edited_meanwhile",
            translation_placeholders={
                "alias": str(found.get("alias", "")),
                "difference": difference(known, found, "then"),
            },
        )


class RemarksLost(ServiceValidationError):
    """Remarks inside the automation would be lost; the message holds them."""

    def __init__(self, alias: str, lost: Iterable[str]) -> None:
        super().__init__(
            translation_domain=DOMAIN,
            translation_key="remarks_lost",
            translation_placeholders={"alias": alias, "remarks": "\n".join(lost)},
        )


def difference(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> str:
    """Return what changed, line by line."""
    then, now = (dump(dict(side)).splitlines() for side in (before, after))
    return "\n".join(difflib.unified_diff(then, now, name, "now", lineterm=""))
