"""One page for the person who has to judge: what was found, what it rests on, what stays open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from evidence.markup import (
    FORBIDDEN,
    REPLACEMENT,
    describe_article,
    describe_work,
    markdown,
    printed,
    probability,
    raised,
    resolver,
)
from evidence.model import Claim, Context, Statement
from evidence.overview import overview
from refs.model import Article, Checked

if TYPE_CHECKING:
    from evidence.findings import Finding

LIMITS: Final = (
    "This report does not verify that a work supports the claim it is cited for, unless a person"
    " judged it. Nobody read the cited works for it: direction and directness come from the wording"
    " of the citing sentence until a person accepts or changes them.",
    "Claims are proposed by rules. A claim may be missing, cut too short or put together with one"
    " that differs; its quotation is always the article's own wording.",
    "“Not found” means that a source declared to hold all of Crossref answered and has no such"
    " work. It says nothing of works that are registered elsewhere or nowhere.",
    "A field on which the record is silent was not checked, and a record can itself be wrong.",
    "A work without a notice may have been retracted or corrected since the source was asked, or"
    " without its publisher telling the source.",
    "Counts of works for and against a claim weigh nothing: no study was appraised.",
)


def render_report(
    articles: Sequence[Article],
    checked: Sequence[Checked],
    contexts: Sequence[Context],
    statements: Sequence[Statement],
    claims: Sequence[Claim],
    *,
    title: str,
    findings: Sequence[Finding] = (),
    invented: bool = False,
    sources_note: str | None = None,
) -> str:
    """The results as one HTML page that needs nothing else: no network, no script, no clock.

    First what matters (verdicts, notices, differences to correct, what could not be checked and
    why, findings), with plots of verdicts, years and agreement, then the claims with their evidence,
    then every reference, then the limits; all in the order given. Text from documents and sources is escaped; characters that HTML cannot hold
    appear as U+FFFD. Same input, same page.

    Args:
        title: heading of the page.
        invented: whether the letters are made-up examples; a banner then says so.
        sources_note: a sentence on where the records come from, shown with the sources.
    """
    values = overview(articles, checked, contexts, statements, claims) | {"limits": LIMITS}
    page = (
        _environment()
        .get_template("report.html")
        .render(
            title=title, findings=findings, invented=invented, sources_note=sources_note, **values
        )
    )
    return FORBIDDEN.sub(REPLACEMENT, page)


def render_markdown(
    articles: Sequence[Article],
    checked: Sequence[Checked],
    contexts: Sequence[Context],
    statements: Sequence[Statement],
    claims: Sequence[Claim],
    *,
    title: str,
    findings: Sequence[Finding] = (),
    invented: bool = False,
    sources_note: str | None = None,
) -> str:
    """The report of :func:`render_report` as Markdown, without its plots.

    Whatever in a text would be mark-up is escaped; characters that no text file may hold appear as
    U+FFFD.
    """
    values = overview(articles, checked, contexts, statements, claims) | {"limits": LIMITS}
    page = (
        _markdown_environment()
        .get_template("report.md")
        .render(
            title=title, findings=findings, invented=invented, sources_note=sources_note, **values
        )
    )
    return FORBIDDEN.sub(REPLACEMENT, page)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("evidence"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        printed=printed,
        resolver=resolver,
        work=describe_work,
        names=describe_article,
        probability=probability,
    )
    return environment


@cache
def _markdown_environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("evidence"),
        finalize=lambda value: value if isinstance(value, Markup) else markdown(str(value)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        printed=raised,
        resolver=resolver,
        work=describe_work,
        names=describe_article,
        probability=probability,
    )
    return environment
