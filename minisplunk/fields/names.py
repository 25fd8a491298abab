"""Field names as they are written in an event in; the names that Splunk makes of them out."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from .. import lazy_re
from ..spl.fields import Fields
from .default import DEFAULT

_OTHER = lazy_re.compile(r"[^a-zA-Z0-9]")


@lru_cache(maxsize=4096)
def clean(name: str) -> str:
    """Key cleaning: what is no letter or digit becomes `_`, then leading `_` and digits are dropped, maybe all of it.

    transforms.conf.spec, CLEAN_KEYS.
    """
    return _OTHER.sub("_", name).lstrip("_0123456789")


def keeper(wanted: Fields) -> Callable[[str], bool]:
    """Whether an extraction may set a field: it is wanted, and no default field.

    [unverified]: a default field such as host or source keeps its value when an extraction finds another.
    """
    known: dict[str, bool] = {}

    def keep(name: str) -> bool:
        if name not in known:
            known[name] = bool(name) and name in wanted and name not in DEFAULT
        return known[name]

    return keep
