"""P12, P13: who is let in where. Every way to the staff side has its row here, and everybody tries each of them.

A way without a row fails, and so does a row without a way: whoever adds a page says who may come in.
"""

from collections.abc import Mapping
from typing import Final

import httpx2
import pytest

from intake.lib.ids import new_id
from intake.store.tables import metadata
from intake.web.accounts.routes import ROUTES as ACCOUNTS
from intake.web.inbox.routes import ROUTES as INBOX
from intake.web.operations.routes import ROUTES as OPERATIONS
from intake.web.translations.routes import ROUTES as TRANSLATIONS
from tests.abuse.target import Target, Way
from tests.abuse.world import PEOPLE, World, make

pytestmark = pytest.mark.anyio

Row = frozenset[str]
OWNER: Final[Row] = frozenset({"owner"})  # the coordinator of the inquiry's queue, who made what lies on it
SERVING: Final[Row] = OWNER | {"other", "administrator"}  # pages about no inquiry: each sees their own queues alone
STAFF: Final[Row] = SERVING | {"translator"}
ANYBODY: Final[Row] = STAFF | {"stranger"}
ADMINISTRATOR: Final[Row] = frozenset({"administrator"})
TRANSLATING: Final[Row] = frozenset({"translator", "administrator"})  # who sees no inquiry by it
TRANSLATOR: Final[Row] = frozenset({"translator"})  # the one who was asked

