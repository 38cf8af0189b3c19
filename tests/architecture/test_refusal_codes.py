"""Every refusal has a sentence and a remedy, and gets what its sentence needs."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from appraisal.core import phrases
from tests.architecture.tree import listed, named, parsed, python_files

# What makes a refusal or the conflict of who came second; the first argument is the code.
MAKERS = {"Refusal", "conflict"}


def uses() -> Iterator[tuple[str, ast.Call, Path]]:
    """Every code that is written out where a refusal is made."""
    for path in python_files():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS and node.args:
                yield from ((code, node, path) for code in written_out(node.args[0]))


def written_out(argument: ast.expr) -> list[str]:
    match argument:
        case ast.Constant(value=str(code)):
            return [code]
        case ast.IfExp(body=body, orelse=orelse):
            return [*written_out(body), *written_out(orelse)]
    return []


def given(call: ast.Call) -> set[str] | None:
    """The params that a call writes out; None when they come from elsewhere."""
    assert isinstance(call.func, ast.Name)
    if call.func.id == "conflict":
        return {keyword.arg or "" for keyword in call.keywords}
    params = call.args[1] if len(call.args) > 1 else next((k.value for k in call.keywords if k.arg == "params"), None)
    match params:
        case None:
            return set()
        case ast.Dict(keys=keys) if all(isinstance(key, ast.Constant) for key in keys):
            return {key.value for key in keys}
    return None


def needed(code: str) -> set[str]:
    """The params that the sentence and the remedy of a code speak of."""
    phrase = phrases._book[code]
    fields = [field for text in (phrase.message, phrase.remedy) for _, field, _, _ in Formatter().parse(text)]
    return {field.partition(".")[0].partition("[")[0] for field in fields if field}


def test_every_code_has_a_sentence():
    codes = {code: f"{named(path, call)} {code}" for code, call, path in uses()}
    assert len(codes) > 50
    found = [place for code, place in codes.items() if code not in phrases.registered_codes()]
    assert not found, listed(found)


def test_every_sentence_gets_what_it_speaks_of():
    short = [
        f"{named(path, call)} {code}: {sorted(needed(code) - params)}"
        for code, call, path in uses()
        if code in phrases.registered_codes() and (params := given(call)) is not None and needed(code) - params
    ]
    assert not short, listed(short)


def test_every_sentence_says_what_is_wrong_and_what_to_do_now():
    for code in sorted(phrases.registered_codes()):
        phrase = phrases._book[code]
        assert phrase.message.strip() and phrase.remedy.strip(), code
        assert phrase.message.rstrip()[-1] in "。？！”」）}：" and phrase.remedy.rstrip()[-1] in "。？！”」）}", code
