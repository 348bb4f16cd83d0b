"""A utility's portal in Django: ``python -m examples.django_site``, on http://127.0.0.1:8000.

``accounts`` composes espaceclient; all else is what Django projects have. What they store is in
``data/django_site``; mails are written to the console by Django's own e-mail backend.
"""
