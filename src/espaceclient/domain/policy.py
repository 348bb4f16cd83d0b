"""What a utility may tune, in one value that every decision is given."""

from attrs import field, frozen

from espaceclient.domain.extra_fields import ExtraFields
from espaceclient.domain.formats import Formats
from espaceclient.domain.lifetimes import Lifetimes
from espaceclient.domain.password_policy import PasswordPolicy
from espaceclient.domain.throttle import Limits


@frozen
class Policy:
    """The password policy, the lifetimes, the limits, how contract and meter numbers are written,
    and what the opening form asks besides; the defaults are the design's.
    """

    password: PasswordPolicy = field(factory=PasswordPolicy)
    lifetimes: Lifetimes = field(factory=Lifetimes)
    limits: Limits = field(factory=Limits)
    formats: Formats = field(factory=Formats)
    extra_fields: ExtraFields = field(factory=ExtraFields)
