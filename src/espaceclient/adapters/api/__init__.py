"""The JSON API: a FastAPI router that a host includes under any prefix, or an application."""

from espaceclient.adapters.api.application import create_api_app
from espaceclient.adapters.api.errors import ErrorAnswers
from espaceclient.adapters.api.router import Audience, create_api

__all__ = ["Audience", "ErrorAnswers", "create_api", "create_api_app"]
