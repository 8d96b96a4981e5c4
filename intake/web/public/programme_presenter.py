"""Pages to be read, made of the clinic's words: programmes, home, privacy."""

import datetime as dt
from collections.abc import Mapping, Sequence

from intake.content.facts import Fact
from intake.content.legal import Legal, LegalPage
from intake.content.loader import Content
from intake.content.programmes import Band, Kind, Programme, Section
from intake.content.sources import Source
from intake.domain.values import FormRole
from intake.lib import formats
from intake.web.public.reading import (
    DoorView,
    EvidenceView,
    FactView,
    HomeView,
    NotOfferedView,
    PrivacyView,
    ProgrammeView,
    PromiseView,
    QuestionView,
    SectionView,
    SourceView,
)
from intake.web.public.voice import Voice

MONTH_ONLY = 7


def programme_view(programme: Programme, voice: Voice, *, sources: Mapping[str, Source], legal: Legal) -> ProgrammeView:
    """One programme's page."""
    return ProgrammeView(
        programme.slug,
        voice.content(programme.context("title"), programme.title),
        voice.content(programme.context("summary"), programme.summary),
        evidence_view(programme, voice),
        _review(programme, voice, legal),
        tuple(_section(programme, section, voice, sources) for section in programme.sections),
        tuple(
            QuestionView(
                voice.content(programme.context("question", item.id, "question"), item.question),
                tuple(
                    voice.content(programme.context("question", item.id, "answer", n), text)
                    for n, text in enumerate(item.answer, 1)
                ),
            )
            for item in programme.questions
        ),
        tuple(source_view(sources[id_], voice.tag) for id_ in programme.source_ids),
        voice.content(programme.context("button"), programme.button),
        voice.content("line.not_advice", legal.lines["not_advice"]),
    )


def evidence_view(programme: Programme, voice: Voice) -> EvidenceView:
    """The evidence band of a programme."""
    evidence = programme.evidence
    return EvidenceView(
        evidence.band.value,
        voice.content(programme.context("evidence", "label"), evidence.label),
        voice.content(programme.context("evidence", "text"), evidence.text),
    )


def home_view(programmes: Mapping[str, Programme], voice: Voice, *, promise: PromiseView) -> HomeView:
    """The home page: a door for each programme that is one, in their order."""
    doors = [programme for programme in programmes.values() if programme.kind is Kind.DOOR]
    general = [programme for programme in programmes.values() if programme.kind is Kind.GENERAL]
    return HomeView(
        tuple(
            DoorView(
                voice.content(door.context("title"), door.title),
                voice.content(door.context("summary"), door.summary),
                _url(door, voice),
                None if door.evidence.band is Band.DEPENDS and door.condition_groups else evidence_view(door, voice),
            )
            for door in doors
        ),
        promise,
        _url(general[0], voice) if general else "",
    )


def not_offered_view(content: Content, voice: Voice) -> NotOfferedView | None:
    """The honest no for a receipt: one sentence, and the page that says where to ask instead."""
    answers = [programme for programme in content.programmes.values() if programme.kind is Kind.ANSWER]
    if not answers:
        return None
    role = FormRole.NOT_OFFERED
    return NotOfferedView(
        voice.content(f"condition_note.{role}", content.showing.notes.get(role, "")),
        voice.content(answers[0].context("title"), answers[0].title),
        _url(answers[0], voice),
    )


def privacy_view(page: LegalPage, voice: Voice, *, updated: dt.date) -> PrivacyView:
    """The privacy page."""
    place = f"page.{page.id}"
    return PrivacyView(
        voice.content(f"{place}.title", page.title),
        voice.content(f"{place}.summary", page.summary),
        tuple(
            SectionView(
                section.id,
                voice.content(f"{place}.{section.id}.title", section.title),
                _numbered(section.paragraphs, f"{place}.{section.id}.paragraph", voice),
                _numbered(section.points, f"{place}.{section.id}.point", voice),
            )
            for section in page.sections
        ),
        formats.date(updated, voice.tag),
    )


def source_view(source: Source, tag: str) -> SourceView:
    """A source; its date is as exact as the text's own."""
    return SourceView(source.id, source.title, source.publisher, source.address, _dated(source.dated, tag))


def _section(programme: Programme, section: Section, voice: Voice, sources: Mapping[str, Source]) -> SectionView:
    place = programme.context("section", section.id)
    return SectionView(
        section.id,
        voice.content(f"{place}.title", section.title),
        _numbered(section.paragraphs, f"{place}.paragraph", voice),
        _numbered(section.points, f"{place}.point", voice),
        tuple(_fact(fact, voice, sources) for fact in section.facts),
    )


def _fact(fact: Fact, voice: Voice, sources: Mapping[str, Source]) -> FactView:
    cited = tuple(source_view(sources[id_], voice.tag) for id_ in fact.sources)
    return FactView(voice.content(fact.context, fact.text), cited)


def _review(programme: Programme, voice: Voice, legal: Legal) -> tuple[str, ...]:
    """Who reviewed the page, or plainly that nobody has, and when it is looked at next."""
    review = programme.review
    values = {"facts_as_of": formats.date(review.facts_as_of, voice.tag)}
    line = "not_reviewed"
    if review.reviewed_on and review.reviewer_role:
        line = "reviewed"
        values["reviewed_on"] = formats.date(review.reviewed_on, voice.tag)
        values["reviewer_role"] = voice.content(programme.context("reviewer_role"), review.reviewer_role)
    following = {"next_review": formats.date(review.next_review, voice.tag)}
    return (
        voice.content(f"line.{line}", legal.lines[line], **values),
        voice.content("line.next_review", legal.lines["next_review"], **following),
    )


def _numbered(texts: Sequence[str], place: str, voice: Voice) -> tuple[str, ...]:
    return tuple(voice.content(f"{place}.{n}", text) for n, text in enumerate(texts, 1))


def _dated(dated: str, tag: str) -> str:
    """``2026-06-22`` in words; a month or a year alone stays what it is, for no day is invented."""
    return formats.date(dt.date.fromisoformat(dated), tag) if len(dated) > MONTH_ONLY else dated


def _url(programme: Programme, voice: Voice) -> str:
    return f"/{voice.tag}/programmes/{programme.slug}"
