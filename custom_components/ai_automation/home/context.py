"""The snapshot of the home, read from the registries."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from homeassistant.auth.models import User as AuthUser
from homeassistant.const import (
    ATTR_DEVICE_CLASS,
    ATTR_SUPPORTED_FEATURES,
    ATTR_UNIT_OF_MEASUREMENT,
)
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
)
from homeassistant.helpers.collection import ObservableCollection

from ..model.home import Area, Device, Entity, Floor, HomeContext, Person, User
from .existing import async_read_automations

_NO_LABELS: frozenset[str] = frozenset()
_NO_ALIASES = [er.COMPUTED_NAME]
"""What nearly every entity has: the place of its own name among its aliases."""


@callback
def async_build_context(
    hass: HomeAssistant, version: int, users: Iterable[AuthUser] = ()
) -> HomeContext:
    """Read the home as it is now; the users come from the caller, who can await them."""
    return HomeContext(
        version=version,
        time_zone=hass.config.time_zone,
        latitude=hass.config.latitude,
        longitude=hass.config.longitude,
        elevation=float(hass.config.elevation),
        language=hass.config.language,
        floors=_read_floors(hass),
        areas=_read_areas(hass),
        devices=_read_devices(hass),
        entities=_read_entities(hass),
        people=_read_people(hass),
        users={
            user.id: User(
                user_id=user.id, name=user.name or "", machine=user.system_generated
            )
            for user in users
        },
        services={
            domain: frozenset(services)
            for domain, services in hass.services.async_services_internal().items()
        },
        automations=async_read_automations(hass),
    )


def _read_floors(hass: HomeAssistant) -> dict[str, Floor]:
    """Return the floors by their id."""
    return {
        floor.floor_id: Floor(
            floor_id=floor.floor_id, name=floor.name, level=floor.level
        )
        for floor in fr.async_get(hass).async_list_floors()
    }


def _read_areas(hass: HomeAssistant) -> dict[str, Area]:
    """Return the areas by their id."""
    return {
        area.id: Area(
            area_id=area.id,
            name=area.name,
            floor_id=area.floor_id,
            aliases=tuple(sorted(area.aliases)),
        )
        for area in ar.async_get(hass).async_list_areas()
    }


def _all_devices(
    hass: HomeAssistant,
) -> Iterator[tuple[dr.AnyDeviceEntry, dr.DeviceEntry]]:
    """Yield each device and each child device, with the device it is a part of."""
    registry = dr.async_get(hass)
    main = {device.id: device for device in registry.devices}
    for device in main.values():
        yield device, device
    for child in registry.child_devices:
        yield child, main[child.parent_device_id]


def _read_devices(hass: HomeAssistant) -> dict[str, Device]:
    """Return the devices that are not disabled, child devices included."""
    return {
        device.id: Device(
            device_id=device.id,
            name=device.name_by_user or device.name or "",
            area_id=dr.async_get_effective_area_id(hass, device),
            # A child device is of the make of its parent.
            manufacturer=main.manufacturer,
            model=main.model,
        )
        for device, main in _all_devices(hass)
        if device.disabled_by is None
    }


def _read_entities(hass: HomeAssistant) -> dict[str, Entity]:
    """Return every entity that is not disabled, and those that only have a state."""
    registry = er.async_get(hass).entities
    device_areas = _areas_of_devices(hass)
    device_labels = _labels_of_devices(hass)
    device_names = _names_of_devices(hass)
    area_labels = {
        area.id: frozenset(area.labels)
        for area in ar.async_get(hass).async_list_areas()
        if area.labels
    }
    entities: dict[str, Entity] = {}
    for entry in registry.values():
        if entry.disabled_by is not None:
            continue
        # As `er.async_get_effective_area_id`, which would ask its device each time.
        area_id = entry.area_id or device_areas.get(entry.device_id)
        labels = area_labels.get(area_id, _NO_LABELS) if area_id else _NO_LABELS
        if entry.device_id in device_labels:
            labels |= device_labels[entry.device_id]
        if entry.labels:
            labels |= entry.labels
        entities[entry.entity_id] = _entity_of_entry(
            entry, _full_name(hass, entry, device_names), area_id, labels
        )
    for state in hass.states.async_all():
        if state.entity_id not in registry:
            entities[state.entity_id] = _entity_of_state(state)
    return entities


def _areas_of_devices(hass: HomeAssistant) -> dict[str | None, str | None]:
    """Return the effective area of every device, also of those that are disabled."""
    return {
        device.id: dr.async_get_effective_area_id(hass, device)
        for device, _main in _all_devices(hass)
    }


def _labels_of_devices(hass: HomeAssistant) -> dict[str | None, frozenset[str]]:
    """Return the labels of the devices that have any."""
    return {
        device.id: frozenset(device.labels)
        for device, _main in _all_devices(hass)
        if device.labels
    }


def _names_of_devices(hass: HomeAssistant) -> dict[str | None, str]:
    """Return what each device puts before the names of its entities."""
    return {
        device.id: " ".join(
            name
            for owner in _named_by(device, main)
            if (name := owner.name_by_user or owner.name)
        )
        for device, main in _all_devices(hass)
    }


def _named_by(
    device: dr.AnyDeviceEntry, main: dr.DeviceEntry
) -> tuple[dr.AnyDeviceEntry, ...]:
    """Return the devices in a device's name: a child elsewhere has only its own."""
    if device is main or device.area_id is not None:
        return (device,)
    return main, device


