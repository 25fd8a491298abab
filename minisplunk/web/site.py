"""Site: what the handlers of the page act on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from weakref import WeakKeyDictionary

from ..dataclass import dataclass
from ..jobs import Job
from ..rest.http import Request, Response
from ..rest.http.origin import Origin
from ..rest.instance import Splunkd
from .cookies import Cookies
from .funnel import Funnel


@dataclass
class Site:
    """`origin`: where the page is reached; `funnels`: of the jobs that explain a search, as long as they are kept."""

    splunkd: Splunkd
    origin: Origin
    cookies: Cookies
    funnels: WeakKeyDictionary[Job, Funnel] = field(default_factory=WeakKeyDictionary)


Handler = Callable[[Site, Request], Response]