MATRIX: Final[Mapping[str, Row]] = {
    "accounts:login": ANYBODY,
    "accounts:log_in": ANYBODY,
    "accounts:logout": STAFF,
    "accounts:invitation": ANYBODY,
    "accounts:choose": ANYBODY,
    "accounts:me": STAFF,
    "accounts:save_me": STAFF,
    "accounts:my_mail": STAFF,
    "accounts:save_my_mail": STAFF,
    "accounts:key": STAFF,
    "accounts:give_key": STAFF,
    "accounts:take_key_away": STAFF,
    "accounts:people": ADMINISTRATOR,
    "accounts:invite": ADMINISTRATOR,
    "accounts:new": ADMINISTRATOR,
    "accounts:person": ADMINISTRATOR,
    "accounts:save": ADMINISTRATOR,
    "accounts:week": ADMINISTRATOR,
    "accounts:again": ADMINISTRATOR,
    "accounts:open": ADMINISTRATOR,
    "inbox:list": STAFF,
    "inbox:views": SERVING,
    "inbox:view_keep": SERVING,
    "inbox:view_change": OWNER,
    "inbox:bulk": SERVING,
    "inbox:bulk_do": OWNER,
    "inbox:bulk_result": OWNER,
    "inbox:bulk_undo": OWNER,
    "find:find": SERVING,
    "find:results": SERVING,
    "find:inside": SERVING,
    "find:compare": OWNER,
    "find:say": OWNER,
    "find:undo": OWNER,
    "inbox:inquiry": OWNER,
    "inbox:take": OWNER,
    "inbox:assign": OWNER,
    "inbox:status": OWNER,
    "inbox:release": OWNER,
    "inbox:answer": OWNER,
    "inbox:records": OWNER,
    "inbox:file": OWNER,
    "inbox:note": OWNER,
    "inbox:address": OWNER,
    "inbox:mail_again": OWNER,
    "inbox:mail_aside": OWNER,
    "live:events": SERVING,
    "live:colleagues": SERVING,
    "live:presence": OWNER,
    "live:take_over": OWNER,
    "live:now": OWNER,
    "live:tasks": SERVING,
    "live:add_task": OWNER,
    "live:mark_task": OWNER,
    "inbox:brief": OWNER,
    "inbox:sensitive": OWNER,
    "inbox:second_look": SERVING,
    "inbox:criteria": OWNER,
    "inbox:facts": OWNER,
    "inbox:ask": OWNER,
    "inbox:unask": OWNER,
    "replies:decline": OWNER,
    "replies:declined": OWNER,
    "replies:new": OWNER,
    "replies:begin": OWNER,
    "replies:write": OWNER,
    "replies:change": OWNER,
    "replies:list": STAFF,
    "replies:translate": TRANSLATOR,
    "replies:translated": TRANSLATOR,
    "statistics": SERVING,
    "inbox:export": SERVING,
    "inbox:export_make": SERVING,
    "inbox:questionnaire": SERVING,
    "routing:rules": SERVING,
    "routing:edit": ADMINISTRATOR,
    "routing:try": ADMINISTRATOR,
    "routing:publish": ADMINISTRATOR,
    "routing:version": ADMINISTRATOR,
    "routing:restore": ADMINISTRATOR,
    "operations:mail": ADMINISTRATOR,
    "operations:previews": ADMINISTRATOR,
    "operations:preview_page": ADMINISTRATOR,
    "operations:mail_retry": ADMINISTRATOR,
    "operations:mail_aside": ADMINISTRATOR,
    "operations:hooks": ADMINISTRATOR,
    "operations:hook_add": ADMINISTRATOR,
    "operations:hook": ADMINISTRATOR,
    "operations:hook_test": ADMINISTRATOR,
    "operations:hook_pause": ADMINISTRATOR,
    "operations:hook_resume": ADMINISTRATOR,
    "operations:hook_replay": ADMINISTRATOR,
    "operations:hook_secret": ADMINISTRATOR,
    "operations:hook_remove": ADMINISTRATOR,
    "translations:overview": TRANSLATING,
    "translations:offer": TRANSLATING,
    "translations:list": TRANSLATING,
    "translations:message": TRANSLATING,
    "translations:save": TRANSLATING,
    "translations:check": TRANSLATING,
    "translations:add": TRANSLATING,
    "translations:upload": TRANSLATING,
    "translations:send": TRANSLATING,
    "translations:download": TRANSLATING,
    "translations:preview": TRANSLATING,
    "translations:reading": TRANSLATING,
    "translations:approval": TRANSLATING,
    "translations:drop": TRANSLATING,
    "translations:exhibits": TRANSLATING,
    "translations:look": TRANSLATING,
    "translations:looked": TRANSLATING,
    "translations:preview_message": TRANSLATING,
}
# What each form says where a usual one would not do. Those who may not come in send the very same.
FORMS: Final[Mapping[str, Mapping[str, str]]] = {
    "operations:hook_replay": {"since": "day"},
    "inbox:view_keep": {"name": "v", "query": "status=all"},
    "inbox:view_change": {"do": "rename", "name": "w"},
    "inbox:bulk": {"do": "take"},
    "inbox:bulk_do": {"do": "take"},
    "find:results": {"q": "somebody else"},
    "find:inside": {"q": "some words"},
    "find:say": {"say": "different"},
    "inbox:status": {"status": "in_triage"},
    "inbox:answer": {"message": "m"},
    "inbox:records": {"state.pathology": "enough"},
    "inbox:note": {"note": "n"},
    "inbox:address": {"email": "marker.markson@example.org"},
    "live:presence": {"doing": "reading"},
    "live:add_task": {"task": "t"},
    "live:mark_task": {"done": "yes"},
    "inbox:sensitive": {"reason": "r"},
    "translations:preview_message": {"form.0": "f"},
    "replies:declined": {"template": "not_offered_condition", "text": "t"},
    "replies:begin": {"do": "save", "text": "t", "version": "0"},
    "replies:change": {"do": "take_back"},
    "replies:translated": {"do": "save", "text": "t"},
    "accounts:open": {"open": "yes"},
}
# What ends something comes last, so that everything else was still there when it was asked for.
LAST: Final = ("inbox:unask", "find:undo", "inbox:bulk_undo", "replies:declined", "accounts:again", "accounts:logout")
COUNTED: Final = {"audit", "throttles", "sessions"}


def ways(target: Target) -> list[Way]:
    found = [way for way in target.entries() if way.path.startswith("/staff/")]
    return sorted(found, key=lambda way: (LAST.index(name(way)) + 1) if name(way) in LAST else 0)


def name(way: Way) -> str:
    return str(way.route.name)


