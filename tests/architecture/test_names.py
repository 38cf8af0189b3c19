"""Names say what a thing is: no catch-all words, British spelling, actions with one shape, docstrings in public."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import functions, listed, modules_of, named, parsed, python_files

CATCH_ALL = re.compile(r"(^|_)(utils?|helpers?|managers?|process|handle|handler|data|info)(_|$)")
AMERICAN = re.compile(r"organiz|authoriz|catalog(?!ue)|enroll(?!ed|ing)|behavior|(^|_)(center|color)s?(_|$)")
# Words of the trade, and names that Django or DRF expect.
MEANT = re.compile(
    r"personal_data|^handle$|^cleaned_data$|^process_view$|^exception_handler$|^data_upload_max_(memory_size|number_files)$"
)
DJANGOS_CLASSES = {"UserManager"}
# Here a process is one of the operating system, and data is a server's directory; a form's data is Django's word.
MEANT_IN = {"process": ("config/local",), "data": ("config/local", "/forms/", "/views/")}


def defined_names(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Names a file gives: modules, classes, functions, parameters, variables."""
    yield path.stem, parsed(path)
    for node in ast.walk(parsed(path)):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.arg(arg=name):
                yield name, node
            case ast.ClassDef(name=name) if name not in DJANGOS_CLASSES:
                yield re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(), node
            case ast.Name(id=name, ctx=ast.Store()):
                yield name, node


def wrongly_named(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{named(path, node)} {name}"
        for path in python_files()
        for name, node in defined_names(path)
        if pattern.search(MEANT.sub("", name.lower())) and not is_meant(name, path)
    ]


def is_meant(name: str, path: Path) -> bool:
    return any(place in path.as_posix() for place in MEANT_IN.get(name, ()))


def test_no_name_says_nothing():
    found = wrongly_named(CATCH_ALL)
    assert not found, listed(found)


def test_own_names_are_spelt_the_british_way():
    found = wrongly_named(AMERICAN)
    assert not found, listed(found)


def is_use_case(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "use_case" for d in function.decorator_list)


def test_actions_take_keywords_and_the_actor_first():
    found = []
    actions = 0
    for path in modules_of("services"):
        for function in filter(is_use_case, functions(path)):
            actions += 1
            keywords = [argument.arg for argument in function.args.kwonlyargs]
            positional = function.args.args or function.args.posonlyargs
            if positional or ("actor" in keywords and keywords[0] != "actor"):
                found.append(f"{named(path, function)} {function.name}")
    assert actions > 10
    assert not found, listed(found)


def test_actions_are_services():
    strays = [
        f"{named(path, function)} {function.name}"
        for path in set(python_files()) - set(modules_of("services"))
        for function in filter(is_use_case, functions(path))
        if path.parts[-3:-1] != ("config", "training") and "config" not in path.parts
    ]
    assert not strays, listed(strays)


def test_public_functions_of_rules_queries_and_services_say_what_they_do():
    found = []
    for path in modules_of("rules", "queries", "services"):
        if ast.get_docstring(parsed(path)) is None:
            found.append(named(path))
        found.extend(
            f"{named(path, node)} {node.name}"
            for node in parsed(path).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and ast.get_docstring(node) is None
        )
    assert not found, listed(found)
