"""An installed app and what runs its cases in; what of its searches, macros and settings no case exercises, out."""

from .accepted import Accepted
from .app import Mutated
from .change import Change, changed
from .hunt import About, Cases, Hunted, hunt
from .mutant import Mutant, Subject
from .mutants import MOST, Found, all_mutants, mutants
from .report import Coverage, coverage

__all__ = [
    "MOST",
    "About",
    "Accepted",
    "Cases",
    "Change",
    "Coverage",
    "Found",
    "Hunted",
    "Mutant",
    "Mutated",
    "Subject",
    "all_mutants",
    "changed",
    "coverage",
    "hunt",
    "mutants",
]
