"""REPORT-<class>: transforms of transforms.conf, each a regular expression or a list of delimiters, make fields.

props.conf.spec, REPORT-<class>: classes in ASCII order, transforms in the order of the list. transforms.conf.spec,
REGEX to KEEP_EMPTY_VALS: named groups become fields, or FORMAT names them; a name that comes from the text (`$1::$2`,
`_KEY_1` and `_VAL_1`) or MV_ADD goes on to further matches. A field that has a value keeps it, or gets one more with
MV_ADD. Checked by others on Splunk 10.4: with named groups FORMAT has no effect; `$0` gives no field;
KEEP_EMPTY_VALS keeps no empty values of DELIMS; REPEAT_MATCH has no effect. [unverified]: REGEX gets `(?ms)` as that of
EXTRACT, and the values of SOURCE_KEY are read as one text, a line each: Splunk's add-on for Windows takes src_user from
the first line of Account_Name and user from the second, and has `^` for lines within; blanks at the ends of a value are
dropped, as with EXTRACT; a group that took no part has no empty value; SOURCE_KEY may be a key of index time, such as
MetaData:Host, at search time too; `fields:a,b` are the values of any fields, with blanks between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from .. import lazy_re
from ..conf.parser import Setting, Stanza, fault_of
from ..dataclass import dataclass
from ..errors import ConfError, UnsupportedConf
from ..functions.regex import Match, MatchLimit, Regex
from ..spl.fields import Fields
from ..values import Row, texts
from .delims import delimiters, quoted_list, splitter
from .extract import RAW, compiled, match_limit, named_groups, named_pairs
from .metadata_keys import METADATA_KEYS
from .names import clean, keeper
from .stage import Plan, Report, Situation, Step, lost, more, of_events

_PAIR = lazy_re.compile(r'\s*("[^"]*"|[^\s"]+?)::("[^"]*"|\S+)')
_GROUP = lazy_re.compile(r"\$(\d+)")
_FLAGS = ("MV_ADD", "CLEAN_KEYS", "KEEP_EMPTY_VALS")

Find = Callable[[str], Iterator[tuple[str, str | None]]]
"""Text -> names and values; a value that took no part in the match is None."""


class Source(NamedTuple):
    """What a transform reads: the fields that it needs, and the text that comes of them, empty without one; None for
    the raw text."""

    fields: tuple[str, ...]
    text: Callable[[Row], str] | None


@dataclass(frozen=True, slots=True)
class Transform:
    """`names`: the fields that it makes; None when their names come from the text, changed by `rename`. `place`: the
    setting that it comes from."""

    name: str
    place: Setting
    find: Find
    source: Source
    names: frozenset[str] | None
    rename: Callable[[str], str]
    add: bool
    keep_empty: bool


def plan(wanted: Fields, situation: Situation) -> Plan:
    steps: list[Step] = []
    for transform in reversed(list(_transforms(situation)) if of_events(wanted) else []):
        keep = keeper(wanted)
        if any(map(keep, _makes(transform, wanted))):
            steps.append(_step(transform, keep, situation.report))
            wanted = more(wanted, transform.source.fields)
    return Plan(steps[::-1], wanted)


def _makes(transform: Transform, wanted: Fields) -> Iterable[str]:
    """The wanted fields, patterns among them, that it may make."""
    if transform.names is not None:
        return transform.names
    return (*wanted.patterns, *(name for name in wanted.names if transform.rename(name) == name))


def _transforms(situation: Situation) -> Iterator[Transform]:
    stanzas = situation.transforms
    for _, setting in situation.settings("REPORT-"):
        for name in transforms_of(setting):
            if name in stanzas:
                if stanzas[name].flag("disabled", strict=False):
                    continue
                for fault in flag_faults(stanzas[name]):
                    situation.pass_over(fault)
                yield from situation.read(partial(transform_of, transforms=stanzas), stanzas[name])
            else:
                situation.pass_over(setting.error(f"{setting.key}: there is no transform [{name}]"))


def flag_faults(stanza: Stanza) -> Iterator[ConfError]:
    """An error for each flag of a transform that is neither true nor false; it counts as not set."""
    for key in _FLAGS:
        yield from fault_of(partial(stanza.flag, key))


def transforms_of(setting: Setting) -> list[str]:
    """The names of the transforms that a setting lists."""
    return [name.strip() for name in setting.value.split(",") if name.strip()]


def applied(transform: Transform, report: Report) -> Callable[[Row], None]:
    """A function that makes the fields of a transform in a row that has the raw text among its fields."""
    step = _step(transform, keeper(Fields.ALL), report)
    return lambda row: step(row, "\n".join(texts(row.get(RAW))))


def transform_of(
    stanza: Stanza, transforms: Mapping[str, Stanza], clean_keys: bool | None = None, mv_add: bool | None = None
) -> Transform:
    """The transform that a stanza defines, whose REGEX may have parts in other `transforms`. `clean_keys` and `mv_add`
    go before its own CLEAN_KEYS and MV_ADD.

    ConfError and UnsupportedConf, with the place of what is wrong. What only counts when events are indexed
    (WRITE_META, DEST_KEY, REPEAT_MATCH ...) has no effect here: a stanza may serve both.
    """
    keep_empty = stanza.flag("KEEP_EMPTY_VALS", strict=False)
    cleaned = stanza.flag("CLEAN_KEYS", True, strict=False) if clean_keys is None else clean_keys
    add = stanza.flag("MV_ADD", strict=False) if mv_add is None else mv_add
    place = _place(stanza)
    if place.key == "DELIMS":
        find, names = _delimited(stanza)
        keep_empty = False
    else:
        find, names = _matched(stanza, place, transforms, add)
    rename = clean if cleaned else str.strip
    return Transform(
        name=stanza.name,
        place=place,
        find=lambda text: ((rename(name), value) for name, value in find(text)),
        source=source_of(stanza.get("SOURCE_KEY", RAW).strip() or RAW),
        names=None if names is None else frozenset(map(rename, names)),
        rename=rename,
        add=add,
        keep_empty=keep_empty,
    )


def source_of(key: str) -> Source:
    """What a SOURCE_KEY stands for."""
    kind, _, names = key.partition(":")
    if key == RAW:
        return Source((), None)
    if key in METADATA_KEYS:
        name, prefix = METADATA_KEYS[key]
        return Source((name,), lambda row: "\n".join(prefix + text for text in texts(row.get(name))))
    if kind in ("field", "fields") and names:
        several = tuple(name.strip() for name in names.split(","))
        return Source(several, lambda row: " ".join(text for name in several for text in texts(row.get(name))))
    return Source((key,), lambda row: "\n".join(texts(row.get(key))))


def _place(stanza: Stanza) -> Setting:
    """The setting that says what is extracted. Raises ConfError for a stanza without one."""
    for key in ("DELIMS", "REGEX"):
        setting = stanza.settings.get(key)
        if setting is not None and setting.value:
            return setting
    written = stanza.settings.get("REGEX") or Setting("REGEX", "", stanza.file, stanza.line)
    raise written.error(f"[{stanza.name}] has neither REGEX nor DELIMS")


def _delimited(stanza: Stanza) -> tuple[Find, frozenset[str] | None]:
    delims = delimiters(stanza.settings["DELIMS"])
    names = quoted_list(stanza.settings["FIELDS"]) if stanza.get("FIELDS") else []
    return splitter(delims, names), frozenset(names) if names and len(delims) == 1 else None


def _matched(
    stanza: Stanza, setting: Setting, transforms: Mapping[str, Stanza], add: bool
) -> tuple[Find, frozenset[str] | None]:
    regex = compiled(setting.value, setting, transforms, match_limit(stanza.settings))
    pairs: _Pairs = [*named_groups(regex), *named_pairs(regex)] if regex.names else _formatted(stanza, regex)
    names = [name for name, _ in pairs if isinstance(name, str)]
    dynamic = len(names) < len(pairs)
    return _finder(regex, pairs, again=dynamic or add), None if dynamic else frozenset(names)


_Pairs = list[tuple[str | int, str | int]]
"""Names and values; a number stands for the text of a group."""


def _formatted(stanza: Stanza, regex: Regex) -> _Pairs:
    setting = stanza.settings.get("FORMAT")
    if setting is None or not setting.value:
        raise stanza.settings["REGEX"].error(
            f"[{stanza.name}] has no named group and no FORMAT, so it extracts nothing"
        )
    pairs: _Pairs = []
    position = 0
    text = setting.value.rstrip()
    while position < len(text):
        match = _PAIR.match(text, position)
        if match is None:
            raise setting.error(f"FORMAT is not <field>::<value> ...: {setting.value!r}")
        position = match.end()
        pairs.append((_part(match[1], setting, regex), _part(match[2], setting, regex)))
    return [(name, value) for name, value in pairs if name != 0 and value != 0]


def _part(text: str, setting: Setting, regex: Regex) -> str | int:
    text = text.strip('"')
    if group := _GROUP.fullmatch(text):
        if int(group[1]) > regex.groups:
            raise setting.error(f"FORMAT: the regular expression has no group {text}")
        return int(group[1])
    if _GROUP.search(text):
        raise UnsupportedConf(f"FORMAT: {text} puts a text together, at search time", setting.file, setting.line)
    return text


def _finder(regex: Regex, pairs: _Pairs, *, again: bool) -> Find:
    def text_of(match: Match, part: str | int) -> str | None:
        return part if isinstance(part, str) else match.group(part)

    def find(text: str) -> Iterator[tuple[str, str | None]]:
        for match in regex.finditer(text):
            for name, value in pairs:
                yield text_of(match, name) or "", text_of(match, value)
            if not again:
                return

    return find


def _step(transform: Transform, keep: Callable[[str], bool], report: Report) -> Callable[[Row, str], None]:
    find, read, add, keep_empty = transform.find, transform.source.text, transform.add, transform.keep_empty

    def step(event: Row, raw: str) -> None:
        try:
            text = raw if read is None else read(event)
            for name, value in find(text) if text else ():
                if value is not None and keep(name) and (keep_empty or value.strip()):
                    _put(event, name, value.strip(), add=add)
        except MatchLimit as error:
            report("WARN", lost(transform.place, f"[{transform.name}]", error))

    return step


def _put(event: Row, name: str, value: str, *, add: bool) -> None:
    if event.get(name) is None:
        event[name] = value
    elif add:
        event[name] = [*texts(event[name]), value]
