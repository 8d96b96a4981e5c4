"""``questions.toml`` read into the questionnaire. Conditions become options; consents and notices lend their texts."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from intake.content import wording
from intake.content.legal import Legal
from intake.content.reader import Complaints, Node, read_toml
from intake.content.sentence import Sentence, protected
from intake.domain.asking import DERIVED
from intake.domain.questionnaire import (
    TREATMENT_CARD,
    Block,
    Option,
    Question,
    Questionnaire,
    QuestionType,
    Step,
    When,
)
from intake.domain.values import YES, Condition, ConditionGroup, InquirerRole, Sensitivity

CHOSEN = frozenset({QuestionType.ONE, QuestionType.MANY})
TYPED = frozenset(
    {
        QuestionType.TEXT,
        QuestionType.PARAGRAPHS,
        QuestionType.YEAR,
        QuestionType.EMAIL,
        QuestionType.PHONE,
        QuestionType.LATIN,
        QuestionType.WHEN,
        QuestionType.TREATMENT,
    }
)
SPOKEN_PARTS = ("label", "hint", "why", "help", "only_if")
COMMENTS = {
    "label": "Question on the form.",
    "hint": "Short hint under the question.",
    "why": "Why we ask: opens with a tap.",
    "help": "Longer help: opens with a tap. Empty lines separate paragraphs.",
    "only_if": "For readers without scripts: when this question is meant.",
}


def load_questions(
    path: Path,
    *,
    groups: Mapping[str, ConditionGroup],
    conditions: Mapping[str, Condition],
    legal: Legal,
    complaints: Complaints,
) -> Questionnaire:
    """Read ``questions.toml``."""
    top = read_toml(path, complaints)
    parts = top.tables("blocks")
    blocks = tuple(_block(node) for node in parts)
    nodes = top.tables("questions")
    steps = {block.id: block.step for block in blocks}
    questions = tuple(_question(node, conditions, legal, steps) for node in nodes)
    for node, question in zip(nodes, questions, strict=True):
        _check(node, question, blocks, questions, groups)
    for node, block in zip(parts, blocks, strict=True):
        _check_whens(node, block, questions, groups)
    top.close()
    labels = {slug: group.label for slug, group in groups.items()}
    return Questionnaire(blocks, questions, labels)


def messages(questionnaire: Questionnaire) -> Iterator[Sentence]:
    """Every text of the form for the translators; consents, notices and conditions have their own files."""
    for block in questionnaire.blocks:
        for part, text in (("title", block.title), ("intro", block.intro)):
            if text:
                yield Sentence("clinic", f"block.{block.id}.{part}", text, "questions.toml", "Part of the form.")
    for question in questionnaire.questions:
        grave = any(option.alarm for option in question.options)  # warning signs: whoever misreads one may die of it
        domain = "staff" if question.step is Step.STAFF else "clinic"  # patients never read those
        for part in SPOKEN_PARTS:
            text = str(getattr(question, part))
            if text and not (question.legal and part in {"label", "why"}):
                comment = protected(COMMENTS[part]) if grave else COMMENTS[part]
                yield Sentence(domain, f"question.{question.id}.{part}", text, "questions.toml", comment)
        if question.type is not QuestionType.CONDITION:
            for code, label in question.option_labels.items():
                comment = f"Answer to: {question.label}"
                comment = protected(comment) if grave else comment
                yield Sentence(domain, f"question.{question.id}.option.{code}", label, "questions.toml", comment)


def _block(node: Node) -> Block:
    return Block(
        node.text("id"),
        wording.sentence(node, "title"),
        _optional(node, "intro"),
        node.optional_code("step", Step) or Step.SHORT,
        _when(node, "enable_when"),
        _when(node, "unless"),
    )


def _question(node: Node, conditions: Mapping[str, Condition], legal: Legal, steps: Mapping[str, Step]) -> Question:
    type_, legal_id = node.code("type", QuestionType), node.optional_text("legal") or ""
    label, why = (
        _legal_texts(node, legal_id, legal) if legal_id else (wording.sentence(node, "label"), _optional(node, "why"))
    )
    options, labels = _conditions(conditions) if type_ is QuestionType.CONDITION else _options(node)
    return Question(
        id=node.text("id"),
        block=node.text("block"),
        step=node.optional_code("step", Step) or steps.get(node.text("block"), Step.SHORT),
        type=type_,
        label=label,
        sensitivity=node.code("sensitivity", Sensitivity),
        required=node.flag("required"),
        required_when=_when(node, "required_when"),
        enable_when=_when(node, "enable_when"),
        unless=_when(node, "unless"),
        max_length=node.optional_number("max_length") or 0,
        autocomplete=node.optional_text("autocomplete") or "",
        hint=_optional(node, "hint"),
        why=why,
        help=_optional(node, "help"),
        only_if=_optional(node, "only_if"),
        legal=legal_id,
        variants=_variants(legal_id, legal),
        options=options,
        option_labels=labels,
        card=node.optional_text("card") or "",
        or_unknown=node.flag("or_unknown"),
        not_before=node.optional_text("not_before") or "",
        minimum=node.optional_number("minimum") or 0,
        maximum=node.optional_number("maximum") or 0,
        decimals=node.optional_number("decimals") or 0,
    )


def _legal_texts(node: Node, legal_id: str, legal: Legal) -> tuple[str, str]:
    kind, _, name = legal_id.partition(".")
    found = legal.consents.get(name) if kind == "consent" else legal.notices.get(name) if kind == "notice" else None
    if found is None:
        node.complain("legal", f"{legal_id!r} is no consent or notice of legal.toml; write consent.C1 or notice.N1")
        return "", ""
    return found.text, found.explanation


def _variants(legal_id: str, legal: Legal) -> tuple[tuple[str, str], ...]:
    """What a consent says to who writes in a role the form knows."""
    found = legal.consents.get(legal_id.removeprefix("consent."))
    variants = found.variants if found else {}
    return tuple((role, variants[role].text) for role in InquirerRole if role in variants)


def _options(node: Node) -> tuple[tuple[Option, ...], dict[str, str]]:
    options, labels = [], {}
    for item in node.tables("options"):
        code = item.text("code")
        if code in labels:
            item.complain("code", f"option {code!r} stands twice")
        options.append(Option(code, alarm=item.flag("alarm")))
        labels[code] = wording.sentence(item, "label")
    return tuple(options), labels


def _conditions(conditions: Mapping[str, Condition]) -> tuple[tuple[Option, ...], dict[str, str]]:
    options = tuple(
        Option(one.slug, group=one.group, search=(one.clinical_name, *one.synonyms)) for one in conditions.values()
    )
    return options, {one.slug: one.name for one in conditions.values()}


def _when(node: Node, key: str) -> When:
    return tuple({name: item.texts(name) for name in item.keys()} for item in node.tables(key))  # noqa: SIM118 - a Node


def _optional(node: Node, key: str) -> str:
    return wording.sentence(node, key) if node.has(key) else node.optional_text(key) or ""


def _check(
    node: Node,
    question: Question,
    blocks: tuple[Block, ...],
    questions: tuple[Question, ...],
    groups: Mapping[str, ConditionGroup],
) -> None:
    """What a misspelt code would otherwise only show to patients."""
    known = {other.id: other for other in questions}
    if known[question.id] is not question:
        node.complain("id", f"question {question.id!r} stands twice")
    if question.block not in {block.id for block in blocks}:
        node.complain("block", f"{question.block!r} is no block")
    if (question.type in CHOSEN) != bool(question.options) and question.type is not QuestionType.CONDITION:
        node.complain("type", "options belong to the types one and many, and to no other")
    if (question.type in TYPED) != bool(question.max_length):
        node.complain("type", "max_length belongs to what is typed, and to nothing else")
    if (question.type is QuestionType.NUMBER) != bool(question.maximum):
        node.complain("type", "maximum belongs to numbers, and to nothing else")
    if question.or_unknown and question.type not in TYPED | {QuestionType.NUMBER}:
        node.complain("or_unknown", "what is chosen has “I do not know” among its options")
    if question.card not in {"", TREATMENT_CARD}:
        node.complain("card", f"the only cards are those of {TREATMENT_CARD!r}")
    if question.not_before and question.not_before not in known:
        node.complain("not_before", f"{question.not_before!r} is no question")
    _check_whens(node, question, questions, groups)


def _check_whens(
    node: Node, asked: Question | Block, questions: tuple[Question, ...], groups: Mapping[str, ConditionGroup]
) -> None:
    known = {other.id: other for other in questions}
    for key in ("enable_when", "unless", "required_when"):
        for name, codes in ((n, c) for alternative in getattr(asked, key, ()) for n, c in alternative.items()):
            if name in DERIVED:
                allowed = frozenset(groups) if name == "condition_group" else frozenset({"yes", "no"})
            elif name in known:
                allowed = known[name].codes or frozenset({YES} if known[name].type is QuestionType.BOX else ())
            else:
                node.complain(key, f"{name!r} is neither a question nor one of {', '.join(sorted(DERIVED))}")
                continue
            for code in sorted(set(codes) - allowed):
                node.complain(key, f"{code!r} is no answer of {name}")
