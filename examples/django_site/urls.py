from django.urls import path
from django.views.generic import RedirectView

from examples.django_site import views

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="invoices")),
    path("mes-factures", views.invoices, name="invoices"),
    path("mes-factures/sans-papier", views.stop_paper, name="stop-paper"),
]
