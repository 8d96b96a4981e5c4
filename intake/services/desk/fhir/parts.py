"""The parts FHIR resources are made of, and the bundle they are gathered in.

Structures and code systems: HL7 FHIR R4 (4.0.1), https://hl7.org/fhir/R4/. What comes from answers is cleaned of what
JSON or FHIR does not carry; nothing of it is ever used as an id.
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from intake.domain.answer_dates import PartialDate

Value: TypeAlias = "str | int | float | bool | Sequence[Value] | Mapping[str, Value]"
Resource: TypeAlias = dict[str, Value]

TERMINOLOGY: Final = "http://terminology.hl7.org/CodeSystem/"
EXTENSION: Final = "http://hl7.org/fhir/StructureDefinition/"
LOINC: Final = "http://loinc.org"
BCP47: Final = "urn:ietf:bcp:47"
COUNTRIES: Final = "urn:iso:std:iso:3166"
ABSENT: Final = f"{TERMINOLOGY}data-absent-reason"
ABSENT_EXTENSION: Final = f"{EXTENSION}data-absent-reason"
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def free(text: str) -> str:
    """What somebody typed, without what no FHIR string may hold."""
    return _NOT_TEXT.sub("", text).strip()


def coded(text: str) -> str:
    """A text that is read as a code or a name of ours: without the marks that turn its direction, too."""
    return _BIDI.sub("", free(text))


def coding(system: str, code: str, display: str = "") -> Resource:
    """A code of a system."""
    return {"system": system, "code": code, **({"display": display} if display else {})}


def concept(*codings: Resource, text: str = "") -> Resource:
    """A thing by its codes, its name, or both."""
    return {**({"coding": codings} if codings else {}), **({"text": text} if text else {})}


def absent(reason: str = "unknown") -> Resource:
    """In place of a value: why there is none."""
    return {"extension": [{"url": ABSENT_EXTENSION, "valueCode": reason}]}


def moment(at: datetime) -> str:
    """An instant with its offset."""
    return at.isoformat(timespec="seconds")


def when(name: str, known: PartialDate | None, typed: str) -> Resource:
    """``<name>DateTime`` as precise as it is known, or ``<name>String`` as it was typed; nothing for nothing."""
    if known is not None:
        return {f"{name}DateTime": str(known)}
    return {f"{name}String": free(typed)} if free(typed) else {}


class Names:
    """What is named under our own address."""

    def __init__(self, base_url: str) -> None:
        self._base = base_url.rstrip("/")

    def system(self, name: str) -> str:
        """A code system of our own."""
        return f"{self._base}/fhir/CodeSystem/{name}"

    def url(self, path: str) -> str:
        """An address of ours, as a name."""
        return f"{self._base}/{path}"

    def own(self, name: str, code: str, display: str = "") -> Resource:
        """A code of a system of our own."""
        return coding(self.system(name), code, display)


class Bundle(Names):
    """The resources of one inquiry. References resolve within it; no id of the database is in it."""

    def __init__(self, base_url: str, inquiry_id: str, reference: str, at: datetime) -> None:
        super().__init__(base_url)
        self._inquiry, self._reference, self._at = inquiry_id, reference, at
        self._entries: list[Resource] = []
        self._numbers: dict[str, int] = {}

    def add(self, kind: str, content: Mapping[str, Value], *, restricted: bool = False) -> Resource:
        """Take a resource in; the answer is a reference to it."""
        # The same inquiry exported twice has the same ids, from which nothing can be learnt.
        number = self._numbers[kind] = self._numbers.get(kind, 0) + 1
        name = uuid.uuid5(uuid.NAMESPACE_URL, f"{self._base}/{self._inquiry}/{kind}/{number}").urn
        security = coding(f"{TERMINOLOGY}v3-Confidentiality", "R" if restricted else "N")
        meta: Resource = {"source": self._base, "security": [security]}
        self._entries.append({"fullUrl": name, "resource": {"resourceType": kind, "meta": meta, **content}})
        return {"reference": name}

    def whole(self) -> Resource:
        """All of it."""
        return {
            "resourceType": "Bundle",
            "type": "collection",
            "timestamp": moment(self._at),
            "identifier": {"system": self.url("inquiry"), "value": self._reference},
            "entry": self._entries,
        }
