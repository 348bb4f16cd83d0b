"""Random histories of everything that people, clocks, crashes and rivals do, against a naive model."""

from espaceclient.testing.machine.run import run_machine
from espaceclient.testing.machine.stage import MakeConfiguredHasher

__all__ = ["MakeConfiguredHasher", "run_machine"]
