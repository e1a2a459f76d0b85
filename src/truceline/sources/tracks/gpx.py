"""GPX to fixes: the points of its tracks, streamed. Waypoints and routes are plans, and are left out.

The file may declare no document type, so it can name no entity and fetch nothing. A track's name is its
vehicle, the file's name its patrol, unless a mapping says otherwise with `always`. Heights and dilutions are
not read: GPX states no error in metres.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from truceline.errors import BadReport, BadTime
from truceline.sources.cells import named, point
from truceline.sources.columns import ColumnMapping
from truceline.sources.feed import Feed
from truceline.sources.tracks.fixes import Faults, Said, instant, radius, refuse

_CHUNK: Final = 1 << 20
_MOST_TEXT: Final = 1_000
_MOST_HELD: Final = 4 << 20
"""Bytes that the parser may keep back for the end of a tag: no point of a track has so much to say."""
_MOST_DEEP: Final = 200


def gpx_fixes(feed: Feed, *, mapping: ColumnMapping, name: str, faults: Faults) -> Iterator[Said]:
    """Yield the points of a GPX file's tracks in its order; what cannot be read goes to `faults`.

    Parameters
    ----------
    feed : Feed
        GPX 1.0 or 1.1.
    mapping : ColumnMapping
        Values for `patrol`, `vehicle`, `side` and `radius_m` may be given with `always`; a zone for times
        that name none with `at`.
    name : str
        Stands in for a patrol or vehicle that is not named.
    faults : Faults
        With line and column.

    Raises
    ------
    BadReport
        If the file is no XML, no GPX, or declares a document type.
    """
    reading = _Reading(feed.file, mapping, name, faults)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    reading.follow(parser)
    n = 0
    while True:
        data = feed.stream.read(_CHUNK)
        n += len(data)
        try:
            parser.Parse(data, not data)
        except expat.ExpatError as error:
            message = expat.errors.messages.get(error.code, str(error))
            refuse(feed.file, f"the file is no XML: {message}", line=error.lineno, column=error.offset + 1)
        if n - parser.CurrentByteIndex > _MOST_HELD:
            message = f"one tag or text is longer than {_MOST_HELD:,} bytes"
            refuse(feed.file, message, "this is no GPX of tracks", line=parser.CurrentLineNumber)
        yield from reading.taken()
        if not data:
            return


class _Reading:
    """What has been seen of a GPX file so far."""

    def __init__(self, file: str, mapping: ColumnMapping, name: str, faults: Faults) -> None:
        self.file, self.mapping, self.name, self.faults = file, mapping, name, faults
        self.path: list[str] = []
        self.text: list[str] = []
        self.track = ""
        self.spot: tuple[float, float] | None = None
        self.time = ""
        self.begins = (0, 0)
        self.is_sound = True
        self.found: list[Said] = []

    def follow(self, parser: expat.XMLParserType) -> None:
        """Take part in the parsing."""
        self.parser = parser
        parser.StartDoctypeDeclHandler = self._no_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    def taken(self) -> list[Said]:
        """Return what was found since the last time."""
        found, self.found = self.found, []
        return found

    def _here(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def _no_doctype(self, *_: object) -> None:
        line, column = self._here()
        remedy = "remove it: it could pull in other files"
        refuse(self.file, "the file declares a document type", remedy, line=line, column=column)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        element = tag.rpartition(" ")[2]
        self.path.append(element)
        if len(self.path) > _MOST_DEEP:
            refuse(self.file, f"elements are nested deeper than {_MOST_DEEP}", line=self._here()[0])
        self.text = []
        if len(self.path) == 1 and element != "gpx":
            refuse(self.file, f"the file is no GPX but <{element}>", line=self._here()[0], column=1)
        if element == "trk":
            self.track = ""
        elif element == "trkpt":
            self.begins, self.time, self.is_sound, self.spot = self._here(), "", True, None
            try:
                self.spot = point(attributes.get("lon", ""), attributes.get("lat", ""))
            except BadReport as error:
                self._fault(error, self.begins)

    def _characters(self, text: str) -> None:
        if self.path[-1] in ("time", "name") and sum(map(len, self.text)) < _MOST_TEXT:
            self.text.append(text)

    def _end(self, _tag: str) -> None:
        element = self.path.pop()
        parent = self.path[-1] if self.path else ""
        if element == "name" and parent == "trk":
            self.track = "".join(self.text).strip()
        elif element == "time" and parent == "trkpt":
            self.time = "".join(self.text).strip()
        elif element == "trkpt":
            self._point()

    def _point(self) -> None:
        fixed = {key: self.mapping.of(key).always or "" for key in ("patrol", "vehicle", "side", "radius_m")}
        try:
            at = instant(self.time, zone=self.mapping.of("at").zone) if self.time else None
            radius_m = radius(fixed["radius_m"])
            patrol, side = (named(fixed[key], name=key) for key in ("patrol", "side"))
            vehicle = named(fixed["vehicle"] or self.track, name="vehicle")
        except (BadReport, BadTime) as error:
            self._fault(error, self.begins)
            return
        if self.is_sound:
            self.found.append(
                Said(
                    patrol=patrol or self.name,
                    vehicle=vehicle or self.name,
                    side=side or None,
                    at=at,
                    spot=self.spot,
                    radius_m=radius_m,
                )
            )

    def _fault(self, error: BadReport | BadTime, here: tuple[int, int]) -> None:
        self.is_sound = False
        self.faults.add(error, line=here[0], column=here[1])
