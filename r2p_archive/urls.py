"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from r2p_archive import views
from r2p_archive.middleware import CURATORS_PATH

urlpatterns = [
    path(CURATORS_PATH.removeprefix("/"), admin.site.urls),
    path("healthz", views.health, name="health"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("", include("letters.urls")),
]

handler404 = "letters.views.errors.not_found"
handler500 = "r2p_archive.errors.server_error"
