"""The one notification that tells the owner what is new."""

from collections.abc import Sequence
import re

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .model.suggestion import Pending, Suggestion
from .model.watch import Watch, WatchVerdict

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
    count = (
        "One new suggestion" if len(offered) == 1 else f"{len(offered)} new suggestions"
    )
    persistent_notification.async_create(
        hass,
        "\n".join(
            [
                *lines,
                "",
                f"Nothing has been changed. [Look at the suggestions]({LINK}) to switch one on.",
            ]
        ),
        title=f"{count} for your home",
        notification_id=NOTIFICATION_ID,
    )


@callback
def async_show_refused(hass: HomeAssistant, suggestion_id: str, why: str) -> None:
    """Tell that what was answered on a phone could not be done."""
    persistent_notification.async_create(
        hass,
        f"{_escaped(why)}\n\n[Look at the suggestion]({LINK}#/suggestion/{suggestion_id}).",
        title="That could not be done from a phone",
        notification_id=f"{NOTIFICATION_ID}_{suggestion_id}",
    )


@callback
def async_show_verdict(
    hass: HomeAssistant, suggestion: Suggestion, watch: Watch, verdict: WatchVerdict
) -> None:
    """Tell what watching a suggestion showed."""
    moved = verdict.right + verdict.wrong
    told = (
        f"It would have been right {verdict.right} of {moved} times, "
        f"and unwanted {verdict.wrong} times."
        if moved
        else "It would not have moved anything."
    )
    persistent_notification.async_create(
        hass,
        f"**{_escaped(suggestion.title)}**\n{told}\n\n"
        f"Nothing has been changed. [Look at the suggestion]({link(suggestion)}) to switch it on or dismiss it.",
        title=f"Watched for {watch.days} days",
        notification_id=f"{NOTIFICATION_ID}_{suggestion.suggestion_id}",
    )


@callback
def async_show_paused(hass: HomeAssistant, suggestion: Suggestion) -> None:
    """Tell that an automation was switched off because people took it back."""
    persistent_notification.async_create(
        hass,
        f"**{_escaped(suggestion.title)}**\n{suggestion.reason}\n\n"
        f"It is switched off. [Look at it]({link(suggestion)}) to let it go on, or to take it out.",
        title="An automation was paused",
        notification_id=f"{NOTIFICATION_ID}_{suggestion.suggestion_id}",
    )


@callback
def async_show_changed(hass: HomeAssistant, suggestion: Suggestion, words: str) -> None:
    """Tell what an automation does otherwise since its owner, or a name, changed."""
    persistent_notification.async_create(
        hass,
        f"**{_escaped(suggestion.title)}**\nIt was changed since you switched it on, or what it uses was. "
        f"{_escaped(words)}\n\nNothing was done about it. [Look at it]({link(suggestion)}).",
        title="An automation does something else now",
        notification_id=f"{NOTIFICATION_ID}_{suggestion.suggestion_id}",
    )


@callback
def async_show_recovered(
    hass: HomeAssistant, suggestion: Suggestion, pending: Pending, *, on: bool
) -> None:
    """Tell what came of switching on or undoing that was cut off."""
    doing = "switched on" if pending is Pending.ACCEPT else "taken out again"
    state = "It is switched on" if on else "It is not switched on"
    persistent_notification.async_create(
        hass,
        f"**{_escaped(suggestion.title)}**\nHome Assistant ended while it was being {doing}. "
        f"{state}, and nothing else was changed. [Look at it]({link(suggestion)}) and decide again if "
        "that is not what you want.",
        title="A change was cut off",
        notification_id=f"{NOTIFICATION_ID}_{suggestion.suggestion_id}",
    )


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
