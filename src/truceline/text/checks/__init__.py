"""What no schema can say: references, readings, times and shapes that must fit each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from truceline.model.casebook import Casebook
from truceline.parsing.nouns import Slip
from truceline.text.checks import actors, clauses, notices, readings, references, shapes, times
from truceline.text.checks.walk import Broken, Seen, every
from truceline.text.zones.recipes import Fronts

__all__ = ["Broken", "every", "slips", "warnings_of"]


def slips(
    casebook: Casebook,
    walked: Sequence[Seen],
    broken: Broken,
    *,
    try_zones: bool = True,
    fronts: Callable[[], Fronts | None] | None = None,
) -> Iterator[Slip]:
    """Yield everything of the text that does not fit.

    Parameters
    ----------
    casebook : Casebook
        The nouns that could be read.
    walked : sequence of seen values
        What `every` gives of it.
    broken : mapping of kind to ids
        Nouns that are written but could not be read: naming them is no further fault.
    try_zones : bool
        Whether each zone is built under each reading, which takes longer than all the rest.
    fronts : function, optional
        Gives who held what ground; without it zones that are built on it are not tried.
    """
    known = references.known_ids(casebook, broken)
    yield from references.ids(casebook)
    yield from references.inner_ids(casebook)
    yield from references.dangling(
        walked, known, lambda kind: getattr(casebook, kind, ()), is_own=references.is_of_record
    )
    yield from references.dangling_of_text(casebook, walked, known)
    yield from references.circles(casebook)
    yield from references.side_labels(casebook)
    yield from actors.stand_ins(casebook, walked)
    yield from readings.questions(casebook)
    yield from readings.hangings(casebook, walked)
    yield from readings.positions(casebook)
    yield from times.times(casebook, walked)
    yield from clauses.clauses(casebook, broken)
    yield from clauses.whom(walked)
    yield from clauses.names(walked)
    yield from clauses.numbers(casebook, walked)
    yield from shapes.places(walked)
    yield from shapes.placed(walked)
    yield from shapes.fronts(casebook, walked)
    if try_zones:
        yield from shapes.zones(casebook, fronts)


def warnings_of(casebook: Casebook, walked: Sequence[Seen], beside: Sequence[Seen] = ()) -> Iterator[Slip]:
    """Yield what a reader should know and may leave as it is; the casebook has no faults.

    Values seen `beside` the text, in a record, hang on its questions and name its actors too.
    """
    yield from notices.unverified(walked)
    yield from notices.exceptions(casebook)
    yield from notices.permits(casebook)
    yield from notices.placeless(casebook)
    yield from notices.questions(casebook, (*walked, *beside))
    yield from notices.sides(casebook)
    yield from actors.untold(casebook, (*walked, *beside))
