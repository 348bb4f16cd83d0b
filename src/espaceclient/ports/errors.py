"""Broken infrastructure, and nothing else. Adapters raise these ``from`` their driver's own
error.
"""


class PortError(Exception):
    """The family: catch it to catch every failure of a port."""


class StorageUnavailable(PortError):
    """The storage does not answer; nothing of the decision was stored, unless the answer itself was
    lost.
    """


class Conflict(PortError):
    """Something that the decision was made on has moved, or two records claim one key; nothing was
    stored.
    """


class SubscribersUnavailable(PortError):
    """The register of subscribers does not answer. It never means "no such contract"."""


class MailerUnavailable(PortError):
    """No mail can be sent at present, whichever it is: try them all again later."""


class MailDeferred(PortError):
    """This mail was put off by the other side: try it again later."""


class MailRefused(PortError):
    """This mail was refused for good: sending it again cannot help."""
