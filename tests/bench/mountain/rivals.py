"""Other programs that answer the same questions. Those of Python are installed when they are asked for, into a venv of
their own in the user's cache, and are the newest that there are."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import platformdirs

from .records import LITERAL

PACKAGES = ("duckdb", "isal", "msgspec")

DUCKDB_DETECTION = """
SELECT sourceIPAddress AS src, eventName, eventSource, userIdentity.accountId AS aws_account_id,
  coalesce(errorCode, CASE WHEN lower(responseElements.ConsoleLogin) = 'failure' THEN 'failure' ELSE 'success' END)
    AS errorCode,
  errorMessage, userAgent, eventID, awsRegion, userIdentity.userName AS user_name,
  coalesce(userIdentity.arn, 'arn:aws:iam::' || userIdentity.accountId || ':user/' || userIdentity.userName)
    AS "userIdentity.arn",
  count(*)::VARCHAR AS count, min(eventTime)[:19] AS firstTime, max(eventTime)[:19] AS lastTime
FROM read_json($file, format = 'newline_delimited', columns = {
  eventName: 'VARCHAR', eventSource: 'VARCHAR', eventTime: 'VARCHAR', eventID: 'VARCHAR', awsRegion: 'VARCHAR',
  sourceIPAddress: 'VARCHAR', userAgent: 'VARCHAR', errorCode: 'VARCHAR', errorMessage: 'VARCHAR',
  userIdentity: 'STRUCT(accountId VARCHAR, userName VARCHAR, arn VARCHAR)',
  responseElements: 'STRUCT(ConsoleLogin VARCHAR)', additionalEventData: 'STRUCT(MFAUsed VARCHAR)'})
WHERE lower(eventName) = 'consolelogin' AND lower(errorMessage) = 'failed authentication'
  AND lower(additionalEventData.MFAUsed) = 'yes'
GROUP BY ALL
"""
DUCKDB_COUNTING = """
SELECT eventName, awsRegion, count(*)::VARCHAR AS count
FROM read_json($file, format = 'newline_delimited', columns = {eventName: 'VARCHAR', awsRegion: 'VARCHAR'})
GROUP BY ALL
"""
DUCKDB = """
import json, sys, duckdb
duckdb.execute("SET enable_progress_bar = false")  # it is drawn on standard output
found = duckdb.execute(sys.argv[1], {"file": sys.argv[2]})
names = [column[0] for column in found.description]
for row in found.fetchall():
    print(json.dumps(dict(zip(names, row))))
"""
LOOP = """
import json, sys, msgspec
from collections import Counter
class Record(msgspec.Struct):
    eventName: str
    awsRegion: str
decode = msgspec.json.Decoder(Record).decode
counts = Counter()
with open(sys.argv[1], "rb") as lines:
    for line in lines:
        record = decode(line)
        counts[record.eventName, record.awsRegion] += 1
for (name, region), count in counts.items():
    print(json.dumps({"eventName": name, "awsRegion": region, "count": str(count)}))
"""
INFLATE = """
import json, sys
from isal import igzip
size = 0
with igzip.open(sys.argv[1]) as file:
    while block := file.read(1 << 20):
        size += len(block)
print(json.dumps({"size": str(size)}))
"""
JQ = r"""
def lower: if type == "string" then ascii_downcase else "" end;
select((.eventName | lower) == "consolelogin" and (.errorMessage | lower) == "failed authentication"
  and (.additionalEventData.MFAUsed | lower) == "yes")
| {src: .sourceIPAddress, eventName, eventSource, aws_account_id: .userIdentity.accountId, errorMessage, userAgent,
   errorCode: (.errorCode //
     (if (.responseElements.ConsoleLogin | lower) == "failure" then "failure" else "success" end)),
   eventID, awsRegion, user_name: .userIdentity.userName,
   "userIdentity.arn": (.userIdentity.arn // "arn:aws:iam::\(.userIdentity.accountId):user/\(.userIdentity.userName)"),
   count: "1", firstTime: .eventTime[:19], lastTime: .eventTime[:19]}
"""


class Rivals:
    """Installs what is to be installed. Raises CalledProcessError where that cannot be done."""

    def __init__(self) -> None:
        venv = platformdirs.user_cache_path("minisplunk") / f"rivals-{sys.version_info.major}.{sys.version_info.minor}"
        self._python = str(venv / "bin" / "python")
        if not Path(self._python).exists():
            subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        subprocess.run([self._python, "-m", "pip", "install", "--quiet", "--upgrade", *PACKAGES], check=True)

    def versions(self) -> list[str]:
        """Of each, or that it is not here."""
        listed = subprocess.check_output([self._python, "-m", "pip", "list", "--format", "json"], text=True)
        installed = {package["name"]: package["version"] for package in json.loads(listed)}
        return [
            *(f"{name} {installed[name]}" for name in PACKAGES),
            *(_version(name) if here(name) else f"{name} is not here" for name in ("jq", "rg")),
        ]

    def duckdb_detection(self, lines: Path) -> list[str]:
        return [self._python, "-c", DUCKDB, DUCKDB_DETECTION, str(lines)]

    def duckdb_counting(self, lines: Path) -> list[str]:
        return [self._python, "-c", DUCKDB, DUCKDB_COUNTING, str(lines)]

    def loop_counting(self, lines: Path) -> list[str]:
        """A plain loop, on one core."""
        return [self._python, "-c", LOOP, str(lines)]

    def inflating(self, gz: Path) -> list[str]:
        return [self._python, "-c", INFLATE, str(gz)]


def here(program: str) -> bool:
    return shutil.which(program) is not None


def jq_detection(lines: Path) -> list[str]:
    return ["jq", "--compact-output", JQ, str(lines)]


def rg_literal(lines: Path) -> list[str]:
    return ["rg", "--count", "--ignore-case", LITERAL.decode(), str(lines)]


def _version(program: str) -> str:
    told = subprocess.check_output([program, "--version"], text=True).split("\n")[0].replace("-", " ").split()
    return f"{program} {told[1]}"
