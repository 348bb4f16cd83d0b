"""What billing tells, from a file of JSON lines: an event each."""

from espaceclient.adapters.billing_jsonl.event import ReadContract
from espaceclient.adapters.billing_jsonl.file import BillingFile, Entry
from espaceclient.adapters.billing_jsonl.sentences import sentences

__all__ = ["BillingFile", "Entry", "ReadContract", "sentences"]
