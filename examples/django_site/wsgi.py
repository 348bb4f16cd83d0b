from django.core.wsgi import get_wsgi_application

from espaceclient.adapters.web.wsgi import mount_wsgi
from examples.django_site.accounts import ORIGIN, pages

application = mount_wsgi(get_wsgi_application(), pages, f"{ORIGIN}/espace/")
