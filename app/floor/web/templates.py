"""Templates, compiled once for each language: its sentences are looked up then, not at each reading.

``once(macro)`` makes what a list repeats (marks, labels) one time for each set of arguments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, MutableMapping
from functools import lru_cache
from pathlib import Path
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

import markupsafe
from flask import Flask
from flask.templating import Environment
from flask_babel import force_locale, get_locale, get_translations, gettext
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from app.floor.web.catalogues import MAY_END_TWICE, ended_once
from app.floor.web.compiled import kept_in

GETTEXT = ("_", "gettext")
WIDE_STOPS = ("。", "？", "！", "；")
WITH_BODY = (nodes.Block, nodes.For, nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.With)
_CLOSED = r"(?:</(?:b|em|small|span|strong)>)*"
_BLANKS = re.compile(rf"^({_CLOSED}</a>(?!\s*<a\b)|{_CLOSED})\s*")
"""In a page a line break is a blank too. One between two links stays: they would look like one."""
_SPACES = re.compile(r"^() *")
PLAIN = frozenset({FunctionType, MethodType, BuiltinMethodType, type(lru_cache(lambda: None))})

_escaped: Callable[[str], str] = getattr(markupsafe, "_escape_inner", escape)
"""``escape`` without the wrapping, in a fifth of its time. The name is not public: without it pages take longer."""


class Reading(Context):
    """Calls what wants nothing of the context at once; Jinja looks four times into each thing that a template calls."""

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        kind = type(called)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind not in PLAIN or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return called(*args, **kwargs)


class Imported(Template):
    """Once made, the module that others import from is the same for all: our templates have no globals of their own.

    Jinja looks through all globals at each import to find out that none is new.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return self._module or super()._get_default_module(ctx)


def shown(value: Any) -> str:
    """What ``escape`` says, as a plain str where it comes from one: a page holds a thousand, each is joined at once."""
    kind = type(value)
    if kind is str:
        return _escaped(value)
    return value if kind is Markup else escape(value)


class Writing(CodeGenerator):
    """Puts values into a page by ``shown``."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escape = environment.shown")


class InLanguages(Environment):
    """Hands each template to the environment of the reader's language; those are made when first needed."""

    code_generator_class = Writing
    shown = staticmethod(shown)
    context_class = Reading
    template_class = Imported
    locale = ""

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self.instance = Path(app.instance_path)
        self.languages: dict[str, InLanguages] = {}
        self.compiled: dict[tuple[object, str], Template] = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Of a template without globals of its own those of all, as they are: Jinja's chain of two is looked through
        name by name whenever a template, or a part of one, is put into words."""
        return super().make_globals(d) if d else self.globals

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:  # noqa: A002 Jinja's name
        if self.locale:
            return self._compiled(name, globals)
        return self._in(str(get_locale() or "en"))._load_template(name, globals)

    def _in(self, locale: str) -> InLanguages:
        if locale not in self.languages:
            made = self.overlay()
            made.locale, made.compiled = locale, {}
            made.bytecode_cache = kept_in(self.instance, locale)
            self.languages.setdefault(locale, made)
        found = self.languages[locale]
        found.loader = self.loader  # a test may read templates from elsewhere
        return found

    def _compiled(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:  # noqa: A002 Jinja's name
        """A page includes twenty templates; while they cannot change, nobody asks for a lock to find each."""
        if self.auto_reload or globals:
            return super()._load_template(name, globals)
        key = (self.loader, name)
        if key not in self.compiled:
            self.compiled[key] = super()._load_template(name, globals)
        return self.compiled[key]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        if self.locale:
            html = self.autoescape(name) if callable(self.autoescape) else self.autoescape
            with force_locale(self.locale):
                Saying(Markup if html else str).visit(parsed)
                for part in (parsed, *parsed.find_all(WITH_BODY)):
                    _close_up(part.iter_child_nodes(only=("body",)), False, _BLANKS if html else _SPACES)
        return parsed


class Saying(NodeTransformer):
    """Puts what ``_("…")`` says in the language at hand in its place; ``kind``: Markup in HTML, else str."""

    def __init__(self, kind: Callable[[str], str]) -> None:
        self.kind = kind

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 Jinja's name
        self.generic_visit(node)
        match node:
            case nodes.Call(
                node=nodes.Name(name=name), args=[nodes.Const(value=str(text))], dyn_args=None, dyn_kwargs=None
            ) if name in GETTEXT:
                said = nodes.Const(self.kind(gettext(text)), lineno=node.lineno)
                filled = [nodes.Pair(nodes.Const(one.key), one.value) for one in node.kwargs]
                told = nodes.Mod(said, nodes.Dict(filled), lineno=node.lineno)
                return _with_one_stop(told, text) if MAY_END_TWICE in text else told
        return node


def _close_up(body: Iterable[nodes.Node], after_stop: bool, blanks: re.Pattern[str]) -> bool:
    """No blank follows a sentence whose stop is as wide as one, whether or not more is said in some cases alone.
    ``after_stop``: such a stop is what stands last before ``body``; the answer: what does after it."""
    for node in body:
        match node:
            case nodes.Output(nodes=parts):
                for part in parts:
                    if not isinstance(part, nodes.TemplateData):
                        after_stop = _ends_wide(part)
                    elif after_stop:
                        part.data = blanks.sub(r"\1", part.data)
                        after_stop = "</a>" not in part.data and blanks.fullmatch(part.data) is not None
            case nodes.If(body=then, elif_=others, else_=otherwise):
                branches = (then, *(other.body for other in others), otherwise)
                ends = [_close_up(branch, after_stop, blanks) for branch in branches]
                after_stop = all(ends)
            case nodes.Assign():
                pass
            case _:
                after_stop = False
    return after_stop


def _ends_wide(node: nodes.Expr) -> bool:
    """Whether a part of a template surely ends with a wide stop in the language at hand."""
    if isinstance(node, nodes.CondExpr):
        return node.expr2 is not None and _ends_wide(node.expr1) and _ends_wide(node.expr2)
    return _last_words(node).endswith(WIDE_STOPS)


def _with_one_stop(told: nodes.Mod, text: str) -> nodes.Call:
    ender = nodes.Name("ended_once", "load", lineno=told.lineno)
    return nodes.Call(ender, [told, nodes.Const(text)], [], None, None, lineno=told.lineno)


def _last_words(node: nodes.Expr) -> str:
    """What a sentence of a template ends with in the language at hand; empty for anything else."""
    match node:
        case (
            nodes.Mod(left=nodes.Const(value=str(said)))
            | nodes.Call(args=[nodes.Mod(left=nodes.Const(value=str(said))), _])
        ):
            return said
        case nodes.Call(node=nodes.Name(name="ngettext"), args=[nodes.Const(value=one), nodes.Const(value=many), *_]):
            return str(get_translations().ungettext(one, many, 2))  # not filled: what it names is not known yet
    return ""


def once(macro: Callable[..., str]) -> Callable[..., str]:
    """The macro, called one time for each set of arguments while this page is made."""
    return lru_cache(maxsize=None)(macro)


def connect(app: Flask) -> None:
    """Before anything asks for ``app.jinja_env``."""
    app.jinja_environment = InLanguages  # type: ignore[assignment]  # Flask narrows it to its own class
    app.add_template_global(once)
    app.add_template_global(ended_once)
