"""The utility's own, in Django's database: its customers, and the events that told of them."""

from django.db import models, transaction

from espaceclient.adapters.event_call import Call
from espaceclient.events import AccountClosed, AccountOpened, RecordedEvent


class SeenEvent(models.Model):
    id: "models.CharField[str, str]" = models.CharField(primary_key=True, max_length=64)


class Customer(models.Model):
    account: "models.CharField[str, str]" = models.CharField(primary_key=True, max_length=64)
    paperless: "models.BooleanField[bool, bool]" = models.BooleanField(default=False)


@transaction.atomic
def take(told: RecordedEvent) -> None:
    """Do what an event asks for, once: it is noted in the transaction that does it."""
    if not SeenEvent.objects.get_or_create(id=told.id)[1]:
        return
    match told.event:
        case AccountOpened(account=account):
            Customer.objects.get_or_create(account=account)
        case AccountClosed(account=account):
            Customer.objects.filter(account=account).delete()
        case _:
            pass


SINK = Call(take)
