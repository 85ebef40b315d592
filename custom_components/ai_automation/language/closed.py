"""Checks an answer against the closed JSON schema that it was asked to have.

Servers that enforce a schema leave parts of it out: numbers without limits are common.
"""

from collections.abc import Iterator, Mapping
import math
from typing import Any

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


def problems(value: Any, schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield where a value differs from a schema, as a path and what is wrong.

    Knows type, enum, const, anyOf, $ref into $defs, properties (all of them closed and,
    where named in required, there), items and the limits of numbers, texts and lists.
    """
    yield from _problems(value, schema, schema.get("$defs", {}), "answer")


def _problems(
    value: Any, schema: Mapping[str, Any], defs: Mapping[str, Any], path: str
) -> Iterator[str]:
    """Yield what is wrong with one value."""
    if (reference := schema.get("$ref")) is not None:
        schema = defs[reference.removeprefix("#/$defs/")]
    if options := schema.get("anyOf"):
        yield from _none_fits(value, options, defs, path)
        return
    if not _has_type(value, schema.get("type")):
        yield f"{path}: must be of type {schema['type']}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{path}: must be {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {str(value)[:80]!r} is not one of the listed values"
    yield from _out_of_limits(value, schema, path)
    if isinstance(value, dict):
        yield from _of_object(value, schema, defs, path)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _problems(
                each, schema.get("items", {}), defs, f"{path}[{number}]"
            )


def _none_fits(
    value: Any, options: list[Mapping[str, Any]], defs: Mapping[str, Any], path: str
) -> Iterator[str]:
    """Yield what is wrong with the option that is nearest, nothing when one fits."""
    tried = [list(_problems(value, option, defs, path)) for option in options]
    if not all(tried):
        return
    pairs = list(zip(tried, options, strict=True))
    named = [found for found, option in pairs if _is_named(value, option, defs)]
    alike = [found for found, option in pairs if _has_type(value, option.get("type"))]
    yield from min(named or alike or tried, key=len)


def _is_named(value: Any, option: Mapping[str, Any], defs: Mapping[str, Any]) -> bool:
    """Return whether a value says by a constant that it means this option."""
    if (reference := option.get("$ref")) is not None:
        option = defs[reference.removeprefix("#/$defs/")]
    constants = {
        name: part["const"]
        for name, part in option.get("properties", {}).items()
        if "const" in part
    }
    return isinstance(value, dict) and any(
        value.get(name) == constant for name, constant in constants.items()
    )


def _has_type(value: Any, wanted: str | list[str] | None) -> bool:
    """Return whether a value has one of the types; true and false are no numbers."""
    if wanted is None:
        return True
    names = [wanted] if isinstance(wanted, str) else wanted
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, _TYPES[name]) for name in names)


def _out_of_limits(value: Any, schema: Mapping[str, Any], path: str) -> Iterator[str]:
    """Yield the limits that a number, a text or a list breaks."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value):
            yield f"{path}: must be a finite number"
        size, least, most = float(value), "minimum", "maximum"
    elif isinstance(value, str):
        size, least, most = len(value), "minLength", "maxLength"
    elif isinstance(value, list):
        size, least, most = len(value), "minItems", "maxItems"
    else:
        return
    if least in schema and size < schema[least]:
        yield f"{path}: {least} is {schema[least]}"
    if most in schema and size > schema[most]:
        yield f"{path}: {most} is {schema[most]}"


def _of_object(
    value: Mapping[str, Any],
    schema: Mapping[str, Any],
    defs: Mapping[str, Any],
    path: str,
) -> Iterator[str]:
    """Yield what is wrong with the properties of an object."""
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{path}.{name}: is missing"
    for name, each in value.items():
        if name in properties:
            yield from _problems(each, properties[name], defs, f"{path}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{path}.{str(name)[:40]}: is not known"
