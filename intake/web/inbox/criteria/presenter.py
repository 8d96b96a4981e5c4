"""The criteria sheet as its page shows it: published texts by programme, each with its lines, answers and basis."""

from collections.abc import Iterable

from intake.domain.criteria.asking import MOST, askable
from intake.domain.criteria.case import drug_of
from intake.domain.criteria.checks import Finding
from intake.domain.criteria.criterion import Basis, Check, Outcome
from intake.domain.criteria.evaluate import Result
from intake.lib import formats
from intake.services.desk.asks import Ask
from intake.services.desk.criteria import Screening, Sheet, of_the_office
from intake.web.inbox.criteria import words
from intake.web.inbox.criteria.views import (
    AnswerView,
    AskView,
    BasisView,
    CountView,
    CriteriaPanel,
    CriteriaView,
    CriterionView,
    FactView,
    LineView,
    ProgrammeView,
    QuestionView,
    SourceView,
    StatedView,
)
from intake.web.inbox.desk import Desk
from intake.web.inbox.presenters import OptionView
from intake.web.inbox.sheet_answers import pair

ORDER = (Outcome.MEETS, Outcome.CANNOT_TELL, Outcome.DOES_NOT_MEET)


def counts_of(desk: Desk, screening: Screening) -> tuple[CountView, ...]:
    """How many texts say what, without those about something else."""
    said = words.outcomes(desk.t)
    return tuple(CountView(one.value, said[one], screening.count(one)) for one in ORDER)


def panel_view(desk: Desk, inquiry_id: str, screening: Screening, asked: int) -> CriteriaPanel:
    """The small piece on the page of the inquiry."""
    url = f"/staff/inquiries/{inquiry_id}/criteria"
    return CriteriaPanel(url, counts_of(desk, screening), asked, screening.repeat is not None)


def criteria_view(desk: Desk, sheet: Sheet, *, form_id: str, ticked: Iterable[str] | None = None) -> CriteriaView:
    """The sheet of one inquiry. ``ticked``: the questions somebody chose already; else those that would tell more."""
    found, screening = sheet.inquiry.summary, sheet.screening
    asked = {id_ for ask in sheet.asks if ask.is_open for id_ in ask.questions if id_ not in ask.told}
    questions, more = _questions(desk, sheet, asked, None if ticked is None else frozenset(ticked))
    return CriteriaView(
        url=f"/staff/inquiries/{found.id}",
        version=found.version,
        reference=found.reference,
        condition=desk.condition(str(sheet.inquiry.answers.get("condition", ""))),
        counts=counts_of(desk, screening),
        programmes=_programmes(desk, sheet),
        hidden=len(screening.results) - len(screening.shown),
        repeat=_repeat(desk, sheet),
        flags=_flags(desk, sheet),
        hints=tuple(words.hints(desk.t)[hint] for hint in screening.hints),
        autoimmune=screening.autoimmune,
        may_ask=bool(questions or more),
        questions=questions,
        more=more,
        most=MOST,
        facts=_facts(desk, sheet),
        asks=tuple(_ask(desk, one) for one in reversed(sheet.asks)),
        form_id=form_id,
    )


def _programmes(desk: Desk, sheet: Sheet) -> tuple[ProgrammeView, ...]:
    shown = sorted(sheet.screening.shown, key=lambda one: ORDER.index(one.outcome))
    slugs = [slug for slug in desk.content.programmes if any(one.criterion.programme == slug for one in shown)]
    return tuple(
        ProgrammeView(
            desk.programme(slug),
            tuple(_criterion(desk, sheet, one) for one in shown if one.criterion.programme == slug),
        )
        for slug in slugs
    )


def _criterion(desk: Desk, sheet: Sheet, result: Result) -> CriterionView:
    one = result.criterion
    note = desk.reader.content(f"criterion.{one.id}.note", one.note)
    return CriterionView(
        one.id,
        one.product or " · ".join(words.line(desk, wanted) for wanted in (*one.wants, *one.one_of)),
        result.outcome.value,
        words.outcomes(desk.t)[result.outcome],
        _because(desk, result),
        tuple(_line(desk, sheet, finding) for finding in (*result.gates, *result.findings)),
        tuple(_line(desk, sheet, finding) for finding in result.one_of),
        note,
        basis_view(desk, one.basis, overdue=result.overdue),
    )


def _because(desk: Desk, result: Result) -> str:
    """What decided it: what does not fit, or what is not known."""
    t = desk.t
    if result.overdue:
        return t.gettext("This text should have been looked up again by now, so nothing is said.")
    if result.outcome is Outcome.DOES_NOT_MEET:
        lines = result.failed or result.one_of
        return t.gettext("Does not fit: %(lines)s") % {"lines": _lines(desk, lines)}
    if result.outcome is Outcome.CANNOT_TELL:
        alternatives = () if True in {one.holds for one in result.one_of} else result.one_of
        open_ = [one for one in (*result.gates, *result.findings, *alternatives) if one.holds is None]
        return t.gettext("Not known: %(lines)s") % {"lines": _lines(desk, open_)}
    return ""


def _lines(desk: Desk, findings: Iterable[Finding]) -> str:
    return " · ".join(words.line(desk, finding.wanted) for finding in findings)


