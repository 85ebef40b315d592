"""What notifications tell: what is new, and what became of what was decided."""

from collections.abc import Callable, Sequence
from functools import partial
import re

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .model.suggestion import Pending, Suggestion
from .model.watch import Watch, WatchVerdict
from .phrases import phrase

NOTIFICATION_ID = f"{DOMAIN}_suggestions"
_MARKS = re.compile(r"[\\`*_{}\[\]<>#|~@]|(?<=\bwww)\.|:(?=//)", re.IGNORECASE)
LINK = "/ai-automation"


@callback
def async_show(
    hass: HomeAssistant, offered: Sequence[Suggestion], *, details: bool = False
) -> None:
    """Tell what is newly offered; the notification of the night before is replaced.

    Without `details` only titles, which name nobody: everyone in the house sees it.
    """
    if not offered:
        return
    lines = [f"- **[{_escaped(s.title)}]({link(s)})**" for s in offered]
    if details:
        lines = [
            f"{line}\n  {_escaped(s.description)}"
            for line, s in zip(lines, offered, strict=True)
        ]
    said = _sayer(hass)
    key, count = "told_one" if len(offered) == 1 else "told_many", str(len(offered))
    persistent_notification.async_create(
        hass,
        "\n".join([*lines, "", said("told_look", link=LINK)]),
        title=said(key, count=count),
        notification_id=NOTIFICATION_ID,
    )


@callback
def async_show_refused(hass: HomeAssistant, suggestion_id: str, why: str) -> None:
    """Tell that what was answered on a phone could not be done."""
    said = _sayer(hass)
    look = said("refused_look", link=f"{LINK}#/suggestion/{suggestion_id}")
    persistent_notification.async_create(
        hass,
        f"{_escaped(why)}\n\n{look}",
        title=said("refused_title"),
        notification_id=f"{NOTIFICATION_ID}_{suggestion_id}",
    )


@callback
def async_show_verdict(
    hass: HomeAssistant, suggestion: Suggestion, watch: Watch, verdict: WatchVerdict
) -> None:
    """Tell what watching a suggestion showed."""
    said, moved = _sayer(hass), verdict.right + verdict.wrong
    told = (
        said(
            "watched",
            right=str(verdict.right),
            moved=str(moved),
            wrong=str(verdict.wrong),
        )
        if moved
        else said("watched_nothing")
    )
    title = said("watched_title", days=str(watch.days))
    _async_show_one(hass, suggestion, title, told, "watched_look")


@callback
def async_show_paused(hass: HomeAssistant, suggestion: Suggestion) -> None:
    """Tell that an automation was switched off because people took it back."""
    title = _sayer(hass)("paused_title")
    _async_show_one(hass, suggestion, title, suggestion.reason or "", "paused_look")


@callback
def async_show_changed(hass: HomeAssistant, suggestion: Suggestion, words: str) -> None:
    """Tell what an automation does otherwise since its owner, or a name, changed."""
    said = _sayer(hass)
    told = said("changed", words=_escaped(words))
    _async_show_one(hass, suggestion, said("changed_title"), told, "changed_look")


@callback
def async_show_recovered(
    hass: HomeAssistant, suggestion: Suggestion, pending: Pending, *, on: bool
) -> None:
    """Tell what came of switching on or undoing that was cut off."""
    said = _sayer(hass)
    doing = said(f"recovered_{pending.value}")
    told = f"{doing} {said('recovered_on' if on else 'recovered_off')}"
    _async_show_one(hass, suggestion, said("recovered_title"), told, "recovered_look")


@callback
def _async_show_one(
    hass: HomeAssistant, suggestion: Suggestion, title: str, told: str, look: str
) -> None:
    """Tell something of one suggestion; what was told of it before is replaced."""
    persistent_notification.async_create(
        hass,
        f"**{_escaped(suggestion.title)}**\n{told}\n\n{_sayer(hass)(look, link=link(suggestion))}",
        title=title,
        notification_id=f"{NOTIFICATION_ID}_{suggestion.suggestion_id}",
    )


def _sayer(hass: HomeAssistant) -> Callable[..., str]:
    """Return what says our sentences in the language of the home."""
    return partial(phrase, hass.config.language)


@callback
def async_dismiss(hass: HomeAssistant) -> None:
    """Take the notification away."""
    persistent_notification.async_dismiss(hass, NOTIFICATION_ID)


def link(suggestion: Suggestion) -> str:
    """Return where the panel shows a suggestion."""
    return f"{LINK}#/suggestion/{suggestion.suggestion_id}"


def _escaped(text: str) -> str:
    """Return a text on one line in which Markdown finds no mark and no link."""
    return _MARKS.sub(r"\\\g<0>", " ".join(text.split()))
