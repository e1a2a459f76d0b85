"""A casebook as it is asked: by name, as it could be known on a day, with names in one language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from truceline.bulletins.catalogue import languages
from truceline.clock import Precision, instants, parse_stated, require_utc
from truceline.errors import BadTime, Fault, NotFound
from truceline.files.casebooks import Folders
from truceline.model.naming import in_language
from truceline.model.spelling import Spellings, instead
from truceline.model.words import Audience
from truceline.record.days import Period
from truceline.record.question import Asked
from truceline.runs.sealed import read_sealed


def asked_casebook(
    name_or_path: Folders | str | Path,
    *,
    on: date | Period | None = None,
    as_of: date | None = None,
    language: str = "en",
    try_zones: bool = False,
    audience: Audience = Audience.PUBLIC,
    at: datetime | None = None,
) -> Asked:
    """Return a casebook with the record as known by the end of a reporting day, its names in a language.

    Parameters
    ----------
    name_or_path : Folders, str or Path
        A bundled name or a folder; with `Folders`, and which record of it.
    on : date or Period, optional
        Reporting day or days asked for; carried along.
    as_of : date, optional
        Reporting day of the mandate; none for all that is known.
    language : str
        One that has a catalogue; a noun that has no name in it shows its English one.
    try_zones : bool
        Whether each zone is built to see that it can be; not needed by who only asks the record.
    audience : Audience
        For whom the answer is.
    at : datetime, optional
        UTC, when it goes out; now if left out.

    Raises
    ------
    NotFound
        If there is no such casebook or language.
    BadCasebook
        With every fault found.
    """
    known_language(language)
    goes_out_at = release_instant(None) if at is None else at
    sealed, told = read_sealed(name_or_path, try_zones=try_zones).as_of(as_of).released(audience, goes_out_at)
    named = in_language(told.record, language)
    sealed.shelve(named)
    return Asked(
        record=named,
        release=told,
        sha256=sealed.sha256,
        on=on,
        as_of=as_of,
    )


def asked_instant(at: datetime | str) -> datetime:
    """Return the UTC instant that was asked for.

    Parameters
    ----------
    at : datetime or str
        In UTC, or a stated time that names its zone, such as `2020-03-05 21:30Z`.

    Raises
    ------
    BadTime
        If it names no zone, no time of day, or a time that the zone's clock showed twice.
    """
    if isinstance(at, datetime):
        return require_utc(at)
    stated = parse_stated(at)
    remedy = "write it as 2020-03-05 21:30Z or 2020-03-06 00:30+03:00"
    if stated.zone is None:
        fault = Fault(message=f"{at!r} names no zone, so it is no instant", remedy=remedy)
        raise BadTime("the instant cannot be used", [fault])
    found = instants(stated)
    if stated.precision not in (Precision.MINUTE, Precision.SECOND) or len(found) > 1:
        fault = Fault(message=f"{at!r} is more than one instant", remedy=remedy)
        raise BadTime("the instant cannot be used", [fault])
    return found[0]


def release_instant(at: datetime | str | None) -> datetime:
    """Return the instant at which a product goes out: now, or the one asked for, never a later one than now.

    Raises
    ------
    BadTime
        If the instant names no zone, is none, or is still to come: then nothing would be held back.
    """
    now = _now()
    if at is None:
        return now
    instant = asked_instant(at)
    if instant > now:
        fault = Fault(message=f"{instant:%Y-%m-%d %H:%MZ} is still to come", remedy="leave the instant out")
        raise BadTime("nothing is published as of a later time", [fault])
    return instant


def _now() -> datetime:
    return datetime.now(UTC)


def known_language(language: str) -> str:
    """Return `language` if our own words are held in it.

    Raises
    ------
    NotFound
        If they are not.
    """
    if language not in languages():
        fault = Fault(
            message=f"there are no words in {language!r}", remedy=f"one of {', '.join(languages())}"
        )
        raise NotFound("no such language", [fault])
    return language


def known_ids(asked: tuple[str, ...], known: Spellings, what: str) -> tuple[str, ...]:
    """Return `asked` if the casebook has all of it, by id.

    Raises
    ------
    NotFound
        Naming each that it does not have.
    """
    faults = [
        Fault(
            message=f"there is no {what} {one!r}",
            remedy=instead(one, known),
        )
        for one in asked
        if one not in known
    ]
    if faults:
        raise NotFound(f"no such {what}", faults)
    return asked
