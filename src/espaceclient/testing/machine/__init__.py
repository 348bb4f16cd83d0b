"""Random histories of everything that people, clocks, crashes and rivals do, against a naive model."""

from espaceclient.testing.machine.run import run_machine

__all__ = ["run_machine"]
