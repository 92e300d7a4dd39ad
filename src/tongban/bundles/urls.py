"""Addresses of bundles: their guides, one application each, and the desk of item administrators."""

from django.urls import path

from tongban.bundles.views import desk, issuing, public, sending, tracker, writing

app_name = "bundles"
urlpatterns = [
    path("bundles/", public.bundles, name="bundles"),
    path("bundles/<str:code>/", public.guide, name="bundle"),
    path("bundles/<str:code>/start/", writing.start, name="start"),
    path("bundle/<slug:public_id>/", tracker.application, name="application"),
    path("bundle/<slug:public_id>/situation/<str:key>/", writing.situation, name="situation"),
    path("bundle/<slug:public_id>/form/<slug:step>/", writing.page, name="page"),
    path("bundle/<slug:public_id>/save/", writing.save, name="save"),
    path("bundle/<slug:public_id>/materials/", sending.materials, name="materials"),
    path("bundle/<slug:public_id>/materials/<slug:key>/upload/", sending.upload, name="upload"),
    path("bundle/<slug:public_id>/materials/<slug:key>/remove/", sending.remove, name="remove"),
    path("bundle/<slug:public_id>/check/", sending.check, name="check"),
    path("bundle/<slug:public_id>/discard/", sending.discard, name="discard"),
    path("desk/bundles/", desk.bundles, name="desk-bundles"),
    path("desk/bundles/<str:code>/", desk.bundle, name="desk-bundle"),
    path("desk/bundle-results/<slug:public_id>/", issuing.hand_over, name="hand-over"),
    path("desk/bundles/<str:code>/draft/", desk.draft, name="desk-draft"),
    path("desk/bundles/<str:code>/withdraw/", desk.withdraw, name="desk-withdraw"),
    path("desk/bundle-version/<str:version_id>/", desk.version, name="desk-version"),
    path("desk/bundle-version/<str:version_id>/publish/", desk.publish, name="desk-publish"),
]
