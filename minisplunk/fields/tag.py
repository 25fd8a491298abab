"""tags.conf: values of fields have tags, which make the fields `tag` and `tag::<field>`.

tags.conf.spec: `[<field>=<value>]`, the value URL-encoded, and `<tag> = enabled`. [unverified]: values are compared
without regard to case, as a search for the tag compares them, `*` in a value is a wildcard; tags come in ASCII order;
an event's own field `tag` keeps its values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field
from urllib.parse import unquote

from ..conf.parser import DEFAULT, Conf
from ..conf.settings import unsupported
from ..dataclass import dataclass
from ..errors import ConfError
from ..spl.fields import Fields
from ..spl.wildcards import like
from ..values import fold, texts
from .default import Event
from .stage import Plan, Situation, more

TAG = "tag"
TAG_OF = "tag::"


@dataclass(slots=True)
class _Tagged:
    """The tags of one field's values: `exact` by folded value, `loose` by a test of the folded value."""

    exact: dict[str, set[str]] = field(default_factory=dict)
    loose: list[tuple[Callable[[str], object], set[str]]] = field(default_factory=list)

    def tags(self, value: str) -> set[str]:
        folded = fold(value)
        tags = set(self.exact.get(folded, ()))
        for matches, more_tags in self.loose:
            if matches(folded):
                tags |= more_tags
        return tags


def plan(wanted: Fields, situation: Situation) -> Plan:
    tagged: dict[str, _Tagged] = {}
    if wanted.patterns or any(name == TAG or name.startswith(TAG_OF) for name in wanted.names):
        tagged = tags_of(situation.view.conf("tags"), situation.pass_over)
    of_all = TAG in wanted
    fields = [(name, TAG_OF + name in wanted, field_tags) for name, field_tags in tagged.items()]
    fields = [(name, of_each, field_tags) for name, of_each, field_tags in fields if of_all or of_each]
    if not fields:
        return Plan((), wanted)

    def step(event: Event, raw: str) -> None:
        together: set[str] = set()
        for name, of_each, field_tags in fields:
            tags = {tag for value in texts(event.get(name)) for tag in field_tags.tags(value)}
            together |= tags
            if tags and of_each:
                _add(event, TAG_OF + name, tags)
        if together and of_all:
            _add(event, TAG, together)

    return Plan((step,), more(wanted, (name for name, _, _ in fields)))


def tags_of(conf: Conf, pass_over: Callable[[ConfError], None]) -> dict[str, _Tagged]:
    """The tags by field. `pass_over` takes an error for each stanza that is not `<field>=<value>`, and each setting
    that is neither enabled nor disabled."""
    by_field: dict[str, _Tagged] = {}
    for name, value, tags in _stanzas(conf, pass_over):
        tagged = by_field.setdefault(name, _Tagged())
        folded = fold(value)
        if "*" in folded:
            tagged.loose.append((like(folded), tags))
        else:
            tagged.exact.setdefault(folded, set()).update(tags)
    return by_field


def _stanzas(conf: Conf, pass_over: Callable[[ConfError], None]) -> Iterator[tuple[str, str, set[str]]]:
    for stanza in conf.stanzas.values():
        if stanza.name == DEFAULT:
            continue
        for setting in stanza.settings.values():
            for fault in unsupported("tags", stanza.name, setting):
                pass_over(fault)
        name, equals, value = stanza.name.partition("=")
        if not (name and equals):
            pass_over(ConfError(f"[{stanza.name}] is not [<field>=<value>]", stanza.file, stanza.line))
            continue
        tags = {key for key, setting in stanza.settings.items() if setting.value.lower() == "enabled"}
        if tags:
            yield unquote(name.strip()), unquote(value), tags


def _add(event: Event, name: str, tags: set[str]) -> None:
    own = texts(event.get(name))
    values = [*own, *sorted(tags - set(own))]
    event[name] = values if len(values) > 1 else values[0]
