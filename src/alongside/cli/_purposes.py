"""A command's file in, what it is for out, without running it: a list of them would else import the whole house."""

from __future__ import annotations

import ast
from pathlib import Path

FOLDER = Path(__file__).parent


def purpose_of(module: str) -> tuple[str, bool]:
    """The first words of its help, and whether it has commands of its own."""
    body = ast.parse((FOLDER / f"{module}.py").read_text()).body
    functions = [node for node in body if isinstance(node, ast.FunctionDef)]
    command = next((one for one in functions if one.name == module), None)
    if command is not None:
        return ast.get_docstring(command) or "", False
    made = next(
        node for node in body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == module
    )
    words = made.value.keywords if isinstance(made.value, ast.Call) else []
    if said := [str(ast.literal_eval(word.value)) for word in words if word.arg == "help"]:
        return said[0], True
    group = next(one for one in functions if f"{module}.callback()" in map(ast.unparse, one.decorator_list))
    return ast.get_docstring(group) or "", True
