"""Addresses of choosing whom one acts for, of the demonstration's roles, and of the staff list."""

from django.urls import path

from tongban.org import views

app_name = "org"
urlpatterns = [
    path("acting-for/", views.choose_body, name="choose_body"),
    path("demo/role/", views.choose_role, name="choose_role"),
    path("desk/leave/", views.leave, name="leave"),
    path("desk/leave/<uuid:leave_id>/end/", views.end_leave, name="end_leave"),
    path("desk/thresholds/", views.thresholds, name="thresholds"),
    path("desk/establishment/", views.establishment, name="establishment"),
    path("desk/establishment/<slug:act>/", views.establish, name="establish"),
    path("desk/staff/", views.staff, name="staff"),
    path("desk/staff/<uuid:appointment_id>/end/", views.end_appointment, name="end_appointment"),
]
