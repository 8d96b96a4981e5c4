"""The pages about accounts: log in, log out, and who has one."""

from intake.domain.values import StaffRole
from intake.web.accounts import login, people
from intake.web.common.guards import EVERYBODY, StaffRoute

ROUTES = (
    StaffRoute("/login", login.show, name="accounts:login", open_to_strangers=True),
    StaffRoute("/login", login.submit, name="accounts:log_in", methods=["POST"], open_to_strangers=True),
    StaffRoute("/logout", login.log_out, name="accounts:logout", methods=["POST"], roles=EVERYBODY),
    StaffRoute("/people", people.show, name="accounts:people", roles={StaffRole.ADMINISTRATOR}),
)
