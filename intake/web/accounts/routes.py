"""The pages about accounts: log in, log out, choose a password, one's own week, and who works here."""

from intake.domain.values import StaffRole
from intake.web.accounts import invitation, login, mail_key, me, my_mail, people
from intake.web.common.guards import EVERYBODY, StaffRoute

ADMINISTRATORS = {StaffRole.ADMINISTRATOR}
ONE = "/people/{colleague}"
LINK = "/invitation/{token}"

ROUTES = (
    StaffRoute("/login", login.show, name="accounts:login", open_to_strangers=True),
    StaffRoute("/login", login.submit, name="accounts:log_in", methods=["POST"], open_to_strangers=True),
    StaffRoute("/logout", login.log_out, name="accounts:logout", methods=["POST"], roles=EVERYBODY),
    StaffRoute(LINK, invitation.show, name="accounts:invitation", open_to_strangers=True),
    StaffRoute(LINK, invitation.choose, name="accounts:choose", methods=["POST"], open_to_strangers=True),
    StaffRoute("/me", me.show, name="accounts:me", roles=EVERYBODY),
    StaffRoute("/me", me.save, name="accounts:save_me", methods=["POST"], roles=EVERYBODY),
    StaffRoute("/me/mail", my_mail.show, name="accounts:my_mail", roles=EVERYBODY),
    StaffRoute("/me/mail", my_mail.save, name="accounts:save_my_mail", methods=["POST"], roles=EVERYBODY),
    StaffRoute("/me/key", mail_key.show, name="accounts:key", roles=EVERYBODY),
    StaffRoute(
        "/me/key",
        mail_key.give,
        name="accounts:give_key",
        methods=["POST"],
        roles=EVERYBODY,
        max_body_size=mail_key.LARGEST,
    ),
    StaffRoute("/me/key/remove", mail_key.take_away, name="accounts:take_key_away", methods=["POST"], roles=EVERYBODY),
    StaffRoute("/people", people.show, name="accounts:people", roles=ADMINISTRATORS),
    StaffRoute("/people", people.invite, name="accounts:invite", methods=["POST"], roles=ADMINISTRATORS),
    StaffRoute("/people/new", people.new, name="accounts:new", roles=ADMINISTRATORS),
    StaffRoute(ONE, people.one, name="accounts:person", roles=ADMINISTRATORS),
    StaffRoute(ONE, people.save, name="accounts:save", methods=["POST"], roles=ADMINISTRATORS),
    StaffRoute(f"{ONE}/week", people.save_week, name="accounts:week", methods=["POST"], roles=ADMINISTRATORS),
    StaffRoute(f"{ONE}/invitation", people.invite_again, name="accounts:again", methods=["POST"], roles=ADMINISTRATORS),
    StaffRoute(f"{ONE}/open", people.open_or_close, name="accounts:open", methods=["POST"], roles=ADMINISTRATORS),
)
