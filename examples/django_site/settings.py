from pathlib import Path

DATA = Path("data/django_site").absolute()
DATA.mkdir(parents=True, exist_ok=True)
SECRET_KEY = "for this demonstration only; yours is in no repository"  # noqa: S105 - it says so
DEBUG, ALLOWED_HOSTS, USE_TZ, TIME_ZONE = True, ["127.0.0.1"], True, "Europe/Paris"
ROOT_URLCONF = "examples.django_site.urls"
WSGI_APPLICATION = "examples.django_site.wsgi.application"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = "ne-pas-repondre@eaux-des-calanques.example"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["examples.django_site"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "portal.sqlite3"}}
MIDDLEWARE = [
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "espaceclient.adapters.django.EspaceClientMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {"context_processors": ["espaceclient.adapters.django.espace_client"]},
    }
]
ESPACE_CLIENT_AUTHENTICATOR = "examples.django_site.accounts.authenticator"
ESPACE_CLIENT_SIGN_IN = "examples.django_site.accounts.sign_in"
