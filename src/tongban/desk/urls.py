"""Addresses of the officials' front door."""

from django.urls import path

from tongban.desk import views
from tongban.desk.plans import exchange, migrating, publishing
from tongban.desk.plans import views as plans
from tongban.desk.tables import views as tables

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("number/<str:number>/", views.by_number, name="by_number"),
    path("intake/", views.intake, name="intake"),
    path("supervise/", views.supervise, name="supervise"),
    path("audit/", views.audit_log, name="audit"),
    path("plans/<str:version_id>/", plans.plan, name="plan"),
    path("plans/<str:version_id>/begin/", plans.begin, name="plan_begin"),
    path("plans/<str:version_id>/change/", plans.change, name="plan_change"),
    path("plans/<str:version_id>/bpmn/", exchange.download, name="plan_download"),
    path("plans/<str:version_id>/import/", exchange.take_in, name="plan_import"),
    path("plans/<str:version_id>/tables/", tables.tables, name="tables"),
    path("plans/<str:version_id>/tables/add/", tables.add, name="table_add"),
    path("plans/<str:version_id>/tables/import/", tables.take_in, name="table_import"),
    path("plans/<str:version_id>/tables/<str:key>/", tables.table, name="table"),
    path("plans/<str:version_id>/tables/<str:key>/change/", tables.change, name="table_change"),
    path("plans/<str:version_id>/tables/<str:key>/dmn/", tables.download, name="table_download"),
    path("plans/<str:version_id>/send/", publishing.send, name="plan_send"),
    path("plans/<str:version_id>/return/", publishing.give_back, name="plan_return"),
    path("plans/<str:version_id>/publish/", publishing.publish, name="plan_publish"),
    path("plans/<str:version_id>/discard/", publishing.discard, name="plan_discard"),
    path("plans/<str:version_id>/migrate/", migrating.migrate, name="plan_migrate"),
    path("migrations/<str:public_id>/", migrating.migration, name="migration"),
    path("migrations/<str:public_id>/confirm/", migrating.confirm, name="migration_confirm"),
    path("migrations/<str:public_id>/drop/", migrating.drop, name="migration_drop"),
    path("migrations/<str:public_id>/undo/", migrating.undo, name="migration_undo"),
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/<int:delivery_id>/retry/", views.retry, name="retry"),
]
