"""Say a routine and its proof the way a person would."""

from dataclasses import dataclass

from ..model.evidence import Finding
from ..model.home import HomeContext
from ..model.routine import Routine, Setting, Target
from ..phrases import phrase
from .moments import condition_words, trigger_words
from .names import plain_name, spoken_area, spoken_name
from .proof import proof_words
from .safety import is_security

_LONGEST = 160
_OWN_VERB = ("scene", "script")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a suggestion is called and how it is explained."""

    title: str
    description: str


def word(finding: Finding, home: HomeContext) -> Words:
    """Return the title and the description of a finding; every number is its evidence's."""
    title = title_of(finding.routine, home)
    sentence = _sentence(finding.routine, home, named=True)
    if area := _like_area(finding, home):
        title = phrase(home.language, "title_like", title=title, area=area)
        sentence = phrase(home.language, "title_like", title=sentence, area=area)
    description = phrase(
        home.language,
        "description",
        title=sentence,
        proof=proof_words(finding.evidence, home),
    )
    return Words(title=title, description=description)


def title_of(
    routine: Routine, home: HomeContext, *, notices: tuple[str, ...] = ()
) -> str:
    """Return what a routine is called; people are not named."""
    title = _sentence(routine, home, named=False, notices=notices)
    if len(title) > _LONGEST:
        return f"{title[:_LONGEST].rsplit(' ', 1)[0]}…"
    return title


def _like_area(finding: Finding, home: HomeContext) -> str | None:
    """Return the other room that a finding has its habit from."""
    if finding.like is None:
        return None
    return spoken_area(finding.like.targets[0].entity_id, home)


def _sentence(
    routine: Routine,
    home: HomeContext,
    *,
    named: bool,
    notices: tuple[str, ...] = (),
) -> str:
    """Return what is done, when and if; people are named only where asked for."""
    language = home.language
    triggers = [trigger_words(t, home, named=named) for t in routine.triggers]
    conditions = [condition_words(c, home, named=named) for c in routine.conditions]
    text = phrase(
        language,
        "title",
        action=_action(routine, notices, home),
        trigger=phrase(language, "or").join(dict.fromkeys(triggers)),
        conditions="".join(dict.fromkeys(conditions)),
    )
    return f"{text[0].upper()}{text[1:]}"


def deed(target: Target, home: HomeContext) -> str:
    """Return what happens to a target, as what is to be done: "turn on the hall light"."""
    return _verb(target, home).replace("\0", _name(target, home))


def _action(routine: Routine, notices: tuple[str, ...], home: HomeContext) -> str:
    """Return what is done, and what is told where a security entity is concerned."""
    targets = routine.targets
    secured = [t for t in targets if _is_secured(t, home)]
    verbs: dict[str, list[str]] = {}
    for target in targets:
        if target not in secured:
            verbs.setdefault(_verb(target, home), []).append(_name(target, home))
    told = [verb.replace("\0", _joined(names, home)) for verb, names in verbs.items()]
    told += [_number(setting, home) for setting in routine.settings]
    told += [phrase(home.language, "do_tell", message=text) for text in notices]
    if secured:
        states = _joined([_still(target, home) for target in secured], home)
        told.append(phrase(home.language, "tell", states=states))
    return _joined(told, home)


def _number(setting: Setting, home: HomeContext) -> str:
    """Return what a number is set to."""
    language = home.language
    return phrase(
        language,
        "do_number",
        number=phrase(language, f"number_{setting.name}", fallback="number_value"),
        name=spoken_name(setting.entity_id, home),
        value=f"{setting.value:g}",
    )


def _verb(target: Target, home: HomeContext) -> str:
    """Return what is done to a target, with a mark where its name goes."""
    domain = target.entity_id.partition(".")[0]
    key = f"do_{domain}" if domain in _OWN_VERB else f"do_{target.state}"
    return phrase(
        home.language, key, fallback="do_other", name="\0", state=target.state
    )


def _name(target: Target, home: HomeContext) -> str:
    """Return the name of a target; that of a scene or a script is its title."""
    entity = home.entities.get(target.entity_id)
    if entity is not None and entity.domain in _OWN_VERB:
        return plain_name(entity)
    return spoken_name(target.entity_id, home)


def _still(target: Target, home: HomeContext) -> str:
    """Return what is told about a security entity."""
    language = home.language
    state = phrase(
        language, f"still_{target.state}", fallback="still_other", state=target.state
    )
    name = spoken_name(target.entity_id, home)
    return phrase(language, "tell_one", name=name, state=state)


def _is_secured(target: Target, home: HomeContext) -> bool:
    """Return whether a target may only be told of."""
    entity = home.entities.get(target.entity_id)
    return entity is not None and is_security(entity)


def _joined(parts: list[str], home: HomeContext) -> str:
    """Return parts as a person lists them."""
    *most, last = parts
    if not most:
        return last
    comma, both = (phrase(home.language, key) for key in ("comma", "and"))
    return f"{comma.join(most)}{both}{last}"
