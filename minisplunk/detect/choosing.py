"""The saved searches of an app in; the one that is meant when none is named out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..errors import NotFound

FINDINGS = frozenset({"risk", "notable"})
"""Enterprise Security's alert actions that make something of a detection's results."""


def chosen(app: str, searches: Mapping[str, Collection[str]], own_actions: Collection[str]) -> str:
    """The only saved search, or of several the only detection, be it disabled or not.

    `searches`: name -> its enabled alert actions. A detection has one that writes risk or findings, or one that the app
    brings itself: `own_actions`. Mail, scripts and the like make none, since reports have these too. Raises NotFound,
    which names all of them.
    """
    detections = [name for name, actions in searches.items() if not FINDINGS.union(own_actions).isdisjoint(actions)]
    for names in (list(searches), detections):
        if len(names) == 1:
            return names[0]
    if not searches:
        raise NotFound(f"The app '{app}' has no saved search.")
    of_them = f"{len(detections)} of them detections" if detections else "none of them a detection"
    every = ", ".join(map(repr, searches))
    raise NotFound(
        f"The app '{app}' has {len(searches)} saved searches, {of_them}; --saved-search says which: {every}."
    )
