"""The `alongside` command: one module per command, of which only the one asked for is imported.

The module `alongside/cli/NAME.py` holds the function of the command `NAME` under the same name; a trailing
underscore keeps a name from being a Python keyword (`import_`). A command with commands of its own is a Typer
under that name. Django is ready when the module is imported,
but for those in STARTS_WITHOUT_DJANGO, which settle the environment first or need none of it.
"""

from __future__ import annotations

import gc
import os
import pkgutil
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from alongside import __version__
from alongside.cli._purposes import purpose_of

STARTS_WITHOUT_DJANGO = {"serve", "web", "doctor", "promises"}
WRONG_CALL = 2


def app() -> None:
    """The entry point."""
    words = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    wanted = words[0] if words else ""
    _refuse_what_is_no_text(sys.argv[1:])
    try:
        (build_app(wanted) if wanted in command_modules() else list_commands())()
    except Exception as error:
        from django.core.exceptions import ImproperlyConfigured

        if not isinstance(error, ImproperlyConfigured):
            raise
        sys.exit(_complain(str(error)))


def _refuse_what_is_no_text(arguments: Sequence[str]) -> None:
    """A file may be called anything; all else is looked for or kept as text."""
    for argument in arguments:
        told = os.fsencode(argument).decode("utf-8", "backslashreplace")
        if told != argument and not os.path.lexists(argument):
            sys.exit(_complain(f"“{told}” is no text: what is typed has to be UTF-8."))


def _complain(sentence: str) -> int:
    """On stderr, before there is anything that says it nicely; with what a wrong call ends with."""
    print(sentence, file=sys.stderr)
    return WRONG_CALL


def build_app(wanted: str = "") -> typer.Typer:
    """All commands, or only the wanted one when there is such a command."""
    built, modules = _without_commands(), command_modules()
    for name in [wanted] if wanted in modules else sorted(modules):
        loaded = _load(name, modules[name])
        if isinstance(loaded, typer.Typer):
            built.add_typer(loaded, name=name)
        else:
            built.command(name)(loaded)
    return built


def list_commands() -> typer.Typer:
    """All commands by their names, for whoever asks which there are; none is imported, and none can be called."""
    built = _without_commands()
    for name, module in sorted(command_modules().items()):
        purpose, is_group = purpose_of(module)
        if is_group:
            built.add_typer(typer.Typer(help=purpose), name=name)
        else:
            built.command(name, help=purpose)(lambda: None)
    return built


def _without_commands() -> typer.Typer:
    built = typer.Typer(
        help="A desk for virtual assistants: every conversation with every client in one timeline.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_show_locals=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    built.callback()(_always_a_group)
    return built


def command_modules() -> dict[str, str]:
    """The name of each command and the module that holds it."""
    found = [module.name for module in pkgutil.iter_modules(__path__)]
    return {name.rstrip("_").replace("_", "-"): name for name in found if not name.startswith("_")}


def _load(command: str, module: str) -> Callable[..., Any] | typer.Typer:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
    # What is imported stays, and looking for garbage in it takes a tenth of a start.
    gc.disable()
    if command not in STARTS_WITHOUT_DJANGO:
        import django

        django.setup()
    found: Callable[..., Any] | typer.Typer = getattr(import_module(f"alongside.cli.{module}"), module)
    gc.freeze()
    gc.enable()
    return found


def _say_version(is_asked: bool) -> None:
    if is_asked:
        print(f"Alongside {__version__}")
        raise typer.Exit


def _always_a_group(
    version: Annotated[
        bool, typer.Option("--version", help="Print which version this is, and end.", callback=_say_version)
    ] = False,
) -> None:
    """Without it, typer makes a lone command the whole program."""
