"""Who it is about and who wrote: Patient, and RelatedPerson or Practitioner."""

from typing import Final

from intake.domain.ages import born_of
from intake.domain.exports import Exported
from intake.domain.values import UNKNOWN, Answers, InquirerRole
from intake.services.desk.fhir.parts import (
    ABSENT_EXTENSION,
    BCP47,
    COUNTRIES,
    EXTENSION,
    TERMINOLOGY,
    Bundle,
    Resource,
    Value,
    absent,
    coding,
    concept,
    free,
)

GENDERS: Final = {"female": "female", "male": "male", "other": "other"}
# v3-RoleCode; who is somebody else to the patient is said in words.
RELATIONS: Final = {
    "parent": "PRN",
    "partner": "SIGOTHR",
    "child": "CHILD",
    "sibling": "SIB",
    "friend": "FRND",
    "guardian": "GUARD",
}


def text_of(answers: Answers, name: str) -> str:
    """A single answer, cleaned; empty for none, and for “I do not know”."""
    value = answers.get(name, "")
    return "" if not isinstance(value, str) or value == UNKNOWN else free(value)


def many_of(answers: Answers, name: str) -> tuple[str, ...]:
    """Several answers."""
    value = answers.get(name, ())
    return (value,) if isinstance(value, str) else tuple(value)


def people(bundle: Bundle, one: Exported) -> tuple[Resource, Resource]:
    """The patient, and whoever tells of them, who may be the same: references to both."""
    answers = one.answers
    role = text_of(answers, "inquirer_role")
    writes_for_themselves = role == InquirerRole.SELF
    patient = bundle.add("Patient", _patient(answers, one.summary.facts.language, himself=writes_for_themselves))
    if writes_for_themselves:
        return patient, patient
    reached: Resource = {**_name(text_of(answers, "contact_name")), **_telecom(answers)}
    if role == InquirerRole.PHYSICIAN:
        practitioner = bundle.add("Practitioner", reached)
        if house := text_of(answers, "physician_org"):
            where = bundle.add("Organization", {"name": house})
            bundle.add("PractitionerRole", {"practitioner": practitioner, "organization": where})
        return patient, practitioner
    if role == InquirerRole.AGENT and (number := text_of(answers, "agent_registration")):
        reached["identifier"] = [{"value": number}]
    related: Resource = {
        "active": True,
        "patient": patient,
        "relationship": [_relation(bundle, role, text_of(answers, "relationship"))],
        **reached,
        "communication": [{"language": _language(one.summary.facts.language), "preferred": True}],
    }
    return patient, bundle.add("RelatedPerson", related)


def _patient(answers: Answers, language: str, *, himself: bool) -> Resource:
    name = text_of(answers, "patient_name") or (text_of(answers, "contact_name") if himself else "")
    names: list[Resource] = [{"use": "usual", "text": name}] if name else []
    if latin := text_of(answers, "contact_name_latin"):
        names.append({"use": "official", "text": latin})
    country, sex = text_of(answers, "residence_country"), text_of(answers, "sex")
    born = born_of(answers)
    found: Resource = {"name": names or [{"_text": absent()}]}
    if born is not None:
        found["birthDate"] = str(born)
    if sex in GENDERS:
        found["gender"] = GENDERS[sex]
    elif sex == "no_answer":
        found["_gender"] = {"extension": [{"url": ABSENT_EXTENSION, "valueCode": "asked-declined"}]}
    if country:
        found["address"] = [{"country": country}]
    extensions: list[Value] = [
        {
            "url": f"{EXTENSION}patient-citizenship",
            "extension": [{"url": "code", "valueCodeableConcept": concept(coding(COUNTRIES, code))}],
        }
        for code in many_of(answers, "citizenship")
        if code != UNKNOWN
    ]
    interpreter = text_of(answers, "interpreter")
    if interpreter:
        needed = interpreter != "no"
        extensions.append({"url": f"{EXTENSION}patient-interpreterRequired", "valueBoolean": needed})
    if extensions:
        found["extension"] = extensions
    if himself:
        found |= _telecom(answers)
        found["communication"] = [{"language": _language(language), "preferred": True}]
    return found


def _name(text: str) -> Resource:
    return {"name": [{"text": text}]} if text else {}


def _telecom(answers: Answers) -> Resource:
    """How to reach them: no number that nobody may call (`domain.exports.masked`)."""
    points: list[Resource] = []
    if email := text_of(answers, "email"):
        points.append({"system": "email", "value": email})
    phone = text_of(answers, "phone")
    if phone.startswith("+"):
        points.append({"system": "phone", "value": phone})
    elif phone:
        points.append({"system": "phone", "_value": absent("masked")})
    first = "phone" if text_of(answers, "preferred_channel") in {"phone", "messenger"} else "email"
    for point in points:
        point["rank"] = 1 if point["system"] == first or len(points) == 1 else 2
    return {"telecom": points} if points else {}


def _relation(bundle: Bundle, role: str, relationship: str) -> Resource:
    """A parent writes for a child, whatever else was said."""
    meant = "parent" if role == InquirerRole.CHILD else relationship
    if role == InquirerRole.RELATIVE or role == InquirerRole.CHILD:
        own = [bundle.own("relationship", meant)] if meant else []
        known = [coding(f"{TERMINOLOGY}v3-RoleCode", RELATIONS[meant])] if meant in RELATIONS else []
        return concept(*known, *own) if known or own else concept(text="relative or friend")
    return concept(bundle.own("inquirer_role", role) if role else bundle.own("inquirer_role", UNKNOWN))


def _language(tag: str) -> Resource:
    return concept(coding(BCP47, tag))
