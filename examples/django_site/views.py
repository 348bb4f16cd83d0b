from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from espaceclient.adapters.django import sign_in_required, visitor_of
from espaceclient.answers import Entitled, SessionFound
from examples.django_site.accounts import FLAT, HOUSE
from examples.django_site.models import Customer

PARIS = ZoneInfo("Europe/Paris")  # an invoice's day begins where the customers live
INVOICES = (
    (FLAT, datetime(2023, 10, 2, tzinfo=PARIS), "61,90"),  # of who lived there before
    (FLAT, datetime(2024, 4, 2, tzinfo=PARIS), "48,20"),
    (HOUSE, datetime(2024, 10, 1, tzinfo=PARIS), "118,40"),
)


@require_GET
@sign_in_required
def invoices(request: HttpRequest, session: SessionFound) -> HttpResponse:
    may_see = visitor_of(request).may_see
    shown = [each for each in INVOICES if isinstance(may_see(each[0], each[1]), Entitled)]
    customer = Customer.objects.filter(account=session.account).first()
    return render(request, "portal/invoices.html", {"invoices": shown, "customer": customer})


@require_POST
@sign_in_required
def stop_paper(_request: HttpRequest, session: SessionFound) -> HttpResponse:
    # Made here if need be: the event that tells of the account may be on its way.
    Customer.objects.update_or_create(account=session.account, defaults={"paperless": True})
    return redirect("invoices")
