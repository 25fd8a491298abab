"""On the path of a script under test: Python imports it first, and then no pause takes any time."""

from __future__ import annotations

import time

time.sleep = lambda seconds: None
