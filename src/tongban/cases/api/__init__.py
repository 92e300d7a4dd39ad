"""The machines' door to cases: apply and follow as the applicant, act as an official. Same services, thin JSON."""

from ninja import Router

from tongban.cases.api import applying, desk, following, law, reading, schemas

router = Router()
# Fixed addresses first: ``/{public_id}`` would take them for the id of a case.
router.add_router("/drafts", applying.drafts)
router.add_router("/drafts", following.choices)
router.post("", response=schemas.ResultOut, summary="Apply at once 一次申请")(applying.apply)
router.add_router("", reading.router)
router.add_router("", applying.router)
router.add_router("", following.router)
router.add_router("", desk.router)
router.add_router("", law.router)
