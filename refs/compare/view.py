"""A reference beside a work: what the comparisons of several fields look at, worked out when asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from refs.compare.journals import Container, container_of
from refs.compare.printed import NUMBER, Printed, plain_number
from refs.compare.titles import TITLE_AGREES, TitleView, compare_titles, view_title, work_titles
from refs.folding import fold_name, split_words
from refs.journals import Journals
from refs.model import Work

_FAINT = 0.15  # share of a title's words in the raw string; with fewer no parsed title is like it
_NAMES = 30  # authors that are compared; hardly a reference prints more


class View:
    """One reference and one work."""

    def __init__(self, printed: Printed, work: Work, journals: Journals) -> None:
        self.printed, self.work, self.journals = printed, work, journals
        self.title = _best([view_title(printed, words) for words in work_titles(work)])
        """How the title lies in the raw string; None where the work has none."""
        self.names = (work.authors or work.editors)[:_NAMES]
        """The work's first authors, or else its editors."""
        self.families = tuple(filter(None, [fold_name(name.key) for name in self.names]))
        """Their family names, folded."""

    @cached_property
    def read(self) -> TitleView | None:
        """How it compares with the title that the parser read, where the raw string has it not whole."""
        title = self.title
        if "title" not in self.printed.parsed or not title:
            return None
        if title.similarity <= _FAINT or title.whole:
            return None
        read = split_words(self.printed.parsed["title"])
        return _best([compare_titles(words, read) for words in work_titles(self.work)])

    @cached_property
    def placed(self) -> TitleView | None:
        """The title where it stands in the raw string, if it does."""
        title = self.title
        return title if title and title.end and title.similarity >= TITLE_AGREES else None

    @cached_property
    def left(self) -> tuple[str, ...]:
        """The numbers of the raw string that the title does not explain."""
        if self.title is None or self.title.similarity < TITLE_AGREES:
            return self.printed.numbers
        left = list(self.printed.numbers)
        stretch = " ".join(self.printed.words[self.title.start : self.title.end])
        for number in map(plain_number, NUMBER.findall(stretch)):
            if number in left:
                left.remove(number)
        return tuple(left)

    @cached_property
    def container(self) -> Container:
        """What the work came out in."""
        return container_of(self.work.container_title, self.work.issn, self.journals)


def _best(views: Sequence[TitleView]) -> TitleView | None:
    if len(views) < 2:
        return views[0] if views else None
    return max(views, key=lambda view: (view.similarity, view.whole))
