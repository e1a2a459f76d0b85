"""A picture of a page so that it stands by itself: its own style, nothing asked for, letters our fonts have.

What a part of a picture says under the pointer is left out: on paper nothing points. The picture's own title
and description are kept apart, for those who cannot see it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from truceline.bulletins.paper.letters import shown, spelt_out, unvocalised

CLASSES: Final = frozenset({"halo"})
"""Classes that parts of a picture may have; the style says what they look like."""
_STYLE: Final = (
    'text{font-family:"Noto Sans","Noto Sans Arabic";font-size:11px;fill:#1c1f24}'
    ".halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}"
)
_NAMESPACE: Final = "http://www.w3.org/2000/svg"
_SIGN: Final = re.compile("[\u2190-\u25ff]")
"""Arrows and signs of mathematics. Typst takes one font for a label, and none has them and all letters."""
_CROSSED: Final = ("\u2260", "\u226e", "\u226f")
"""Signs that it takes apart in our own fonts; the one named for them has them whole."""
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture, ready to be set."""

    svg: str
    alt: str
    """Its title and description; empty for a sign that only decorates."""
    width: float
    """In the picture's own units, as is the height."""
    height: float


def standing_alone(svg: str) -> Picture:
    """Return a picture of one of our pages as one that needs nothing around it.

    Parameters
    ----------
    svg : str
        From `<svg` to `</svg>`, with a `viewBox`.

    Raises
    ------
    ValueError
        If it asks for anything outside of it, or has a class that is not known here.
    """
    root = ElementTree.fromstring(svg.replace(f' xmlns="{_NAMESPACE}"', "", 1))
    said = [_said(child) for child in root if child.tag in ("title", "desc")]
    for element in list(root.iter()):
        for child in [one for one in element if one.tag in ("title", "desc")]:
            element.remove(child)
        _check(element)
        if element.tag in ("text", "tspan"):
            _set_right(element)
    style = ElementTree.Element("style")
    style.text = _STYLE
    root.insert(0, style)
    root.set("xmlns", _NAMESPACE)
    _, _, width, height = (float(one) for one in root.attrib["viewBox"].split())
    return Picture(
        svg=ElementTree.tostring(root, encoding="unicode"), alt=". ".join(said), width=width, height=height
    )


def _said(element: ElementTree.Element) -> str:
    return shown(_SPACES.sub(" ", "".join(element.itertext())).strip()).rstrip(".")


def _check(element: ElementTree.Element) -> None:
    if unknown := set(element.get("class", "").split()) - CLASSES:
        raise ValueError(f"a part of a picture of a class that is not known: {', '.join(sorted(unknown))}")
    outside = [
        value for name, value in element.attrib.items() if name.endswith("href") and not value.startswith("#")
    ]
    if outside or element.tag in ("image", "script", "style", "foreignObject"):
        raise ValueError(f"a picture that is not all its own: <{element.tag}>")


def _set_right(element: ElementTree.Element) -> None:
    """Spell out what cannot be shown, and put a shift into the place itself: shifted letters do not join."""
    element.text = unvocalised(shown(element.text or ""))
    if element.text in _CROSSED:
        element.set("style", f"{element.get('style', '')};font-family:'DejaVu Sans Mono'".lstrip(";"))
    elif len(element.text) > 1:
        element.text = _SIGN.sub(lambda found: spelt_out(found.group()), element.text)
    for shift, place in (("dx", "x"), ("dy", "y")):
        if by := element.attrib.pop(shift, ""):
            element.set(place, f"{float(element.get(place, '0')) + float(by):g}")
