from django.conf import settings
from django.urls import path

from tongban.design import views

app_name = "design"
urlpatterns = [
    path("look/", views.choose_look, name="look"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("favicon.ico", views.favicon),
]
if settings.TONGBAN.DEMO:
    urlpatterns.append(path("design/", views.patterns, name="patterns"))
