"""The pages of the inbox. An administrator sees an inquiry only with a queue of their own."""

from typing import Final

from intake.domain.access import SERVING
from intake.web.common.guards import StaffRoute
from intake.web.inbox import files, inquiry, mails
from intake.web.inbox.brief.routes import ROUTES as BRIEF
from intake.web.inbox.criteria.routes import ROUTES as CRITERIA
from intake.web.inbox.exports.routes import ROUTES as EXPORTS
from intake.web.inbox.find.routes import ROUTES as FIND
from intake.web.inbox.live.routes import ROUTES as LIVE
from intake.web.inbox.progress.routes import ROUTES as PROGRESS
from intake.web.inbox.queue.routes import ROUTES as QUEUE
from intake.web.inbox.replies.routes import ROUTES as REPLIES
from intake.web.inbox.routing.routes import ROUTES as ROUTING
from intake.web.inbox.statistics.routes import ROUTES as STATISTICS

INQUIRY: Final = (
    StaffRoute("/inquiries/{id}", inquiry.show, name="inbox:inquiry", roles=SERVING),
    StaffRoute("/inquiries/{id}/take", inquiry.take, name="inbox:take", methods=["POST"], roles=SERVING),
    StaffRoute("/inquiries/{id}/assign", inquiry.assign, name="inbox:assign", methods=["POST"], roles=SERVING),
    StaffRoute("/inquiries/{id}/status", inquiry.status, name="inbox:status", methods=["POST"], roles=SERVING),
    StaffRoute("/inquiries/{id}/release", inquiry.release, name="inbox:release", methods=["POST"], roles=SERVING),
    StaffRoute("/inquiries/{id}/messages", inquiry.message, name="inbox:answer", methods=["POST"], roles=SERVING),
    StaffRoute("/inquiries/{id}/records", inquiry.records, name="inbox:records", methods=["POST"], roles=SERVING),
    StaffRoute("/inquiries/{id}/files/{file}", files.download, name="inbox:file", roles=SERVING),
    StaffRoute("/inquiries/{id}/address", mails.correct, name="inbox:address", methods=["POST"], roles=SERVING),
    StaffRoute("/inquiries/{id}/mails", mails.send_again, name="inbox:mail_again", methods=["POST"], roles=SERVING),
    StaffRoute("/inquiries/{id}/aside", mails.put_aside, name="inbox:mail_aside", methods=["POST"], roles=SERVING),
    StaffRoute("/inquiries/{id}/notes", inquiry.note, name="inbox:note", methods=["POST"], roles=SERVING),
)

ROUTES: Final = (
    *QUEUE,
    *FIND,
    *INQUIRY,
    *LIVE,
    *BRIEF,
    *CRITERIA,
    *PROGRESS,
    *REPLIES,
    *STATISTICS,
    *EXPORTS,
    *ROUTING,
)
