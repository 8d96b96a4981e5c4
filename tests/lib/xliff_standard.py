"""What XLIFF 2.1 asks of a document, as far as what we write goes; its own schema is not ours to ship."""

import re
from typing import Final
from xml.etree import ElementTree as ET

from intake.lib.xliff import NAMESPACE

# The content models and attributes of the standard's schema (xliff_core_2.0.xsd as XLIFF 2.1 has it), as far as what we
# write goes: children in this order, and these attributes besides those of another namespace where it allows them.
INLINE = "(cp |ph |pc )*"
MODEL: Final = {
    "xliff": ("(file )+", {"version", "srcLang", "trgLang"}),
    "file": ("(notes )?((unit )|(group ))+", {"id", "original", "canResegment", "translate"}),
    "group": ("(notes )?((unit )|(group ))*", {"id", "name", "type"}),
    "unit": ("(notes )?(originalData )?((segment )|(ignorable ))+", {"id", "name"}),
    "segment": ("source (target )?", {"state", "subState"}),
    "notes": ("(note )+", set[str]()),
    "note": ("", {"category"}),
    "originalData": ("(data )+", set[str]()),
    "data": ("(cp )*", {"id"}),
    "source": (INLINE, set[str]()),
    "target": (INLINE, set[str]()),
    "cp": ("", {"hex"}),
    "ph": ("", {"id", "dataRef", "disp", "canDelete"}),
    "pc": (INLINE, {"id", "dataRefStart", "dataRefEnd", "dispStart", "dispEnd", "canCopy", "canDelete"}),
}
FOREIGN = {"xliff", "file", "group", "unit"}
NMTOKEN = re.compile(r"[\w.:-]+")


def conforms(text: str) -> None:
    """Hold a document against the standard."""
    root = ET.fromstring(text)  # noqa: S314 - what we wrote ourselves
    for element in root.iter():
        name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        children, attributes = MODEL[name]
        inside = "".join(child.tag.removeprefix(f"{{{NAMESPACE}}}") + " " for child in element)
        assert re.fullmatch(children, inside), (name, inside)
        own = {key for key in element.attrib if not key.startswith("{")}
        assert own <= attributes, (name, own)
        others = {key for key in element.attrib if key.startswith("{") and "XML/1998" not in key}
        assert not others or name in FOREIGN
        assert "id" not in element.attrib or NMTOKEN.fullmatch(element.attrib["id"])
        if name not in {"note", "data", "source", "target", "pc"}:
            assert not "".join(filter(None, [element.text, *(child.tail for child in element)])).strip(), name
    spaces = {"x": NAMESPACE}
    for file in root.findall("x:file", spaces):
        ids = [one.attrib["id"] for kind in ("unit", "group") for one in file.iterfind(f".//x:{kind}", spaces)]
        assert len(ids) == len(set(ids))
    for unit in root.iterfind(".//x:unit", spaces):
        known = {data.attrib["id"] for data in unit.iterfind("x:originalData/x:data", spaces)}
        used = {value for one in unit.iter() for key, value in one.attrib.items() if key.startswith("dataRef")}
        assert used == known
        for segment in unit.iterfind("x:segment", spaces):
            assert segment.find("x:target", spaces) is not None or segment.attrib["state"] == "initial"
        for side in ("source", "target"):
            ids = [one.attrib["id"] for one in unit.iterfind(f"x:segment/x:{side}//*[@id]", spaces)]
            assert len(ids) == len(set(ids))