def _full_name(
    hass: HomeAssistant, entry: er.RegistryEntry, device_names: Mapping[str | None, str]
) -> str:
    """Return what `er.async_get_full_entity_name` does, asking each device only once.

    What a name given by the owner stands for differs between versions: core's to say.
    """
    if entry.name is not None:
        return er.async_get_full_entity_name(hass, entry)
    name = entry.original_name_unprefixed
    if name is None:
        name = entry.original_name or ""
    device_name = "" if entry.area_id else device_names.get(entry.device_id, "")
    return f"{device_name} {name}" if device_name and name else device_name or name


def _entity_of_entry(
    entry: er.RegistryEntry,
    name: str,
    area_id: str | None,
    labels: frozenset[str],
) -> Entity:
    """Return an entity as the registry describes it."""
    return Entity(
        entity_id=entry.entity_id,
        name=name or entry.entity_id,
        area_id=area_id,
        device_id=entry.device_id,
        platform=entry.platform,
        device_class=entry.device_class or entry.original_device_class,
        unit_of_measurement=entry.unit_of_measurement,
        entity_category=entry.entity_category,
        supported_features=entry.supported_features,
        labels=labels,
        aliases=() if entry.aliases == _NO_ALIASES else _aliases(entry),
        hidden=entry.hidden_by is not None,
    )


def _aliases(entry: er.RegistryEntry) -> tuple[str, ...]:
    """Return what else people call an entity, without the place its name has among it."""
    return tuple(
        stripped
        for alias in entry.aliases
        if isinstance(alias, str) and (stripped := alias.strip())
    )


def _entity_of_state(state: State) -> Entity:
    """Return an entity that is in no registry, as its state describes it."""
    return Entity(
        entity_id=state.entity_id,
        name=state.name,
        device_class=state.attributes.get(ATTR_DEVICE_CLASS),
        unit_of_measurement=state.attributes.get(ATTR_UNIT_OF_MEASUREMENT),
        supported_features=state.attributes.get(ATTR_SUPPORTED_FEATURES) or 0,
    )


def _read_people(hass: HomeAssistant) -> dict[str, Person]:
    """Return the people by the entity that stands for them.

    Their items are read and not their entities, which may still be on their way.
    """
    registry = er.async_get(hass)
    return {
        entity_id: Person(
            entity_id=entity_id, name=person["name"], user_id=person.get("user_id")
        )
        for people in async_people_collections(hass)
        for person in people.async_items()
        if (entity_id := registry.async_get_entity_id("person", "person", person["id"]))
    }


@callback
def async_people_collections(
    hass: HomeAssistant,
) -> tuple[ObservableCollection[dict[str, Any]], ...]:
    """Return the people of YAML and of the UI; nothing before they are set up."""
    kept: Any = hass.data.get("person")
    if kept is None:
        return ()
    if isinstance(kept, tuple):  # Home Assistant 2026.10
        return kept[:2]
    return kept.yaml_collection, kept.storage_collection
