"""A hospital takes over: every resource is what FHIR says it is, and tells neither more nor less than was answered."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class

from intake.domain.exports import Format
from intake.domain.suspicion import Sign
from intake.domain.triage import Flag
from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.desk.fhir.asked import Asked
from intake.services.desk.fhir.work import STANDS
from intake.store import inquiries, keys, messages
from intake.store.messages import Message
from tests.makers import make_catalogs, make_content
from tests.services.desk.exporting import BASE, OWN_NAME, R_CHOP, WITH_DETAILS, exported, tell

pytestmark = pytest.mark.anyio
Json = dict[str, Any]


def well_formed(resource: Json) -> Json:
    """Raises where it is not what R4 says (R4B differs from it in no resource of ours)."""
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    return resource


async def bundles(db: Database, keyring: KeyRing) -> list[Json]:
    whole = await exported(db, keyring, Format.FHIR)
    found = [well_formed(json.loads(line)) for line in whole.splitlines()]
    for bundle in found:
        for entry in bundle["entry"]:
            well_formed(entry["resource"])
        names = {entry["fullUrl"] for entry in bundle["entry"]}
        assert set(_references(bundle)) <= names
    return found


async def test_a_consent_names_both_texts_where_both_were_shown(db: Database, keyring: KeyRing) -> None:
    await tell(db, keyring, beside="I agree.")
    await tell(db, keyring)
    titles = [of_kind(bundle, "Consent")[0]["sourceAttachment"]["title"] for bundle in await bundles(db, keyring)]
    hashed = hashlib.sha256(b"I agree.").hexdigest()
    assert sorted(titles, key=len) == [f"C1 1 {hashed}", f"C1 1 {hashed} en {hashed}"]


def of_kind(bundle: Json, kind: str) -> list[Json]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [value["reference"]] if "reference" in value else [x for one in value.values() for x in _references(one)]
    return [x for one in value for x in _references(one)] if isinstance(value, list) else []


def answers_of(bundle: Json) -> dict[str, list[Any]]:
    (response,) = of_kind(bundle, "QuestionnaireResponse")
    found: dict[str, list[Any]] = {}

    def walk(items: list[Json]) -> None:
        for item in items:
            values = [next(iter(answer.values())) for answer in item.get("answer", ())]
            if values:
                found.setdefault(item["linkId"], []).extend(
                    v["code"] if isinstance(v, dict) and "code" in v else v for v in values
                )
            walk(item.get("item", []))

    walk(response["item"])
    return found


async def test_what_a_daughter_told_of_her_mother(db: Database, keyring: KeyRing) -> None:
    new = await tell(db, keyring, cards=(R_CHOP, OWN_NAME), flags=(Flag.RF2,), **WITH_DETAILS)
    (bundle,) = await bundles(db, keyring)
    (patient,), (daughter,) = of_kind(bundle, "Patient"), of_kind(bundle, "RelatedPerson")
    assert (patient["birthDate"], patient["gender"]) == ("1970-05-04", "female")
    assert patient["name"][0]["text"] == "Nino Example"
    assert daughter["relationship"][0]["coding"][0]["code"] == "CHILD"
    assert {point["system"] for point in daughter["telecom"]} == {"email", "phone"}
    (condition,) = of_kind(bundle, "Condition")
    assert [code["code"] for code in condition["code"]["coding"]][:2] == ["dlbcl", "C83.3"]
    assert condition["clinicalStatus"]["coding"][0]["code"] == "relapse"
    assert condition["verificationStatus"]["coding"][0]["code"] == "unconfirmed"
    assert condition["onsetString"] == "spring 2023"
    drugs = of_kind(bundle, "MedicationStatement")
    assert [(one["status"], one.get("effectivePeriod")) for one in drugs] == [
        ("completed", {"start": "2024-03", "end": "2024"}),
        ("active", None),
    ]
    assert [one.get("performedDateTime") for one in of_kind(bundle, "Procedure")] == ["2025-02", None]
    assert {one["code"]["coding"][0]["code"] for one in of_kind(bundle, "Observation")} == {
        "89247-1",
        "cd19-expression",
    }
    assert of_kind(bundle, "Flag")[0]["code"]["coding"][0]["code"] == "RF2"
    assert of_kind(bundle, "AllergyIntolerance")[0]["code"]["text"] == "penicillin"
    (task,), (request,) = of_kind(bundle, "Task"), of_kind(bundle, "ServiceRequest")
    assert (task["status"], request["status"], request["intent"]) == ("requested", "active", "proposal")
    assert of_kind(bundle, "Consent")[0]["status"] == "active"
    assert bundle["identifier"]["value"] == new.reference


async def test_each_derived_resource_says_whence_it_comes(db: Database, keyring: KeyRing) -> None:
    await tell(db, keyring, cards=(R_CHOP,), flags=(Flag.RF2,), **WITH_DETAILS)
    (bundle,) = await bundles(db, keyring)
    derived = {"Condition", "MedicationStatement", "Procedure", "Observation", "AllergyIntolerance", "Flag"}
    names = {entry["fullUrl"] for entry in bundle["entry"] if entry["resource"]["resourceType"] in derived}
    targets = [one["target"][0]["reference"] for one in of_kind(bundle, "Provenance")]
    assert sorted(targets) == sorted(names)


async def test_the_answers_come_back_as_they_were_given(db: Database, keyring: KeyRing) -> None:
    new = await tell(db, keyring, cards=(R_CHOP, OWN_NAME), **WITH_DETAILS)
    (bundle,) = await bundles(db, keyring)
    found = answers_of(bundle)
    given = {name: value for part in ("P0", "P1", "P2") for name, value in new.answers.get(part, {}).items()}
    for name, value in given.items():
        codes = [value] if isinstance(value, str) else list(value)
        expected: list[Any] = [True if code == "yes" and found[name] == [True] else code for code in codes]
        assert [str(one) if not isinstance(one, bool) else one for one in found[name]] == expected, name
    assert found["treatment.drug"] == ["r-chop", "a drug nobody lists"]
    assert found["treatment.start"] == ["03/2024"]


async def test_what_is_extra_sensitive_and_who_pays_stays_here(db: Database, keyring: KeyRing) -> None:
    await tell(db, keyring, **WITH_DETAILS)
    whole = await exported(db, keyring, Format.FHIR)
    assert not [word for word in (b"virus_hiv", b"payer", b"insurer_name", b"MARKER") if word in whole]


async def test_a_number_nobody_may_call_is_not_there(db: Database, keyring: KeyRing) -> None:
    await tell(db, keyring, phone="+995555123456", contact_limits=("no_calls",))
    (bundle,) = await bundles(db, keyring)
    assert "995555123456" not in json.dumps(bundle)
    point = next(one for one in of_kind(bundle, "Patient")[0]["telecom"] if one["system"] == "phone")
    assert point["_value"]["extension"][0]["valueCode"] == "masked"


async def test_no_id_of_the_database_leaves(db: Database, keyring: KeyRing) -> None:
    new = await tell(db, keyring, cards=(R_CHOP,), **WITH_DETAILS)
    whole = (await exported(db, keyring, Format.FHIR)).decode()
    assert new.id not in whole
    assert R_CHOP.id not in whole


async def test_what_looks_broken_is_still_well_formed(db: Database, keyring: KeyRing) -> None:
    odd = "x\x07\ud83d <b>\u202e\u2028 " * 3
    await tell(
        db, keyring, question=odd, contact_name="\u200f", weight_kg="NaN", relapse_count="unknown", birth_year="unknown"
    )
    (bundle,) = await bundles(db, keyring)
    assert "\\u0007" not in json.dumps(bundle)


@pytest.mark.parametrize("role", ["self", "child", "relative", "physician", "agent", "question"])
async def test_whoever_wrote(db: Database, keyring: KeyRing, role: str) -> None:
    await tell(
        db, keyring, inquirer_role=role, phone="+995555123456", physician_org="A clinic", agent_registration="12"
    )
    (bundle,) = await bundles(db, keyring)
    assert of_kind(bundle, "Patient")


async def test_messages_are_told_without_a_word_of_them(db: Database, keyring: KeyRing) -> None:
    new = await tell(db, keyring)
    now = datetime.now(UTC)
    async with db.write() as tx:
        await messages.add(tx, keyring, Message("a" * 26, new.id, None, now, None, "MARKER words", "en"))
    (bundle,) = await bundles(db, keyring)
    assert len(of_kind(bundle, "Communication")) == 1
    assert "MARKER" not in json.dumps(bundle)


async def test_what_was_erased_is_nowhere(db: Database, keyring: KeyRing) -> None:
    gone, stays = await tell(db, keyring), await tell(db, keyring)
    async with db.write() as tx:
        await keys.forget(tx, gone.id)
    (bundle,) = await bundles(db, keyring)
    assert bundle["identifier"]["value"] == stays.reference


async def test_the_operator_gets_what_is_held_as_well(db: Database, keyring: KeyRing) -> None:
    await tell(db, keyring, signs=(Sign.TRAP,))
    assert len(await bundles(db, keyring)) == 1


@pytest.mark.parametrize("status", list(Status))
async def test_every_status_has_its_place(db: Database, keyring: KeyRing, status: Status) -> None:
    new = await tell(db, keyring)
    async with db.write() as tx:
        await inquiries.change(tx, new.id, version=1, now=datetime.now(UTC), status=status)
    found = await bundles(db, keyring)
    if status is Status.ERASED:
        assert not found
        return
    (bundle,) = found
    assert (of_kind(bundle, "Task")[0]["status"], of_kind(bundle, "ServiceRequest")[0]["status"]) == STANDS[status]


def test_the_form_itself_speaks_every_language() -> None:
    form = well_formed(Asked(make_content(), make_catalogs(), BASE).resource())
    found: dict[str, Json] = {}

    def walk(items: list[Json]) -> None:
        for item in items:
            assert item["linkId"] not in found, item["linkId"]
            found[item["linkId"]] = item
            walk(item.get("item", []))

    walk(form["item"])
    asked = [question.id for question in make_content().questionnaire.questions if question.step != "staff"]
    assert [id_ for id_ in asked if id_ not in found] == []
    told = found["birth_year"]["_text"]["extension"]
    assert {one["extension"][0]["valueCode"] for one in told} >= {"he", "ar", "ru"}
    assert len(form["contained"][0]["expansion"]["contains"]) > 200
