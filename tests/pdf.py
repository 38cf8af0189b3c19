"""What a PDF says, read by poppler: the tests' second opinion on what was set."""

import subprocess


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, laid out."""
    return _run(["pdftotext", "-layout", "-", "-"], pdf).split("\f")[:-1]


def text_of(pdf: bytes) -> str:
    """All text."""
    return "\n".join(pages_of(pdf))


def fonts_of(pdf: bytes) -> list[list[str]]:
    """Each font: name, then whether it is embedded, subset, mapped to Unicode."""
    return [[line.split()[0], *line.split()[-5:-2]] for line in _run(["pdffonts", "-"], pdf).splitlines()[2:]]


def _run(command: list[str], pdf: bytes) -> str:
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    assert not done.stderr, done.stderr.decode()[:500]
    return done.stdout.decode()
