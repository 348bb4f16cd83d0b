"""Django, configured once for all tests."""

import django
from django.conf import settings

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["localhost"],
        DEFAULT_FROM_EMAIL="Eaux de l’Exemple <eaux@exemple.fr>",
        ESPACE_CLIENT_SIGN_IN="tests.adapters.hosts.site.sign_in_from",
        MIDDLEWARE=[
            "django.middleware.csrf.CsrfViewMiddleware",
            "espaceclient.adapters.django.EspaceClientMiddleware",
        ],
        ROOT_URLCONF="tests.adapters.hosts.django_site",
        SECRET_KEY="a" * 50,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.csrf",
                        "espaceclient.adapters.django.espace_client",
                    ]
                },
            }
        ],
        USE_TZ=True,
    )
    django.setup()
