"""How far the details have come, block by block. A count of answers, never a score of the patient."""

from dataclasses import dataclass
from datetime import date

from intake.domain.asking import enabled, facts_for_asking, fits
from intake.domain.questionnaire import Block, Question, Questionnaire, Step, When
from intake.domain.values import YES, Answers, InquirerRole

# What says most for such an inquiry comes before the order of the page.
FIRST: tuple[tuple[str, When], ...] = (
    ("cart", ({"prior_cart": (YES,)},)),
    ("autoimmune", ()),
    ("physician", ({"inquirer_role": (InquirerRole.PHYSICIAN.value,)},)),
    ("agent", ({"inquirer_role": (InquirerRole.AGENT.value,)},)),
)


@dataclass(frozen=True, slots=True)
class BlockProgress:
    """Of one block: how many of its questions are asked of this person, and how many of them are answered."""

    id: str
    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The blocks that are asked of this person, what is worth most first; and how many treatment cards there are."""

    blocks: tuple[BlockProgress, ...]
    cards: int


def progress(questionnaire: Questionnaire, answers: Answers, cards: int, today: date) -> Progress:
    """How far somebody has come who answered like this."""
    found = []
    for block in blocks_asked(questionnaire, answers, today):
        asked = asked_in(questionnaire, block.id, answers, today)
        found.append(BlockProgress(block.id, sum(item.id in answers for item in asked), len(asked)))
    return Progress(tuple(found), cards)


def blocks_asked(questionnaire: Questionnaire, answers: Answers, today: date) -> tuple[Block, ...]:
    """The blocks of the details that are asked of somebody who answered like this, what is worth most first."""
    facts = facts_for_asking(questionnaire, answers, today)
    asked = [
        block
        for block in questionnaire.blocks
        if block.step is Step.MORE
        and enabled(block, answers, facts)
        and asked_in(questionnaire, block.id, answers, today)
    ]
    first = [name for name, when in FIRST if not when or fits(when, answers, facts)]
    return tuple(sorted(asked, key=lambda block: first.index(block.id) if block.id in first else len(first)))


def asked_in(questionnaire: Questionnaire, block_id: str, answers: Answers, today: date) -> tuple[Question, ...]:
    """The questions of a block of the details that are asked of somebody who answered like this."""
    facts = facts_for_asking(questionnaire, answers, today)
    here = questionnaire.in_block(block_id, Step.MORE)
    return tuple(question for question in here if enabled(question, answers, facts))
