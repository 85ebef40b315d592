"""The to-do list of suggestions that wait for an answer."""

from typing import override

from homeassistant.components.todo import (
    TodoItem,
    TodoItemStatus,
    TodoListEntity,
    TodoListEntityFeature,
)
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import decisions
from .const import DOMAIN
from .coordinator import AiAutomationConfigEntry
from .entity import AiAutomationEntity
from .notifications import LINK

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the list."""
    description = EntityDescription(key="suggestions", translation_key="suggestions")
    async_add_entities([SuggestionList(entry.runtime_data.coordinator, description)])


class SuggestionList(AiAutomationEntity, TodoListEntity):
    """What is suggested: ticking switches on, deleting dismisses; titles name nobody."""

    _attr_supported_features = (
        TodoListEntityFeature.UPDATE_TODO_ITEM | TodoListEntityFeature.DELETE_TODO_ITEM
    )

    @property
    @override
    def todo_items(self) -> list[TodoItem]:
        """Return the suggestions that wait, the worthiest first."""
        return [
            TodoItem(
                uid=suggestion_id, summary=title, status=TodoItemStatus.NEEDS_ACTION
            )
            for suggestion_id, title in self.coordinator.data.waiting
        ]

    @override
    async def async_update_todo_item(self, item: TodoItem) -> None:
        """Switch a suggestion on that an administrator ticks; its words are not changed here."""
        if item.status != TodoItemStatus.COMPLETED or item.uid is None:
            raise _refused(item.uid, "todo_only_tick")
        await self._async_require_admin(item.uid)
        try:
            await decisions.async_accept(
                self.hass,
                self.coordinator.config_entry,
                suggestion_id=item.uid,
                context=self._context_of_call,
            )
        except HomeAssistantError as err:
            raise _refused(item.uid, "todo_refused", why=str(err)) from err

    @override
    async def async_delete_todo_items(self, uids: list[str]) -> None:
        """Turn suggestions down."""
        for uid in uids:
            await self._async_require_admin(uid)
        for uid in uids:
            await decisions.async_dismiss(
                self.hass,
                self.coordinator.config_entry,
                suggestion_id=uid,
                reason=None,
                exclude="nothing",
            )

    @property
    def _context_of_call(self) -> Context:
        """Return the context of who called the action."""
        return self._context or Context()

    async def _async_require_admin(self, uid: str) -> None:
        """Raise where it is no administrator who acts; an automation is none."""
        user_id = self._context_of_call.user_id
        user = await self.hass.auth.async_get_user(user_id) if user_id else None
        if user is None or not user.is_admin:
            raise _refused(uid, "todo_not_admin")


def _refused(uid: str | None, key: str, **parts: str) -> ServiceValidationError:
    """Return the error of what stays open, with where to go on."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={
            **parts,
            "link": f"{LINK}#/suggestion/{uid}" if uid else LINK,
        },
    )
