"""The application that a web server runs."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from letters import pages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "r2p_archive.settings")
# PostgreSQL ends a statement that a page has waited five seconds for. libpq reads this when it
# connects, so that it binds the web server alone: a migration may take its time.
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=5s")

try:
    application = get_wsgi_application()
    pages.compile_all()
except ImproperlyConfigured as error:
    raise SystemExit(str(error)) from None
