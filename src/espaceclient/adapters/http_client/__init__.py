"""Questions to a service over HTTP, bounded in time and in memory; needs the extra ``http``."""

from espaceclient.adapters.http_client.answer import Answer
from espaceclient.adapters.http_client.client import HttpClient, NoAnswer, Question, Service
from espaceclient.adapters.http_client.deadline import Clock
from espaceclient.adapters.http_client.per_process import PerProcess
from espaceclient.adapters.http_client.settings import CircuitBreaker, TimeOuts

__all__ = [
    "Answer",
    "CircuitBreaker",
    "Clock",
    "HttpClient",
    "NoAnswer",
    "PerProcess",
    "Question",
    "Service",
    "TimeOuts",
]
