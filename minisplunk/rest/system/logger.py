"""server/logger: the levels at which splunkd's components write to its log.

REST API Reference, "System endpoint descriptions". A level is forgotten at the next start, as there. minisplunk's own
log has few of these components, and says nothing below INFO: a level changes no more than what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...dataclass import dataclass
from ..eai import SYSTEM_ACL, Entry
from ..eai.collection import routes
from ..eai.namespaces import missing
from ..eai.shape import Shape, capabilities
from ..eai.store import FixedStore
from ..http import HttpError, Request
from ..http.faults import missing_argument
from ..instance import Splunkd

LEVELS = ("CRIT", "DEBUG", "ERROR", "FATAL", "INFO", "WARN")
COMPONENTS = (
    *("AggregatorMiningProcessor", "ApplicationManager", "AuditLogger", "AuthenticationManagerSplunk", "BucketMover"),
    *("ConfReplicationThread", "DatabaseDirectoryManager", "DateParserVerbose", "DeploymentClient", "ExecProcessor"),
    *("HttpInputDataHandler", "HttpListener", "IndexProcessor", "IndexWriter", "LMTracker", "LineBreakingProcessor"),
    *("Metrics", "ModularInputs", "PipelineComponent", "SavedSplunker", "SearchOperator:kv", "SearchScheduler"),
    *("ServerConfig", "TailReader", "TailingProcessor", "TcpInputProc", "TcpOutputProc", "UserManagerPro"),
    *("WatchedFile", "loader", "root", "sendmodalert"),
)
"""Components that splunkd's log has on most servers."""
SHAPE = Shape(
    "server/logger",
    title="logger",
    required=("level",),
    flags=frozenset(),
    endpoints=("list", "get", "update"),
    capabilities=capabilities("edit_server", reading="list_settings"),
)


@dataclass(frozen=True)
class LoggerStore(FixedStore):
    """The components and their levels, INFO unless somebody has said another."""

    shape: Shape = SHAPE

    def list(self, splunkd: Splunkd, request: Request) -> Iterable[Entry]:
        return [_entry(splunkd, name) for name in sorted(COMPONENTS, key=str.lower)]

    def find(self, splunkd: Splunkd, request: Request, name: str) -> Sequence[Entry]:
        if name not in COMPONENTS:
            raise missing(name)
        return [_entry(splunkd, name)]

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        self.find(splunkd, request, name)
        level = settings.get("level", "").upper()
        if not level:
            raise missing_argument("level")
        if level not in LEVELS:
            raise HttpError(400, f"Invalid value for argument 'level': {level!r} is none of {', '.join(LEVELS)}.")
        splunkd.log_levels[name] = level
        return self.find(splunkd, request, name)


def _entry(splunkd: Splunkd, name: str) -> Entry:
    return Entry(name, {"level": splunkd.log_levels.get(name, "INFO")}, SYSTEM_ACL)


ROUTES = routes(LoggerStore())
