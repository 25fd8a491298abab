r"""A stanza of transforms.conf with a REGEX, as TRANSFORMS- uses it, in; what it does to an event at index time, out.

transforms.conf.spec, REGEX to REPEAT_MATCH: the first match of REGEX within LOOKAHEAD characters of SOURCE_KEY fills
FORMAT, which is written to DEST_KEY, or as indexed fields (WRITE_META); without a match DEFAULT_VALUE is written to
DEST_KEY. In FORMAT `$0` is what DEST_KEY held, `$1` a group, and any other `$` text. Named groups need no FORMAT.

[unverified]: where both are set, DEST_KEY counts, since add-ons that set both route events by it (github.com/
InfinityWatch/TA-Zeek, ChrisMandich/TA-UNIFI-USG); with DEST_KEY = _meta fields are added then, and none replaced. An
empty FORMAT writes nothing; a value with blanks stays one value under WRITE_META, with quotes around it or without; an
empty value makes no field; and LOOKAHEAD = -1 looks at all of it, as Splunk's CIM add-on writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from .. import lazy_re
from ..conf.parser import Setting, Stanza, fault_of
from ..dataclass import dataclass
from ..errors import ConfError, ConfRemark, UnsupportedConf
from ..fields.extract import named_groups, named_pairs
from ..fields.metadata_keys import METADATA_KEYS
from ..fields.modular import whole
from ..functions.regex import Match, Regex, RegexError, compile_regex
from ..values import texts
from .pipeline_data import INDEX_QUEUE, KEYS, NULL_QUEUE, ROUTING, Key, PipelineData, key_of, pairs

_LOOKAHEAD = 4096
_GROUP = lazy_re.compile(r"\$(\d+)")
_META = "_meta"
_ACCEPTED = "accepted_keys"
_QUEUES = frozenset({INDEX_QUEUE, NULL_QUEUE, "parsingQueue", "typingQueue", "aggQueue"})

Part = str | int
"""Of a FORMAT: text, or the number of a group."""
Read = Callable[[PipelineData], str]


@dataclass(frozen=True, slots=True)
class RegexTransform:
    """`write` gets each match, and None where there is none; `clone`: the source type of the copy that is changed in
    place of the event, empty for none."""

    regex: Regex
    read: Read
    lookahead: int | None
    repeat: bool
    write: Callable[[PipelineData, Match | None], None]
    clone: str = ""

    def __call__(self, data: PipelineData, now: float) -> PipelineData | None:
        """A copy, if it makes one. Raises MatchLimit."""
        text = self.read(data)[: self.lookahead]
        match = self.regex.search(text)
        if match is None:
            self.write(data, None)
            return None
        made = None
        if self.clone and self.clone != data.sourcetype:
            data = made = data.copied(self.clone)
        if not self.repeat:
            self.write(data, match)
        else:
            for each in self.regex.finditer(text):
                self.write(data, each)
        return made


def regex_transform(stanza: Stanza, transforms: Mapping[str, Stanza]) -> RegexTransform:
    """Raises ConfError and UnsupportedConf, with the place of what is wrong."""
    setting = stanza.settings.get("REGEX")
    if setting is None or not setting.value:
        raise ConfError(f"[{stanza.name}] has no REGEX, so that it changes nothing", stanza.file, stanza.line)
    try:
        regex = compile_regex(whole(setting, setting.value, transforms))
    except RegexError as error:
        raise setting.error(f"[{stanza.name}] REGEX: {error}") from error
    target, of_fields = stanza.get("DEST_KEY"), stanza.flag("WRITE_META", strict=False)
    if not (target or of_fields):
        raise setting.error(f"[{stanza.name}] has neither DEST_KEY nor WRITE_META, so that it changes nothing")
    lookahead = stanza.integer("LOOKAHEAD", _LOOKAHEAD, strict=False)
    return RegexTransform(
        regex,
        _reader(stanza.get("SOURCE_KEY") or "_raw"),
        None if lookahead < 0 else lookahead,
        repeat=stanza.flag("REPEAT_MATCH", strict=False) and target != "_raw",
        write=_to_fields(stanza, regex) if of_fields and target in ("", _META) else _to_key(stanza, regex, target),
        clone=stanza.get("CLONE_SOURCETYPE"),
    )


def remarks(stanza: Stanza, transforms: Mapping[str, Stanza]) -> Iterator[ConfError]:
    """What is wrong with a transform that works all the same, and what its author may not have meant.

    transforms.conf.spec, [accepted_keys]: keys that are as good as documented.
    """
    for key in ("WRITE_META", "REPEAT_MATCH"):
        yield from fault_of(partial(stanza.flag, key))
    yield from fault_of(partial(stanza.integer, "LOOKAHEAD"))
    target, form = stanza.settings.get("DEST_KEY"), stanza.settings.get("FORMAT")
    if target is None or not target.value:
        return
    key = target.value
    prefix = METADATA_KEYS[key].prefix if key in METADATA_KEYS else ""
    if form is not None and form.value and not form.value.startswith((prefix, "$")):
        yield _remark(form, f"[{stanza.name}] FORMAT of {key} has to begin with {prefix}")
    if key not in KEYS and key not in ROUTING and key not in _accepted(transforms):
        yield _remark(
            target,
            f"Undocumented key used in transforms.conf; stanza='{stanza.name}' setting='DEST_KEY' "
            f"key='{key}': nothing reads it",
        )


def _remark(setting: Setting, message: str) -> ConfRemark:
    return ConfRemark(message, setting.file, setting.line)


def _accepted(transforms: Mapping[str, Stanza]) -> frozenset[str]:
    stanza = transforms.get(_ACCEPTED)
    return frozenset(setting.value for setting in stanza.settings.values()) if stanza else frozenset()


def _reader(source: str) -> Read:
    kind, sign, names = source.partition(":")
    if sign and kind in ("field", "fields"):
        fields = [name.strip() for name in names.split(",")] if kind == "fields" else [names]
        return lambda data: " ".join(text for name in fields for text in texts(data.fields.get(name)))
    return key_of(source).read


def _to_key(stanza: Stanza, regex: Regex, target: str) -> Callable[[PipelineData, Match | None], None]:
    """FORMAT in place of what the key holds."""
    key, default, form = key_of(target), stanza.get("DEFAULT_VALUE"), stanza.settings.get("FORMAT")
    parts = _parts(form.value if form else f"{stanza.name}::$1", regex)
    if target == "queue" and form is not None and all(isinstance(part, str) for part in parts):
        _check_queue(form)
    expand = _expander(parts, key)

    def write(data: PipelineData, match: Match | None) -> None:
        value = default if match is None else expand(data, match)
        if value:
            key.write(data, value)

    return write


def _check_queue(form: Setting) -> None:
    if form.value not in _QUEUES:
        raise UnsupportedConf(f"FORMAT = {form.value} for the key queue is not supported", form.file, form.line)


def _expander(parts: list[Part], key: Key) -> Callable[[PipelineData, Match], str]:
    if len(parts) == 1 and isinstance(parts[0], str):
        fixed = parts[0]
        return lambda data, match: fixed

    def expand(data: PipelineData, match: Match) -> str:
        return "".join(
            part if isinstance(part, str) else (match.group(part) or "") if part else key.read(data) for part in parts
        )

    return expand


def _to_fields(stanza: Stanza, regex: Regex) -> Callable[[PipelineData, Match | None], None]:
    """Each `name::value` of FORMAT, or each named group, becomes one more value of an indexed field."""
    form = stanza.settings.get("FORMAT")
    made: list[tuple[Sequence[Part], Sequence[Part]]]
    if form is None and regex.names:
        groups: list[tuple[Part, int]] = [*named_groups(regex), *named_pairs(regex)]
        made = [([name], [value]) for name, value in groups]
    else:
        made = [
            (_parts(name, regex), _parts(value, regex))
            for name, value in pairs(form.value if form else f"{stanza.name}::$1")
        ]
        if not made:
            assert form is not None
            raise form.error(f"[{stanza.name}] FORMAT is not <field>::<value> ...: {form.value!r}")

    def text_of(match: Match, parts: Sequence[Part]) -> str:
        return "".join(part if isinstance(part, str) else match.group(part) or "" for part in parts)

    def write(data: PipelineData, match: Match | None) -> None:
        if match is not None:
            for name, value in made:
                written, text = text_of(match, name), text_of(match, value)
                if written and text:
                    data.fields.add(written, text)

    return write


def _parts(text: str, regex: Regex) -> list[Part]:
    """`$` and the number of a group there is; `$0` is what the key held before."""
    parts: list[Part] = []
    position = 0
    for found in _GROUP.finditer(text):
        if int(found[1]) <= regex.groups:
            parts += (text[position : found.start()], int(found[1]))
            position = found.end()
    return [part for part in (*parts, text[position:]) if part != ""]
