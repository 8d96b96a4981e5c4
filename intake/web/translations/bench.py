"""A language laid out to be worked on: everything that the list and the page of a message show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anyio import to_thread

from intake.services.workbench import checking, finding, ranking
from intake.services.workbench.book import Book, Message, read_book
from intake.services.workbench.checking import Rules
from intake.services.workbench.finding import Shown, Wanted
from intake.web.common.state import IntakeRequest
from intake.web.translations.common import language_of, wanted_in


@dataclass(frozen=True, slots=True)
class Bench:
    """A language as it lies on the bench: its messages and rules, what is looked for, and what of it is found."""

    book: Book
    rules: Rules
    wanted: Wanted
    listed: Sequence[Message]
    weights: Mapping[str, int]

    def after(self, message: Message) -> Message | None:
        """The next of the list."""
        return finding.after(message, self.listed, weights=self.weights)

    def before(self, message: Message) -> Message | None:
        """The one before it in the list."""
        return finding.before(message, self.listed, weights=self.weights)


async def bench_of(request: IntakeRequest) -> Bench:
    """What the address asks for. Raises `NotFound`, `CatalogError`."""
    resources, tag, wanted = request.state["resources"], language_of(request).tag, wanted_in(request)
    weights = await ranking.weights(tag, db=resources.db)
    folder, content = resources.languages.folder, resources.content
    on_page = (await request.state["looking"].index()).get(wanted.page, frozenset()) if wanted.page else None

    def laid_out() -> Bench:
        book, rules = read_book(folder, tag), checking.rules_of(folder, tag, content)
        remarked = checking.remarked(book, rules) if wanted.shown is Shown.REMARKS else ()
        listed = finding.found(book, wanted, weights=weights, remarked=remarked, on_page=on_page)
        return Bench(book, rules, wanted, listed, weights)

    return await to_thread.run_sync(laid_out)
