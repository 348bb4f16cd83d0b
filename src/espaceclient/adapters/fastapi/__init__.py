"""Who is signed in, in FastAPI: as dependencies, with their place in the OpenAPI document.

It needs the extra ``fastapi``. The pages themselves are an application to mount.
"""

from espaceclient.adapters.fastapi.dependencies import ENTITLED, SIGNED_IN, FastAPIEspaceClient

__all__ = ["ENTITLED", "SIGNED_IN", "FastAPIEspaceClient"]
