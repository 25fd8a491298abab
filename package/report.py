"""What was built or vetted in; what the command line prints of it out, for people and as one JSON object."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from .checks.appinspect import FINE

if TYPE_CHECKING:
    from .build import Built
    from .vet import Vetted

BAD = ("error", "failure", "future_failure", "skipped", "manual_check", "warning")
"""Results of AppInspect checks whose number is told even when it is 0, worst first."""


def built_text(built: Built) -> str:
    time = datetime.fromtimestamp(built.stamp.seconds, timezone.utc)
    return (
        f"{built.path}\n"
        f"  files   {built.files}\n"
        f"  size    {built.size:,} bytes\n"
        f"  time    {time:%Y-%m-%d %H:%M:%S} UTC ({built.stamp.source})\n"
        f"  sha256  {built.sha256}"
    )


def built_json(built: Built) -> str:
    return json.dumps(asdict(built), default=str)


def vetted_text(vetted: Vetted) -> str:
    """The findings, one a line; then what was run, and which warnings stay, and why."""
    inspection, count = vetted.app.inspection, len(vetted.findings)
    bad = [*BAD, *sorted(set(inspection.counts) - FINE - set(BAD))]
    counts = ", ".join(f"{inspection.counts.get(result, 0)} {result.replace('_', ' ')}" for result in bad)
    lines = [str(finding) for finding in vetted.findings]
    lines.append(
        f"{vetted.app.archive.name}: {count or 'no'} finding{'' if count == 1 else 's'}. {vetted.checks} checks; "
        f"AppInspect {inspection.version} ran {inspection.run}: {counts}."
    )
    lines += [f"  warning allowed: {check} - {reason}" for check, reason in vetted.allowed_warnings.items()]
    return "\n".join(lines)


def vetted_json(vetted: Vetted) -> str:
    app = vetted.app
    inspection = {
        "version": app.inspection.version,
        "run": app.inspection.run,
        "counts": app.inspection.counts,
        "allowed_warnings": vetted.allowed_warnings,
    }
    document = {
        "app": app.app_id,
        "version": app.version,
        "path": str(app.archive),
        "sha256": app.sha256,
        "checks": vetted.checks,
        "findings": [asdict(finding) for finding in vetted.findings],
        "appinspect": inspection,
    }
    return json.dumps(document)
