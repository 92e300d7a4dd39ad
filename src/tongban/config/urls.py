"""Root addresses: each room brings its own."""

from django.urls import include, path

# Machines first: every request to them would else be compared with each address of the pages.
urlpatterns = [
    path("api/", include("tongban.api.urls")),
    path("", include("tongban.portal.urls")),
    path("", include("tongban.identity.urls")),
    path("", include("tongban.org.urls")),
    path("", include("tongban.catalogue.urls")),
    path("", include("tongban.cases.urls")),
    path("", include("tongban.bundles.urls")),
    path("", include("tongban.supervision.urls")),
    path("", include("tongban.licences.urls")),
    path("", include("tongban.notifications.urls")),
    path("", include("tongban.files.urls")),
    path("", include("tongban.design.urls")),
    path("desk/", include("tongban.desk.urls")),
]

handler400 = "tongban.design.views.bad_request"
handler403 = "tongban.design.views.not_found"
handler404 = "tongban.design.views.not_found"
handler500 = "tongban.design.views.server_fault"