async def ask(world: World, client: httpx2.AsyncClient, way: Way, **missing: str) -> httpx2.Response:
    """As a browser would, with everything a form of ours has in it, about what is really there."""
    values = world.values | ({"id": world.held} if name(way) == "inbox:release" else {}) | missing
    url = way.url(**values)
    if way.method == "GET":
        method = "HEAD" if name(way) == "live:events" else "GET"  # its answer never ends
        return await client.request(method, url, headers={"accept": "text/event-stream"})
    version = await world.version(values["id"] if not missing else world.values["id"])
    other = await world.version(world.values["other"])
    fields = {"version": version, "other_version": other, "seen": version, "form_id": new_id(), "reply": new_id()}
    fields |= {"inquiry": f"{world.values['other']}:{other}", "batch": new_id()}
    fields |= {"question": world.values["question"]}
    fields |= {"mail": world.mails.get(name(way), world.mails[""])}
    if name(way) in {"replies:change", "replies:translated"}:
        fields["version"] = await _reply_version(world)
    return await client.post(url, data={**fields, **FORMS.get(name(way), {})})


async def _reply_version(world: World) -> str:
    rows = (await world.target.rows())["replies"]
    (found,) = [row for row in rows if world.values["reply"] in row]
    columns = [column.name for column in metadata.tables["replies"].columns]
    return str(found[columns.index("version")])


def told(answer: httpx2.Response) -> str:
    """What became of somebody who asked."""
    left = "clear-site-data" in answer.headers  # who logs out comes to that page, too
    if answer.status_code == 303 and answer.headers["location"].startswith("/staff/login") and not left:
        return "sent to log in"
    return "unknown" if answer.status_code == 404 else "admitted"


def wanted(way: Way, who: str) -> str:
    if who in MATRIX[name(way)]:
        return "admitted"
    return "sent to log in" if who == "stranger" else "unknown"


def test_every_way_has_its_row_and_every_row_its_way() -> None:
    names = [str(route.name) for route in (*ACCOUNTS, *INBOX, *OPERATIONS, *TRANSLATIONS)]
    assert len(names) == len(set(names))
    assert set(names) == MATRIX.keys()
    assert all(row <= PEOPLE.keys() for row in MATRIX.values())


async def test_nobody_comes_in_who_has_no_place_in_the_row(target: Target) -> None:
    """And nobody can tell what is there and not theirs from what is not there at all."""
    world = await make(target)
    absent = {each: "a" * len(value) for each, value in world.values.items()} | {"other": "b" * 26, "number": "999999"}
    for who, account in PEOPLE.items():
        async with target.browser(account) as client:
            nothing = await client.get("/staff/nothing-is-here")
            for way in ways(target):
                if who in MATRIX[name(way)]:
                    continue
                before = await rows(target) if way.method == "POST" else {}
                for answer in (await ask(world, client, way), await ask(world, client, way, **absent)):
                    assert told(answer) == wanted(way, who), (who, way, answer.status_code)
                    assert not world.shown(answer.content), (who, way)
                    if who != "stranger" and answer.request.method != "HEAD":
                        assert answer.content == nothing.content, (who, way)
                        assert dict(answer.headers) == dict(nothing.headers), (who, way)
                if way.method == "POST":
                    assert await rows(target) == before, (who, way)


async def test_everybody_comes_in_who_has_a_place_in_the_row(target: Target) -> None:
    """With the very same forms; so a refusal above was of something that would have been done."""
    world = await make(target)
    for who, account in PEOPLE.items():
        async with target.browser(account) as client:
            for way in ways(target):
                if who not in MATRIX[name(way)]:
                    continue
                answer = await ask(world, client, way)
                assert told(answer) == "admitted", (who, way)
                if MATRIX[name(way)] in (OWNER, TRANSLATOR):
                    assert answer.status_code in {200, 204, 303}, (way, answer.status_code)
                if who not in {"owner", "stranger"}:
                    assert not world.shown(answer.content + repr(answer.headers.raw).encode()), (who, way)


async def rows(target: Target) -> dict[str, list[tuple[object, ...]]]:
    return {table: found for table, found in (await target.rows()).items() if table not in COUNTED}
