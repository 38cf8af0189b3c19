"""Papers as PDF, set by Typst: `typeset(template, content)`.

A template is a Typst file that begins with `#import "/appraisal/core/papers/common.typ": *` and finds its content in
`paper`. Fonts are embedded. A character that no font of the machine has is never a silent box: it is printed as its
code, and the foot of the page says so.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst
from django.conf import settings

from appraisal.core.typesetting.fonts import FontMissing, chinese_fonts, installed, marked
from appraisal.core.typesetting.joining import join
from appraisal.core.typesetting.stamps import Imprint, stamp

__all__ = ["PDF", "FontMissing", "Imprint", "chinese_fonts", "join", "stamp", "typeset"]

PDF = "application/pdf"


def typeset(
    template: Path, content: Mapping[str, Any], *, tagged: bool = True, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """The PDF of a template with its content, which must be JSON. Raises `FontMissing`, `typst.TypstError`.

    `tagged`: with the structure that screen readers use; what is to be joined to other parts goes without. `pictures`:
    JPEGs by the name under which the template shows them (`picture(name, …)`).
    """
    text, missing = marked(json.dumps(content, ensure_ascii=False))
    paper = {**json.loads(text), "fonts": chinese_fonts().as_json(), "missing": missing}
    inputs = {"paper": json.dumps(paper, ensure_ascii=False)}
    if pictures:
        inputs["pictures"] = json.dumps({name: _framed(jpeg) for name, jpeg in pictures.items()})
    compiler = _compiler(template, settings.BASE_DIR)
    return cast(bytes, compiler.compile(format="pdf", sys_inputs=inputs, pdf_tags=tagged))


def _framed(jpeg: bytes) -> str:
    """A JPEG as Typst takes it without a file: an SVG that holds it. Typst puts its bytes into the PDF as they are."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 25 35"><image width="25" height="35" '
        f'href="data:image/jpeg;base64,{b64encode(jpeg).decode()}"/></svg>'
    )


@cache
def _compiler(template: Path, root: Path) -> typst.Compiler:
    """Kept for the life of the process: a template is read once."""
    return typst.Compiler(template, root=root, font_paths=installed())
