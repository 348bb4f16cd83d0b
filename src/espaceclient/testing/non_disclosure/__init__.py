"""A stranger cannot tell whether somebody has an account: neither from what is seen nor from what
it costs.
"""

from espaceclient.testing.non_disclosure.histories import expect_worlds_alike
from espaceclient.testing.non_disclosure.library import expect_non_disclosure
from espaceclient.testing.non_disclosure.states import SOMEBODY
from espaceclient.testing.non_disclosure.world import WorldPorts

__all__ = ["SOMEBODY", "WorldPorts", "expect_non_disclosure", "expect_worlds_alike"]
