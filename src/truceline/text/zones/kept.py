"""Ground that an earlier run built from the same words, with the same hands holding the same ground."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from truceline import geo
from truceline.model import casebook as nouns
from truceline.model import hanging, words
from truceline.model.casebook import Casebook
from truceline.model.hanging import ReadingId
from truceline.model.ids import ZoneId
from truceline.model.shelf import Shelf
from truceline.parsing import plain

_NOUNS: Final = (hanging, nouns, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptZones:
    """The zones of one text on a shelf that is of one state of the record's words on control."""

    shelf: Shelf
    text: str
    """A digest of all of the text that ground is built from."""

    def get(self, zone: ZoneId, chosen: Sequence[ReadingId], at: datetime) -> geo.Zone | None:
        """Return a zone under the readings of all that it hangs on; None where it is not kept."""
        data = self.shelf.get(self._key(zone, chosen, at))
        return None if data is None else geo.unpacked(json.loads(data))

    def put(self, zone: ZoneId, chosen: Sequence[ReadingId], at: datetime, built: geo.Zone) -> None:
        """Keep a zone."""
        self.shelf.put(self._key(zone, chosen, at), json.dumps(geo.packed(built)).encode())

    def _key(self, zone: ZoneId, chosen: Sequence[ReadingId], at: datetime) -> str:
        return json.dumps(["zone", self.text, zone, chosen, at.isoformat()])


def kept_zones(casebook: Casebook, shelf: Shelf) -> KeptZones:
    """Return the place of a casebook's zones on a shelf."""
    said = (
        casebook.zones,
        casebook.lines,
        casebook.boundaries,
        casebook.places,
        casebook.mandate.day_zone,
    )
    digest = hashlib.sha256(plain.written(said, plain.classes_of(_NOUNS))).hexdigest()
    return KeptZones(shelf=shelf, text=digest)
