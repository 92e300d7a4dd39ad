"""Addresses of choosing whom one acts for, of the demonstration's roles, of staff, leave, establishment and thresholds."""

from django.urls import path

from tongban.org.views import choosing, establishment, leave, staff, thresholds

app_name = "org"
urlpatterns = [
    path("acting-for/", choosing.choose_body, name="choose_body"),
    path("demo/role/", choosing.choose_role, name="choose_role"),
    path("desk/leave/", leave.leave, name="leave"),
    path("desk/leave/<uuid:leave_id>/end/", leave.end_leave, name="end_leave"),
    path("desk/thresholds/", thresholds.thresholds, name="thresholds"),
    path("desk/establishment/", establishment.establishment, name="establishment"),
    path("desk/establishment/<slug:act>/", establishment.establish, name="establish"),
    path("desk/staff/", staff.staff, name="staff"),
    path("desk/staff/<uuid:appointment_id>/end/", staff.end_appointment, name="end_appointment"),
]
