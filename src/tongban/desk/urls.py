"""Addresses of the officials' front door."""

from django.urls import path

from tongban.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("number/<str:number>/", views.by_number, name="by_number"),
    path("intake/", views.intake, name="intake"),
    path("supervise/", views.supervise, name="supervise"),
    path("audit/", views.audit_log, name="audit"),
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/<int:delivery_id>/retry/", views.retry, name="retry"),
]
