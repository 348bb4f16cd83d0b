"""The exceptions that ports raise: infrastructure failures only.

An adapter translates its driver's exceptions into these and chains them: ``raise
StorageUnavailable(…) from error``. Messages are logged and shown to operators, so they hold no
password, no token and no address of a subscriber. Those of ``StorageUnavailable`` and
``SubscribersUnavailable`` hold no contract and no meter either.
"""


class PortError(Exception):
    """The common ancestor: catch it to catch every failure of a port."""


class StorageUnavailable(PortError):
    """The storage cannot be reached or cannot answer. Nothing of the decision was stored."""


class OutcomeUnknown(StorageUnavailable):
    """The answer to a commit was lost: the decision was stored as a whole, or nothing of it.

    Committing it again, under the same ``Decision.id`` and with the same snapshot, finds out and
    stores it once. The library does so a few times before it lets this error through.
    """


class Conflict(PortError):
    """The decision could not be stored because of a concurrent change; nothing was stored.

    Either a record that the decision was based on has changed since it was read, or two records
    claim the same unique key, or the storage gave the commit up for the sake of one that wants the
    same. The use case reads and decides again. It is never raised for the sake of a commit that has
    nothing in common with this one.
    """


class SubscribersUnavailable(PortError):
    """The register of subscribers cannot be reached or gave no clear answer.

    It never means that a contract is unknown: ``Subscribers.find`` returns ``None`` for that.
    """


class SessionsUnavailable(PortError):
    """Who is signed in cannot be told, because the service that knows gave no clear answer.

    It never means that nobody is.
    """


class BreachedPasswordsUnavailable(PortError):
    """The list of breached passwords cannot be reached or gave no clear answer."""


class DeliveryUnavailable(PortError):
    """Nothing can be delivered at present.

    The relay tries further ones; when none is taken it stops, returns all without counting an
    attempt, and tries again later.
    """


class DeliveryDeferred(PortError):
    """The other side refused this one temporarily: try it again later."""


class DeliveryRefused(PortError):
    """The other side refused this one permanently. The relay believes it when it is repeated."""


class MailerUnavailable(DeliveryUnavailable):
    """No mail can be sent at present, for example because the server is down.

    It is also raised for a refusal that does not speak of the recipient, such as a relay that is
    closed to us or a content filter: it would meet every mail.
    """


class MailDeferred(DeliveryDeferred):
    """The other side refused this one mail temporarily: try it again later."""


class MailRefused(DeliveryRefused):
    """The other side refused this one mail permanently, for a reason that lies with its recipient.

    The relay believes it when it is repeated later.
    """


class SinkUnavailable(DeliveryUnavailable):
    """No event can be delivered at present, for example because the host's service is down.

    It is also raised for a refusal that does not speak of the event, such as one of the signature
    or of the address: it would meet every event.
    """


class EventRefused(DeliveryRefused):
    """The host refused this one event permanently, for a reason that lies in it.

    The relay believes it when it is repeated later.
    """
