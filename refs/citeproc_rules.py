"""Rules of CSL that citeproc-py leaves out, given to its elements.

What ``substitute`` prints in place of a missing author is printed nowhere else, and names in it are
set as the names that they stand for (CSL 1.0.2, "Substitute"). Labels in title case are in that of the
style's own language.
"""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def install() -> None:
    """Give citeproc-py the rules, for all styles of this process.

    It finds the classes of its elements itself, so that no others can be handed to it: methods of
    four of them are replaced.
    """
    from citeproc import model
    from citeproc.source import VariableError

    names, variable_of = model.Names.process, model.Text._variable

    def render_substitute(self: Any, item: Any, context: Any = None, **kwargs: Any) -> Any:
        layout = context.get_layout()
        for child in self.getchildren():
            layout.printed = set()
            try:
                text = child.render(item, context=context, **kwargs)
            except VariableError:
                text = None
            found, layout.printed = layout.printed, None
            if text:
                layout.repressed["substituted"] = _gone(layout) | found
                return text
        return None

    def process_names(self: Any, item: Any, names_context: Any = None, context: Any = None, **kwargs: Any) -> Any:  # fmt: skip
        layout = context.get_layout() if context is not None else None
        roles = {role for role in self.get("variable").split() if role in item.reference}
        if roles & _gone(layout):
            raise VariableError
        if names_context is None and self.name is None:
            around = self.xpath_search("ancestor::cs:substitute[1]/parent::cs:names")
            names_context = around[0] if around else None
        text = names(self, item, names_context=names_context, context=context, **kwargs)
        _note(layout, roles if text else set())
        return text

    def text_of_variable(self: Any, item: Any, context: Any) -> Any:
        layout, variable = context.get_layout(), self.get("variable")
        if variable in _gone(layout):
            return None
        text = variable_of(self, item, context)
        _note(layout, {variable} if text else set())
        return text

    def case_of_label(self: Any, text: Any, language: str | None = None) -> Any:
        own = str(self.get_root().get("default-locale", "en"))[:2]
        return model.TextCased.case(self, text, language or own)

    model.Label.case = case_of_label
    model.Substitute.render = render_substitute
    model.Names.process = process_names
    model.Text._variable = text_of_variable


def _gone(layout: Any) -> set[str]:
    """The variables that were printed in place of a missing one."""
    found = layout.repressed.get("substituted") if layout is not None else None
    return found if isinstance(found, set) else set()


def _note(layout: Any, variables: set[str]) -> None:
    """Note what is printed within a substitute."""
    printed = getattr(layout, "printed", None)
    if isinstance(printed, set):
        printed |= variables
