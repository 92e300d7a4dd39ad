"""Addresses of cases: the citizen's way, the receipt for ever, the official's desk."""

from django.urls import path

from tongban.cases.views import acting, bulk, copies, desk, drafts, materials, tracker, ways

app_name = "cases"
urlpatterns = [
    path("apply/<str:code>/", drafts.start, name="apply"),
    path("draft/<slug:public_id>/", drafts.overview, name="draft"),
    path("draft/<slug:public_id>/save/", drafts.save, name="draft_save"),
    path("draft/<slug:public_id>/code/", drafts.code, name="draft_code"),
    path("draft/<slug:public_id>/discard/", drafts.discard, name="draft_discard"),
    path("draft/<slug:public_id>/way/", ways.way, name="draft_way"),
    path("draft/<slug:public_id>/materials/", materials.materials, name="draft_materials"),
    path("draft/<slug:public_id>/materials/<str:material_id>/upload/", materials.upload, name="draft_upload"),
    path("draft/<slug:public_id>/materials/<str:material_id>/reuse/", materials.reuse, name="draft_reuse"),
    path("draft/<slug:public_id>/materials/<str:material_id>/remove/", materials.remove, name="draft_remove"),
    path("draft/<slug:public_id>/check/", drafts.check, name="draft_check"),
    path("draft/<slug:public_id>/<int:number>/", drafts.page, name="draft_page"),
    path("case/<slug:public_id>/", tracker.case, name="case"),
    path("case/<slug:public_id>/withdraw/", tracker.withdraw, name="withdraw"),
    path("case/<slug:public_id>/correction/", tracker.correction, name="correction"),
    path("case/<slug:public_id>/hearing/", acting.hearing, name="hearing"),
    path("case/<slug:public_id>/statement/", acting.statement, name="statement"),
    path("case/<slug:public_id>/supply/", acting.supply, name="supply"),
    path("case/<slug:public_id>/promise/", acting.take_back, name="take_back"),
    path("case/<slug:public_id>/copy/<slug:file>/", copies.copy, name="copy"),
    path("case/<slug:public_id>/document/<slug:kind>/", tracker.document, name="document"),
    path("case/<slug:public_id>/document/<slug:kind>.pdf", tracker.document_pdf, name="document_pdf"),
    path("desk/opinions/", bulk.opinions, name="opinions"),
    path("desk/draft/", desk.pick_up, name="pick_up"),
    path("desk/case/<slug:public_id>/", desk.case, name="desk_case"),
    path("desk/case/<slug:public_id>/<slug:name>/", desk.act, name="desk_act"),
]
