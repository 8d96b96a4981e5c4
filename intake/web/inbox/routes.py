"""The pages of the inbox. An administrator sees an inquiry only with a queue of their own."""

from intake.domain.access import SERVING
from intake.web.common.guards import EVERYBODY, StaffRoute
from intake.web.inbox import files, inquiry, queue

ROUTES = (
    StaffRoute("/", queue.home, name="inbox:list", roles=EVERYBODY),
    StaffRoute("/inquiries/{id}", inquiry.show, name="inbox:inquiry", roles=SERVING),
    StaffRoute("/inquiries/{id}/take", inquiry.take, name="inbox:take", methods=["POST"], roles=SERVING),
    StaffRoute("/inquiries/{id}/assign", inquiry.assign, name="inbox:assign", methods=["POST"], roles=SERVING),
    StaffRoute("/inquiries/{id}/status", inquiry.status, name="inbox:status", methods=["POST"], roles=SERVING),
    StaffRoute("/inquiries/{id}/release", inquiry.release, name="inbox:release", methods=["POST"], roles=SERVING),
    StaffRoute("/inquiries/{id}/messages", inquiry.message, name="inbox:answer", methods=["POST"], roles=SERVING),
    StaffRoute("/inquiries/{id}/records", inquiry.records, name="inbox:records", methods=["POST"], roles=SERVING),
    StaffRoute("/inquiries/{id}/files/{file}", files.download, name="inbox:file", roles=SERVING),
    StaffRoute("/inquiries/{id}/notes", inquiry.note, name="inbox:note", methods=["POST"], roles=SERVING),
)
