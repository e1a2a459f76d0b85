"""A click on the small map says a place; a picture needs no script, no address and no other host."""

from __future__ import annotations

import base64
import re
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.unit.web.conftest import SignedIn
from truceline.bulletins.pictures.locator import WIDEST
from truceline.centre.rights import CentreRole
from truceline.web.models import Draft

WORDS = "shelling, 1 h ago, 2 dead"
LANGUAGES = ("en", "ar")


def _page(client: Any, **told: Any) -> str:
    response = client.post("/report", {"words": WORDS, "source": "S17", **told})
    assert response.status_code == 200
    return unescape(response.content.decode())


def _picture(page: str) -> ElementTree.Element:
    (source,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    return ElementTree.fromstring(base64.b64decode(source))


def _spot(picture: ElementTree.Element, name: str) -> tuple[int, int]:
    found = next(one for one in picture.iter("{http://www.w3.org/2000/svg}text") if one.text == name)
    return round(float(found.attrib["x"])), round(float(found.attrib["y"]))


def _of(page: str) -> str:
    return str(re.findall(r'name="map_of" value="([^"]*)"', page)[0])


def _place(page: str) -> str:
    return str(re.findall(r'name="set_place" value="([^"]*)"', page)[0])


@pytest.mark.slow
def test_a_click_at_a_town_says_the_town_and_a_closer_map_says_more(signed_in: SignedIn) -> None:
    duty = signed_in(CentreRole.DUTY_OFFICER)
    page = _page(duty)
    assert _of(page) == "whole"
    x, y = _spot(_picture(page), "Saraqib")
    page = _page(duty, map_of="whole", **{"map.x": x, "map.y": y})
    assert _place(page) == "Saraqib"
    assert Draft.objects.get().values["set_place"] == "Saraqib"
    lon, lat = map(float, _of(page).split(","))
    x, y = _spot(_picture(page), "Saraqib")
    page = _page(duty, map_of=f"{lon},{lat}", set_place="Saraqib", **{"map.x": x - 38, "map.y": y})
    assert re.fullmatch(r"[34](\.5)? km W of Saraqib", _place(page))
    assert "<circle" in ElementTree.tostring(_picture(page)).decode().replace("ns0:", "")
    assert _of(_page(duty, set_place="Saraqib", zoom="whole")) == "whole"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", ["", "Saraqib"])
def test_the_picture_fits_a_phone_and_stands_alone(signed_in: SignedIn, language: str, place: str) -> None:
    duty = signed_in(CentreRole.DUTY_OFFICER)
    duty.cookies["language"] = language
    page = _page(duty, set_place=place)
    picture = _picture(page)
    width, height = float(picture.attrib["width"]), float(picture.attrib["height"])
    assert 100 < width <= WIDEST < 400
    assert 100 < height < 400
    (tag,) = re.findall(r'<input class="map"[^>]*>', page)
    assert f'width="{width:.0f}" height="{height:.0f}"' in tag
    assert re.search(r'alt="[^"]{20,}"', tag)
    text = ElementTree.tostring(picture).decode()
    assert not re.search(r"script|href|url\(|style=|@import", text)
    names = [one.text or "" for one in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert len(names) > (3 if place else 12)
    assert any("\u0600" < one[0] < "\u06ff" for one in names) is (language == "ar")
    assert len(page) < 200_000


@pytest.mark.parametrize(
    ("x", "y", "of"),
    [
        ("0", "0", "whole"),
        ("-5", "10", "whole"),
        ("1e3", "10", "whole"),
        ("9999", "10", "whole"),
        ("10", "99999999999999999999", "whole"),
        ("10", "10", ""),
        ("10", "10", "nan,nan"),
        ("10", "10", "inf,35"),
        ("10", "10", "0,0"),
        ("10", "10", "36,35,34"),
        ("10", "10", "<script>"),
    ],
)
def test_a_click_on_no_point_is_none(signed_in: SignedIn, x: str, y: str, of: str) -> None:
    duty = signed_in(CentreRole.DUTY_OFFICER)
    page = _page(duty, map_of=of, **{"map.x": x, "map.y": y})
    assert "Click on a point of the map" in page
    assert "<script>" not in page
    assert "set_place" not in Draft.objects.get().values


def test_a_click_keeps_what_was_written_and_no_draft_says_who_told_it(signed_in: SignedIn) -> None:
    duty = signed_in(CentreRole.DUTY_OFFICER)
    page = _page(duty, informant="the baker", set_by="hts", map_of="whole", **{"map.x": 160, "map.y": 100})
    assert 'name="informant" value="the baker"' in page
    assert 'value="hts"' in page
    assert "the baker" not in str(Draft.objects.get().values)
    assert "the baker" not in duty.get("/report").content.decode()
