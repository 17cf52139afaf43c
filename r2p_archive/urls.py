"""Every address of the site."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

from r2p_archive import views
from r2p_archive.middleware import CURATORS_PATH

urlpatterns = [
    path(CURATORS_PATH.removeprefix("/"), admin.site.urls),
    path("healthz", views.health, name="health"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
]
if find_spec("letters.urls"):
    urlpatterns.append(path("", include("letters.urls")))
