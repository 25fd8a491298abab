r"""Settings of props.conf in; how structured data is read when it is indexed out.

props.conf.spec, "Structured Data Header Extraction and configuration"; Getting Data In, "Extract fields from files with
structured data". [unverified]: a header is cut as its rows are, where nothing else is said; w3c is the settings of
`_W3C`. TIMESTAMP_FIELDS and FIELD_NAMES are lists with commas, in brackets or not, each name in quotes or not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from .. import lazy_re
from ..conf.parser import Setting
from ..dataclass import dataclass
from ..errors import UnsupportedConf
from .lines import breaking
from .patterns import Pattern, pattern

JSON, HEC = "json", "hec"
_W3C_KIND = "w3c"
_DELIMITERS = {"csv": ",", "tsv": "\t", "psv": "|", _W3C_KIND: "whitespace"}
_XML = frozenset({"xml", "xmlkv", "xmlkv-winevt"})
_W3C = {
    "FIELD_HEADER_REGEX": r"^#Fields:\s*",
    "PREAMBLE_REGEX": "^#",
    "MISSING_VALUE_REGEX": "-",
}
WHITESPACE = ""
"""As a delimiter: any number of blanks and tabs."""
_NAMED = {"space": " ", "tab": "\t", r"\t": "\t", "fs": "\x1c", "gs": "\x1d", "rs": "\x1e", "us": "\x1f"}
_HEX = lazy_re.compile(r"\\x([0-9a-fA-F]{2})")
_PLAIN = lazy_re.compile(r"[\w -]+", re.ASCII)
_BLANK_RUN = frozenset({"whitespace", "ws"})


@dataclass(frozen=True, slots=True)
class Splitting:
    """How a line is cut into cells: one character between them, or WHITESPACE; `quote` is empty for none."""

    delimiter: str
    quote: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header. `names` instead of those in the header; `line`: where the header is, 0 for the first that
    is no preamble; `prefix`: what it begins with; `missing`: a value that is none; `kept`: what names may have besides
    letters, digits and blanks.

    `directives`: lines that begin with `#` are no rows, wherever they are, and may be a new header (w3c).
    """

    rows: Splitting
    header: Splitting
    names: tuple[str, ...] = ()
    line: int = 0
    prefix: Pattern | None = None
    preamble: Pattern | None = None
    missing: str | Pattern | None = None
    kept: str = ""
    directives: bool = False


@dataclass(frozen=True, slots=True)
class Structure:
    """`kind`: JSON, HEC, or that of a `table`; `timestamp`: the fields that hold the time, empty for the event's text;
    `truncate` in bytes, 0 for never."""

    kind: str
    truncate: int
    timestamp: tuple[str, ...] = ()
    trim_braces: bool = False
    table: Table | None = None


def structure(settings: Mapping[str, Setting]) -> Structure | None:
    """None without INDEXED_EXTRACTIONS. Raises ConfError and UnsupportedConf, for settings that have no effect too."""
    kind = _kind(settings.get("INDEXED_EXTRACTIONS"), settings.get("XML_INDEXED_EXTRACTIONS_PIPELINE"))
    if kind == _W3C_KIND:
        defaults = {key: Setting(key, value, "props.conf", 0) for key, value in _W3C.items()}
        settings = defaults | {key: setting for key, setting in settings.items() if setting.value.strip()}
    table = _table(settings, kind)
    trim = settings.get("JSON_TRIM_BRACES_IN_ARRAY_NAMES")
    found = Structure(
        kind=kind,
        truncate=breaking(settings).truncate,
        timestamp=_names(settings.get("TIMESTAMP_FIELDS")),
        trim_braces=trim is not None and bool(trim.value) and trim.flag(),
        table=table if kind in _DELIMITERS else None,
    )
    return found if kind else None


def _kind(setting: Setting | None, switch: Setting | None) -> str:
    """XML is read as text where the switch for its fields is not set, which is the default (README/props.conf.spec of
    Splunk's add-on for Windows)."""
    value = "" if setting is None else setting.value.strip().lower()
    if setting is None or value in ("", "none"):
        return ""
    if value in _XML:
        if switch is None or not switch.value.strip():
            return ""
        reason = f"{switch.key} = {switch.value} is not supported: how Splunk names the fields of XML is not documented"
        raise UnsupportedConf(reason, switch.file, switch.line)
    if value not in (*_DELIMITERS, JSON, HEC):
        raise setting.error(f"INDEXED_EXTRACTIONS is none of {', '.join((*_DELIMITERS, JSON, HEC))}")
    return value


def _table(settings: Mapping[str, Setting], kind: str) -> Table:
    line = settings.get("HEADER_FIELD_LINE_NUMBER")
    kept = settings.get("HEADER_FIELD_ACCEPTABLE_SPECIAL_CHARACTERS")
    rows = _splitting(settings, "", Splitting(_DELIMITERS.get(kind, ",").replace("whitespace", WHITESPACE), '"'))
    return Table(
        rows=rows,
        header=_splitting(settings, "HEADER_", rows),
        names=_names(settings.get("FIELD_NAMES")),
        line=0 if line is None or not line.value else max(line.integer(), 0),
        prefix=pattern(settings.get("FIELD_HEADER_REGEX")),
        preamble=pattern(settings.get("PREAMBLE_REGEX")),
        missing=_whole(settings.get("MISSING_VALUE_REGEX")),
        kept="" if kept is None else kept.value,
        directives=kind == _W3C_KIND,
    )


def _whole(setting: Setting | None) -> str | Pattern | None:
    """A placeholder is a whole value: `-` is one, `a-b` is not. As a text where the expression is one."""
    if setting is None or pattern(setting) is None:
        return None
    if _PLAIN.fullmatch(setting.value):
        return setting.value
    return pattern(replace(setting, value=rf"\A(?:{setting.value})\z"))


def _splitting(settings: Mapping[str, Setting], of: str, default: Splitting) -> Splitting:
    delimiter = _character(settings.get(f"{of}FIELD_DELIMITER"), default.delimiter, _BLANK_RUN, WHITESPACE)
    setting = settings.get(f"{of}FIELD_QUOTE")
    quote = _character(setting, default.quote, frozenset({"none"}), "")
    if setting is not None and quote and quote == delimiter:
        raise setting.error(f"{setting.key} is the character that separates fields")
    return Splitting(delimiter, quote if quote != delimiter else "")


def _character(setting: Setting | None, default: str, words: frozenset[str], meaning: str) -> str:
    """What a setting means by a character; `words` of its own mean `meaning`."""
    if setting is None or not setting.value:
        return default
    value = setting.value
    word = value.strip().lower()
    if word in words:
        return meaning
    if word in _NAMED:
        return _NAMED[word]
    hexadecimal = _HEX.fullmatch(value)
    if hexadecimal is not None:
        character = chr(int(hexadecimal[1], 16))
    else:
        character = value[1] if len(value) == 3 and value[0] == value[2] == '"' else value
    if len(character) != 1 or character in "\r\n":
        raise setting.error(f"{setting.key} is no single character in a line: {value}")
    return character


def _names(setting: Setting | None) -> tuple[str, ...]:
    text = "" if setting is None else setting.value.strip()
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    names = (name.strip().strip('"') for name in text.split(","))
    return tuple(name for name in names if name)
