"""How the stylesheet of the Danish public design system (dkfds) becomes ``vendor/dkfds.css``.

The rules go into the cascade layer ``dkfds``, so that the own layer wins without fights. The font faces are
written here instead: dkfds asks for whole fonts of 60 KB each, and its package holds the same fonts split by
alphabet, of which Danish needs the first part. Rules for pictures that are not copied are left out, because a
name without a file would cost every visitor a failed request.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

LAYER = "dkfds"
FONT_FAMILY = "IBM Plex Sans"

# Which characters the parts of the split fonts hold, read from the font files of dkfds 11.2.0.
UNICODE_RANGES = {
    "Latin1": (
        "U+0000,U+000D,U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2013-2014,U+2018-201A,"
        "U+201C-201E,U+2020-2022,U+2026,U+2030,U+2039-203A,U+2044,U+20AC,U+2122,U+2212,U+FB01-FB02"
    ),
    "Latin2": (
        "U+0100-0101,U+0104-0130,U+0132-0151,U+0154-017F,U+018F,U+0192,U+01A0-01A1,U+01AF-01B0,U+01FA-01FF,"
        "U+0218-021B,U+0237,U+0259,U+1E80-1E85,U+1E9E,U+20A1,U+20A4,U+20A6,U+20A8-20AA,U+20AD-20AE,U+20B1-20B2,"
        "U+20B4-20B5,U+20B8-20BA,U+20BD,U+20BF"
    ),
}


class FontFace(NamedTuple):
    """One font file: a weight and style of IBM Plex Sans for a part of the alphabet."""

    cut: str
    weight: int
    style: str
    part: str

    @property
    def file(self) -> str:
        """Name of the file in dkfds and in the vendor folder."""
        return f"IBMPlexSans-{self.cut}-{self.part}.woff2"


# A browser fetches a face only when a page uses it: on a Danish page that is Latin1; the names of people from
# Poland or Türkiye need Latin2.
FONT_FACES = tuple(
    FontFace(cut, weight, style, part)
    for cut, weight, style in (
        ("Regular", 400, "normal"),
        ("Italic", 400, "italic"),
        ("Medium", 500, "normal"),
        ("SemiBold", 600, "normal"),
    )
    for part in ("Latin1", "Latin2")
)

# The pictures that dkfds' own components show (boxes, selects, details, accordions, toasts, switches).
ICONS = (
    "check.svg",
    "check-white.svg",
    "chevron-down.svg",
    "chevron-down-gray-200.svg",
    "chevron-up.svg",
    "close.svg",
    "error-white.svg",
    "info-white.svg",
    "minus.svg",
    "minus-white.svg",
    "more-vert.svg",
    "plus.svg",
    "success-white.svg",
    "warning.svg",
)

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_URL = re.compile(r"""url\(\s*["']?([^"')]*)["']?\s*\)""")


def font_face_rules() -> str:
    """Return one ``@font-face`` rule per font file that is copied."""
    return "".join(
        f'@font-face{{font-family:"{FONT_FAMILY}";font-style:{face.style};font-weight:{face.weight};'
        f'font-display:swap;src:url(fonts/{face.file}) format("woff2");unicode-range:{UNICODE_RANGES[face.part]}}}\n'
        for face in FONT_FACES
    )


def layered(css: str, icons: Collection[str] = ICONS) -> str:
    """Return dkfds' minified stylesheet as one cascade layer that names only files which are copied.

    Raises ``ValueError`` when the text is not what is expected, so that a new version of dkfds is looked at.
    """
    body = _COMMENT.sub("", css).strip()
    if "data:" in body or "@import" in body:
        raise ValueError("dkfds' stylesheet holds data addresses or imports; dev/stylesheet.py must learn them.")
    body = _RULE.sub(lambda rule: _rule(rule.group(1), rule.group(2), icons), body)
    if body.count("{") != body.count("}"):
        raise ValueError("dkfds' stylesheet does not close every brace.")
    return f"{font_face_rules()}@layer {LAYER}{{{body}}}\n"


def _rule(selector: str, declarations: str, icons: Collection[str]) -> str:
    """Return one rule with its addresses rewritten, or nothing when nothing of it is left."""
    if selector.strip().startswith("@font-face"):
        return ""
    if "url(" not in declarations:
        return f"{selector}{{{declarations}}}"
    kept = [text for text in (_declaration(each, icons) for each in declarations.split(";")) if text]
    return f"{selector}{{{';'.join(kept)}}}" if kept else ""


def _declaration(declaration: str, icons: Collection[str]) -> str:
    """Return a declaration that points to ``icons/``, or nothing when it asks for a file that is not copied."""
    names = [address.rsplit("/", 1)[-1] for address in _URL.findall(declaration)]
    if any(name not in icons for name in names):
        return ""
    return _URL.sub(lambda found: f"url(icons/{found.group(1).rsplit('/', 1)[-1]})", declaration)
