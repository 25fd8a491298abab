"""Search jobs: a search in; its run in a thread of its own, its state, messages and results out."""

from .dispatch import Dispatch, Saved
from .job import Job
from .manager import DuplicateSid, Jobs
from .quota import QuotaReached
from .results import SearchJob, collect
from .sid import new_sid, saved_sid

__all__ = [
    "Dispatch",
    "DuplicateSid",
    "Job",
    "Jobs",
    "QuotaReached",
    "Saved",
    "SearchJob",
    "collect",
    "new_sid",
    "saved_sid",
]
