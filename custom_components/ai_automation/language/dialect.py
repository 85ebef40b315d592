"""How one server wants to be asked for JSON; found out once and remembered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
import json
from typing import Any

from .provider import Message, Role

_REFUSALS = frozenset({400, 422, 500, 501})
_VAGUE = frozenset({400, 422, 501})
"""With these many servers do not say what it is that they do not take."""
_ABOUT_FORM = ("response_format", "json_schema", "json_object", "schema", "grammar")
_ABOUT_LENGTH = ("context length", "context size", "context window", "context_length")


class Form(StrEnum):
    """How an answer is made to be JSON, the surest first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    TEXT = "text"


class Limit(StrEnum):
    """What the length of an answer is limited with, today's name first."""

    COMPLETION = "max_completion_tokens"
    FORMER = "max_tokens"
    NONE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What a server is known to take."""

    form: Form = Form.JSON_SCHEMA
    limit: Limit = Limit.COMPLETION
    roomier: int = 1
    """Times the usual length that answers need: models that think aloud need more."""
    lean: bool = False
    """Whether schemas are sent without limits on the length of texts, which some refuse."""

    def asked(
        self, messages: Sequence[Message], schema: Mapping[str, Any], tokens: int
    ) -> dict[str, Any]:
        """Return the fields of the request, besides the model."""
        turns = [{"role": m.role.value, "content": m.text} for m in messages]
        fields: dict[str, Any] = {"messages": turns}
        if self.limit is not Limit.NONE:
            fields[self.limit.value] = tokens * self.roomier
        if self.form is Form.JSON_SCHEMA:
            sent = _lean(schema) if self.lean else dict(schema)
            named = {"name": "answer", "strict": True, "schema": sent}
            fields["response_format"] = {"type": "json_schema", "json_schema": named}
            return fields
        turns.append({"role": Role.USER.value, "content": said(schema)})
        if self.form is Form.JSON_OBJECT:
            fields["response_format"] = {"type": "json_object"}
        return fields

    def after_refusal(self, status: int, message: str) -> Dialect | None:
        """Return what to try next when a request was refused; None where that would not help."""
        about = message.lower()
        if status not in _REFUSALS or is_about_length(about):
            return None
        if self.limit.value and self.limit.value in about:
            following = list(Limit)[list(Limit).index(self.limit) + 1]
            return replace(self, limit=following)
        if not self.lean and ("maxlength" in about or "minlength" in about):
            return replace(self, lean=True)
        named = status in _VAGUE or any(word in about for word in _ABOUT_FORM)
        return self.plainer if named and self.form is not Form.TEXT else None

    @property
    def plainer(self) -> Dialect:
        """Return the same with the next form."""
        forms = list(Form)
        form = forms[min(forms.index(self.form) + 1, len(forms) - 1)]
        return replace(self, form=form)

    @property
    def told(self) -> Dialect:
        """Return the same for a server that does not keep to a form: it is told in words."""
        return replace(self, form=Form.TEXT)

    @property
    def longer(self) -> Dialect:
        """Return the same with room for thinking aloud."""
        return replace(self, roomier=4)


def said(schema: Mapping[str, Any]) -> str:
    """Return a schema as it is told to a model that nothing holds to it."""
    return (
        "Answer with one JSON object of this JSON schema and nothing else:\n"
        + json.dumps(dict(schema), ensure_ascii=False, separators=(",", ":"))
    )


def is_about_length(message: str) -> bool:
    """Return whether a server complains that what was sent is too long for the model."""
    about = message.lower()
    return any(words in about for words in _ABOUT_LENGTH)


def _lean(part: Any) -> Any:
    """Return a schema without limits on the length of texts."""
    if isinstance(part, Mapping):
        return {
            key: _lean(value)
            for key, value in part.items()
            if key not in ("maxLength", "minLength")
        }
    return [_lean(each) for each in part] if isinstance(part, list) else part