def _line(desk: Desk, sheet: Sheet, finding: Finding) -> LineView:
    code = {True: "yes", False: "no", None: "open"}[finding.holds]
    answers = _answers(desk, sheet, finding.used)
    if finding.wanted.check in {Check.HAD, Check.FAILED_DRUGS, Check.FAILED_BIOLOGIC}:
        answers = (*answers, *_drugs(desk, sheet))
    return LineView(words.line(desk, finding.wanted), code, words.standings(desk.t)[finding.holds], answers)


def _answers(desk: Desk, sheet: Sheet, ids: Iterable[str]) -> tuple[AnswerView, ...]:
    """The answers a line rests on, each with its question, in the coordinator's language."""
    form, answers = desk.content.questionnaire, sheet.inquiry.answers
    pairs = [pair(desk, form.question(id_), answers, "") for id_ in ids if form.has(id_) and answers.get(id_)]
    return tuple(AnswerView(one.label, one.text) for one in pairs)


def _drugs(desk: Desk, sheet: Sheet) -> tuple[AnswerView, ...]:
    drugs = [formats.isolate(desk.treatment(drug_of(card))) for card in sheet.cards if drug_of(card)]
    return (AnswerView(desk.t.gettext("In the list of treatments"), " · ".join(drugs)),) if drugs else ()


def basis_view(desk: Desk, basis: Basis, *, overdue: bool = False) -> BasisView:
    """What a text stands on, in words."""
    t = desk.t
    due = formats.date(basis.review_due, desk.tag)
    return BasisView(
        words.regions(t)[basis.region],
        basis.source_date,
        words.confidences(t)[basis.confidence],
        tuple(_source(desk, id_) for id_ in basis.sources),
        basis.reviewed_by or t.gettext("reviewed by nobody yet"),
        t.gettext("to be looked up again by %(date)s") % {"date": due},
        overdue,
    )


def _source(desk: Desk, id_: str) -> SourceView:
    known = desk.content.sources.get(id_)
    if known is None:
        return SourceView(desk.t.gettext("no source that was seen"), "")
    return SourceView(f"{id_} · {known.title} · {known.publisher}", known.address)


def _repeat(desk: Desk, sheet: Sheet) -> StatedView | None:
    repeat = sheet.screening.repeat
    if repeat is None:
        return None
    stated = desk.content.criteria.paths[repeat.path]
    text = desk.reader.content(f"criteria.path.{repeat.path}", stated.text)
    used = _answers(desk, sheet, ("cart_product", "cart_target", *repeat.used))
    return StatedView("", text, used, basis_view(desk, stated.basis))


def _flags(desk: Desk, sheet: Sheet) -> tuple[StatedView, ...]:
    called, stated = words.flags(desk.t), desk.content.criteria.flags
    return tuple(
        StatedView(
            called[flag],
            desk.reader.content(f"criteria.flag.{flag}", stated[flag].text),
            _answers(desk, sheet, used),
            basis_view(desk, stated[flag].basis),
        )
        for flag, used in sheet.screening.flags.items()
    )


def _questions(
    desk: Desk, sheet: Sheet, asked: set[str], ticked: frozenset[str] | None
) -> tuple[tuple[QuestionView, ...], tuple[QuestionView, ...]]:
    """What would tell more, ticked as far as a short form goes; and what else can be asked. None that is open."""
    form, wanted = desk.content.questionnaire, sheet.screening.asks
    possible = {one.id for one in askable(form, sheet.inquiry.answers, desk.now.date())}
    first = [id_ for id_ in wanted if id_ in possible and id_ not in asked]
    others = [one.id for one in form.questions if one.id in possible and one.id not in {*first, *asked}]
    # While something is open, what was not ticked then is not pressed on anybody again.
    chosen = ticked if ticked is not None else frozenset() if asked else frozenset(first[:MOST])
    views = {id_: QuestionView(id_, _label(desk, id_), id_ in chosen) for id_ in (*first, *others)}
    return tuple(views[id_] for id_ in first), tuple(views[id_] for id_ in others)


def _label(desk: Desk, question_id: str) -> str:
    question = desk.content.questionnaire.question(question_id)
    return desk.reader.content(f"question.{question_id}.label", question.label)


def _facts(desk: Desk, sheet: Sheet) -> tuple[FactView, ...]:
    """What a doctor must say, where a text asks for it."""
    wanted, answers = set(sheet.screening.asks), sheet.inquiry.answers
    return tuple(
        FactView(
            one.id,
            _label(desk, one.id),
            desk.reader.content(f"question.{one.id}.hint", one.hint),
            (
                OptionView("", desk.t.gettext("not asked yet"), one.id not in answers),
                *(OptionView(o.code, desk.option(one.id, o.code), answers.get(one.id) == o.code) for o in one.options),
            ),
        )
        for one in of_the_office(desk.content)
        if one.id in wanted or one.id in answers
    )


def _ask(desk: Desk, ask: Ask) -> AskView:
    t = desk.t
    left = len([id_ for id_ in ask.questions if id_ not in ask.told])
    state = t.gettext("waits for answers: %(left)s of %(count)s") % {"left": left, "count": len(ask.questions)}
    if ask.withdrawn_at:
        state = t.gettext("taken back")
    elif ask.answered_at:
        state = t.gettext("answered")
    labels = tuple(_label(desk, id_) for id_ in ask.questions if desk.content.questionnaire.has(id_))
    return AskView(ask.id, desk.then(ask.created_at), labels, left, ask.is_open, state)
