"""When it is light, by the sun or by stated hours, and what a clock time of a day is in UTC.

Only the sun's height counts: no hill, no dust, no moon. The sun's place is computed after Meeus to about
0.01 degrees, refraction is the almanacs' constant; sunrise and sunset agree with printed almanacs to about a
minute below 60 degrees of latitude, and less well where the sun crosses the horizon at a flat angle.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from truceline.clock import Interval, Precision, StatedTime, instants
from truceline.model.plans import Daylight

Floats = npt.NDArray[np.float64]

_J2000: Final = datetime(2000, 1, 1, 12, tzinfo=UTC)
_SECONDS_PER_CENTURY: Final = 36_525 * 86_400.0
_ROUNDS: Final = 4
"""Each brings the sun's place at the event nearer; after three nothing moves by a second below 65 degrees."""


def clock_times(on: date, clock: str, zone: str) -> tuple[datetime, ...]:
    """Return the UTC instants at which the clock of `zone` shows a time of a day, the first one first.

    Parameters
    ----------
    on : date
        The day.
    clock : str
        `07:30`; `24:00` is the next day's first moment.
    zone : str
        IANA zone.

    Returns
    -------
    tuple of datetime
        One; two in the night when clocks are put back. A time that clocks skipped is taken as if they had not
        been put forward yet.

    Examples
    --------
    >>> from datetime import date
    >>> [at.isoformat() for at in clock_times(date(2020, 3, 6), "07:30", "Asia/Damascus")]
    ['2020-03-06T05:30:00+00:00']
    """
    hour, minute = (int(part) for part in clock.split(":"))
    if hour == 24:
        on, hour = on + timedelta(days=1), 0
    stated = StatedTime(
        words=f"{on} {clock}",
        fields=(on.year, on.month, on.day, hour, minute, 0),
        precision=Precision.DAY,  # so that a time that the clocks skipped is still a moment
        zone=None,
    )
    return instants(stated, zone)


def hours_of(on: date, from_: str, until: str, zone: str, *, is_wide: bool = False) -> Interval | None:
    """Return from one clock time of a day to another in UTC; None where clocks left nothing between them.

    Parameters
    ----------
    on : date
        The day.
    from_, until : str
        Clock times; an `until` that is not later is the next day's.
    zone : str
        IANA zone.
    is_wide : bool
        Where clocks showed a time twice, whether the longer hours are meant (a curfew's) or the shorter.
    """
    following = on + timedelta(days=1)
    starts = clock_times(on, from_, zone)
    ends = clock_times(on if minutes_of(from_) < minutes_of(until) else following, until, zone)
    start_at, end_at = (starts[0], ends[-1]) if is_wide else (starts[-1], ends[0])
    return Interval(start_at, end_at) if start_at < end_at else None


