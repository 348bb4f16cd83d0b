"""Random histories of everything that people, clocks, crashes and rivals do, against a naive
model.
"""

from espaceclient.testing.stateful.harness import MakeConfiguredHasher
from espaceclient.testing.stateful.run import run_machine

__all__ = ["MakeConfiguredHasher", "run_machine"]
