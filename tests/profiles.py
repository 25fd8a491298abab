"""How many examples hypothesis tries: few for people who wait, many in `.ci/run`.

HYPOTHESIS_PROFILE chooses. No example has a deadline, for the machine may be busy; what fails is printed with the line
that brings it back.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

EXAMPLES = {"short": 30, "long": 60}


def load() -> None:
    """Register the profiles, and take the one that HYPOTHESIS_PROFILE names."""
    for name, examples in EXAMPLES.items():
        settings.register_profile(
            name,
            max_examples=examples,
            deadline=None,
            print_blob=True,
            # a fixture is often a server or a store that examples share; a busy machine draws slowly
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        )
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


def one_in(part: int) -> settings:
    """One example where the profile has `part`: for a property that many parameters repeat."""
    return settings(max_examples=max(1, settings().max_examples // part))
