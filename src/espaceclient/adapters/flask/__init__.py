"""Who is signed in, in Flask: on ``g``, in templates, and asked for by a decorator.

It needs the extra ``flask``. The pages themselves come by ``espaceclient.adapters.web.wsgi``.
"""

from espaceclient.adapters.flask.extension import FlaskEspaceClient

__all__ = ["FlaskEspaceClient"]
