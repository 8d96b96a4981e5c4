"""The treatments on the page of one inquiry: drawn along the years, and told in words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from intake.domain.answer_dates import PartialDate, read_when
from intake.domain.questionnaire import Questionnaire
from intake.domain.treatment import TreatmentCard
from intake.domain.treatment_line import Line, Mark, Piece, Stretch, Year, lay_out
from intake.domain.values import UNKNOWN, YES, Answer, Answers
from intake.lib.formats import isolate, month_names
from intake.web.inbox.desk import Desk
from intake.web.inbox.sheet_answers import pair

RESPONSES = ("treatment.response", "treatment.response_autoimmune")
LAST_LABEL = 0.93  # a year's number needs some room after its beginning


@dataclass(frozen=True, slots=True)
class PieceView:
    """A piece as SVG takes it: shares of the width in percent, from the left."""

    mark: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class TreatmentView:
    """One treatment, or something that happened. ``lang`` and ``when_lang``: where somebody typed it."""

    name: str
    lang: str
    when: str
    when_lang: str
    response: str
    stopped: str
    note: str
    note_lang: str
    happened: bool = False  # no treatment, and nothing could become of it
    pieces: tuple[PieceView, ...] = ()

    @property
    def told(self) -> str:
        """What became of it, in one line."""
        return " · ".join(isolate(part) for part in (self.response, self.stopped) if part)


@dataclass(frozen=True, slots=True)
class LineView:
    """The years with their places, what has a date, the earliest first, and what has none."""

    years: tuple[tuple[str, str], ...]
    grid: tuple[str, ...]
    dated: tuple[TreatmentView, ...]
    undated: tuple[TreatmentView, ...]

    @property
    def rows(self) -> tuple[TreatmentView, ...]:
        """All of them."""
        return (*self.dated, *self.undated)


def line_view(
    desk: Desk, asked: Questionnaire, answers: Answers, cards: Iterable[TreatmentCard], lang: str
) -> LineView:
    """The line of one inquiry. ``lang`` is the language its dates and names were typed in."""
    found = [(_stretch(card.answers, lang), _treatment(desk, asked, card.answers, lang)) for card in cards]
    found += _happened(desk, asked, answers, lang)
    dated = sorted((one for one in found if one[0].is_dated), key=lambda one: _earliest(one[0]))
    line = lay_out([stretch for stretch, _ in dated], desk.now.date())
    mirrored = desk.reader.locale.direction == "rtl"
    views = zip((view for _, view in dated), line.rows, strict=True)
    return LineView(
        years=tuple((str(year.number), _percent(_at(year, mirrored))) for year in _named(line)),
        grid=tuple(_percent(_at(year, mirrored)) for year in line.years),
        dated=tuple(_drawn(view, pieces, mirrored) for view, pieces in views),
        undated=tuple(view for stretch, view in found if not stretch.is_dated),
    )


def _named(line: Line) -> list[Year]:
    return [year for year in line.years if year.named and (year.place < LAST_LABEL or year is line.years[0])]


def _at(year: Year, mirrored: bool) -> float:
    return 1 - year.place if mirrored else year.place


def _drawn(view: TreatmentView, pieces: Iterable[Piece], mirrored: bool) -> TreatmentView:
    drawn = tuple(
        PieceView(
            piece.mark.value,
            _percent(1 - piece.ends if mirrored else piece.begins),
            "4" if piece.mark is Mark.TICK else _percent(piece.ends - piece.begins),
        )
        for piece in pieces
    )
    return replace(view, pieces=drawn)


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"


def _earliest(stretch: Stretch) -> tuple[int, int, int]:
    known = stretch.start or stretch.end or PartialDate(0)
    return known.year, known.month, known.day


def _when(answer: Answer | None, lang: str) -> PartialDate | None:
    return read_when(answer, month_names(lang)) if isinstance(answer, str) else None


def _stretch(answers: Answers, lang: str) -> Stretch:
    read = partial(_when, lang=lang)
    ongoing = answers.get("treatment.ongoing") == YES
    return Stretch(read(answers.get("treatment.start")), read(answers.get("treatment.end")), ongoing)


def _treatment(desk: Desk, asked: Questionnaire, answers: Answers, lang: str) -> TreatmentView:
    said = {item.id: pair(desk, item, answers, lang) for item in asked.on_card() if answers.get(item.id)}
    text = {name: found.text for name, found in said.items()}
    drug = said.get("treatment.drug")
    when, when_lang = _dates(desk, answers, text, lang)
    return TreatmentView(
        name=drug.text if drug else desk.t.gettext("Name not known"),
        lang=drug.lang if drug else "",
        when=when,
        when_lang=when_lang,
        response=next((text[name] for name in RESPONSES if name in text), ""),
        stopped=text.get("treatment.stop_reason", ""),
        note=text.get("treatment.note", ""),
        note_lang=lang,
    )


def _dates(desk: Desk, answers: Answers, text: dict[str, str], lang: str) -> tuple[str, str]:
    """From when until when, as it was typed, and the language it was typed in."""
    start, end = text.get("treatment.start", ""), text.get("treatment.end", "")
    if answers.get("treatment.ongoing") == YES:
        end = desk.t.pgettext("treatment", "still going on")
    if start and end:
        both = (
            start
            if start == end
            else desk.t.pgettext("treatment", "%(start)s – %(end)s") % {"start": start, "end": end}
        )
        return both, ""
    if end and answers.get("treatment.ongoing") != YES:
        return desk.t.pgettext("treatment", "until %(end)s") % {"end": end}, ""
    return (start or end), (lang if start and answers.get("treatment.start") != UNKNOWN else "")


def _happened(desk: Desk, asked: Questionnaire, answers: Answers, lang: str) -> list[tuple[Stretch, TreatmentView]]:
    """What happened once and belongs on the line: found, transplanted, CAR-T given, come back."""
    t = desk.t
    called = {
        "diagnosis_date": t.pgettext("treatment", "Disease found"),
        "transplant_date": t.pgettext("treatment", "Stem-cell transplant"),
        "cart_date": t.pgettext("treatment", "CAR-T cells given"),
        "cart_relapse_date": t.pgettext("treatment", "Came back after CAR-T"),
    }
    about = {"transplant_date": ("transplant",), "cart_date": ("cart_product", "cart_best_response")}
    found = []
    for name, title in called.items():
        if not asked.has(name) or not answers.get(name):
            continue
        when = pair(desk, asked.question(name), answers, lang)
        details = [
            pair(desk, asked.question(each), answers, lang).text for each in about.get(name, ()) if answers.get(each)
        ]
        view = TreatmentView(
            title, "", when.text, when.lang, " · ".join(map(isolate, details)), "", "", "", happened=True
        )
        found.append((Stretch(_when(answers[name], lang)), view))
    return found