def minutes_of(clock: str) -> int:
    """Return a clock time as minutes since midnight."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def light_on(days: Sequence[date], light: Daylight, zone: str) -> tuple[Interval | None, ...]:
    """Return when it is light on each day, in UTC; None for a day on which it never is.

    Parameters
    ----------
    days : sequence of date
        Days of `zone`.
    light : Daylight
        By the sun at a place, or stated hours.
    zone : str
        IANA zone.
    """
    if light.from_ is not None and light.until is not None:
        return tuple(hours_of(on, light.from_, light.until, zone) for on in days)
    assert light.lon is not None
    assert light.lat is not None
    return sun_up(days, light.lon, light.lat, zone, above_deg=light.sun_above_deg)


def sun_up(
    days: Sequence[date], lon: float, lat: float, zone: str, *, above_deg: float = -0.833
) -> tuple[Interval | None, ...]:
    """Return for each day from when to when the sun stands higher than `above_deg`.

    Parameters
    ----------
    days : sequence of date
        Days of `zone`.
    lon, lat : float
        EPSG:4326, degrees.
    zone : str
        IANA zone; of the sun's noons the one next to the clock's noon of that day is taken.
    above_deg : float
        Height of the sun's centre, degrees. -0.833 is sunrise and sunset: half the sun's disc and the
        refraction at the horizon; -6 the limits of civil twilight.

    Returns
    -------
    tuple of Interval or None
        UTC, whole seconds. None where the sun stays below all day; noon to noon twelve hours either way
        where it stays above.

    References
    ----------
    J. Meeus, Astronomical Algorithms, 2nd edition, chapters 15 (rising and setting), 25 (place of the sun,
    lower accuracy) and 28 (equation of time, Smart's formula).

    Examples
    --------
    >>> from datetime import date
    >>> up = sun_up([date(2020, 6, 21)], -0.13, 51.51, "Europe/London")[0]
    >>> up.start_at.strftime("%H:%M"), up.end_at.strftime("%H:%M")
    ('03:43', '20:21')
    """
    clock_noons = [clock_times(on, "12:00", zone)[0] for on in days]
    noon_s = np.array([(at - _J2000).total_seconds() for at in clock_noons])
    noon_s = _at_noon(noon_s, lon)
    declination, _ = _sun(noon_s)
    never, always = _never_always(declination, lat, above_deg)
    rise_s, set_s = (_crossing(noon_s, lon, lat, above_deg, sign) for sign in (-1.0, 1.0))
    half_day = 43_200.0
    rise_s = np.where(always, noon_s - half_day, rise_s)
    set_s = np.where(always, noon_s + half_day, set_s)
    return tuple(
        None if is_dark else Interval(_instant(start), _instant(end))
        for is_dark, start, end in zip(never, rise_s, set_s, strict=True)
    )


def _instant(seconds: float) -> datetime:
    return _J2000 + timedelta(seconds=round(float(seconds)))


def _at_noon(near_s: Floats, lon: float) -> Floats:
    """Return the sun's noon next to each moment, seconds since J2000."""
    at = near_s
    for _ in range(_ROUNDS):
        at = at - _hour_angle(at, lon) * 240.0
    return at


def _crossing(noon_s: Floats, lon: float, lat: float, above_deg: float, sign: float) -> Floats:
    """Return when the sun passes the height before (-1) or after (+1) each noon, seconds since J2000."""
    at = noon_s
    for _ in range(_ROUNDS):
        declination, _ = _sun(at)
        angle = np.degrees(np.arccos(np.clip(_cos_hour_angle(declination, lat, above_deg), -1.0, 1.0)))
        # From where the sun stands now to where it is to stand, at 15 degrees an hour.
        wanted = sign * angle
        at = at + (wanted - _hour_angle(at, lon, near=wanted)) * 240.0
    return at


def _never_always(
    declination: Floats, lat: float, above_deg: float
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    cosine = _cos_hour_angle(declination, lat, above_deg)
    return cosine > 1.0, cosine < -1.0


def _cos_hour_angle(declination: Floats, lat: float, above_deg: float) -> Floats:
    """Return the cosine of the hour angle at which the sun stands at a height; beyond 1 there is none."""
    phi, height = np.radians(lat), np.radians(above_deg)
    upper = np.sin(height) - np.sin(phi) * np.sin(declination)
    # At a pole itself the height hardly changes in a day; the least divisor decides by its sign alone.
    return np.asarray(upper / np.maximum(np.cos(phi) * np.cos(declination), 1e-12))


def _hour_angle(at_s: Floats, lon: float, near: Floats | float = 0.0) -> Floats:
    """Return the sun's hour angle in degrees, west of the meridian positive, within 180 of `near`."""
    _, equation_minutes = _sun(at_s)
    utc_minutes = at_s / 60.0 + 720.0
    angle = (utc_minutes + equation_minutes) / 4.0 + lon - 180.0
    return np.asarray((angle - near + 180.0) % 360.0 - 180.0 + near)


def _sun(at_s: Floats) -> tuple[Floats, Floats]:
    """Return the sun's declination in radians and the equation of time in minutes.

    `at_s` is in seconds of UTC since J2000; the minute or so by which clocks differ from ephemeris time
    moves the sun by less than 0.001 degrees.
    """
    t = at_s / _SECONDS_PER_CENTURY
    mean_longitude = np.radians((280.46646 + t * (36000.76983 + 0.0003032 * t)) % 360.0)
    anomaly = np.radians((357.52911 + t * (35999.05029 - 0.0001537 * t)) % 360.0)
    eccentricity = 0.016708634 - t * (0.000042037 + 0.0000001267 * t)
    centre = (
        (1.914602 - t * (0.004817 + 0.000014 * t)) * np.sin(anomaly)
        + (0.019993 - 0.000101 * t) * np.sin(2 * anomaly)
        + 0.000289 * np.sin(3 * anomaly)
    )
    node = np.radians(125.04 - 1934.136 * t)
    longitude = mean_longitude + np.radians(centre - 0.00569 - 0.00478 * np.sin(node))
    obliquity = np.radians(
        23.43929111 - t * (0.013004167 + t * (1.64e-7 - 5.036e-7 * t)) + 0.00256 * np.cos(node)
    )
    declination = np.arcsin(np.sin(obliquity) * np.sin(longitude))
    y = np.tan(obliquity / 2) ** 2
    equation = (
        y * np.sin(2 * mean_longitude)
        - 2 * eccentricity * np.sin(anomaly)
        + 4 * eccentricity * y * np.sin(anomaly) * np.cos(2 * mean_longitude)
        - 0.5 * y**2 * np.sin(4 * mean_longitude)
        - 1.25 * eccentricity**2 * np.sin(2 * anomaly)
    )
    return declination, np.degrees(equation) * 4.0
