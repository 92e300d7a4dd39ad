"""Addresses of the catalogue."""

from django.urls import path

from tongban.catalogue.views import desk, public

app_name = "catalogue"

urlpatterns = [
    path("search/", public.search, name="search"),
    path("items/", public.items, name="items"),
    path("items/department/<str:department_id>/", public.department, name="department"),
    path("items/theme/<str:subject>/<str:name>/", public.theme, name="theme"),
    path("item/<str:code>/", public.item, name="item"),
    path("item/<str:code>/form.schema.json", public.schema, name="schema"),
    path("desk/items/", desk.items, name="desk-items"),
    path("desk/items/imports/", desk.imports, name="desk-imports"),
    path("desk/items/imports/<str:public_id>/", desk.import_report, name="desk-import"),
    path("desk/items/<str:version_id>/", desk.version, name="desk-version"),
    path("desk/items/<str:version_id>/procedure/", desk.procedure, name="desk-procedure"),
]
