"""Who speaks, of what and where it was read: the record's parts fit each other and its figures can be.

Nothing here judges what is claimed. A report may be older than what it tells of (it may tell of a plan), and
claims may contradict each other: those are the record's matter, not faults.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from truceline.clock import DAWN, DUSK, Interval, parse_stated, span
from truceline.errors import BadTime
from truceline.model.casebook import Casebook
from truceline.model.ids import SourceId, instrument_of
from truceline.model.record import (
    Article,
    Claim,
    ControlAssertion,
    Count,
    Effort,
    Figure,
    InstitutionReturn,
    IssueState,
    ListedPost,
    Notification,
    PatrolAccount,
    Reservation,
    Source,
    Stance,
    Toll,
)
from truceline.model.spelling import nearest
from truceline.model.words import OF_AN_ACCOUNT, Credibility, Manner, Part, Reliability
from truceline.text.checks.clauses import weights
from truceline.text.checks.references import known_ids, sides_of
from truceline.text.checks.slip import Broken, Seen, Slip, each

Known = Mapping[str, frozenset[str]]
"""Ids of each kind, those of nouns that could not be read among them."""

_ROWS = (
    Toll, Notification, PatrolAccount, Count, ControlAssertion, InstitutionReturn, Stance, IssueState,
    Figure, Effort, Reservation, ListedPost,
)  # fmt: skip
_COUNTED: Mapping[object, tuple[str, ...]] = {
    Toll: ("low", "high"),
    Count: ("n",),
    InstitutionReturn: ("n",),
    Figure: ("low", "high"),
}
"""Fields that count people or things: nothing, or from 0 up."""
_NUMBERED: Mapping[object, tuple[str, ...]] = {
    Toll: ("moment",),
    PatrolAccount: ("number",),
    ListedPost: ("number",),
}
"""Fields that number things: from 1 up."""
_MEASURED: Mapping[object, tuple[str, ...]] = {PatrolAccount: ("length_km",), Count: ("hours",)}
"""Fields that measure: more than 0."""


def slips(casebook: Casebook, walked: Sequence[Seen], broken: Broken) -> Iterator[Slip]:
    """Yield everything of the record that does not fit; see `truceline.text.checks.slips`."""
    known = known_ids(casebook, broken)
    yield from speakers(casebook)
    yield from claims(casebook, known, broken)
    yield from matters(casebook)
    yield from ledgers(casebook, walked, known)


def speakers(casebook: Casebook) -> Iterator[Slip]:
    """Yield grades without a reason, leans to no side, and sources that relay themselves."""
    sides = frozenset(casebook.mandate.sides or {}) or sides_of(casebook)
    for seen, family in each("families", casebook.families):
        yield from _lean(seen, family.lean, sides)
    for seen, source in each("sources", casebook.sources):
        yield from _lean(seen, source.lean, sides)
        for index, then in enumerate(source.families):
            yield from _lean(seen, then.lean, sides, "families", index)
        yield from _families(seen, source)
        if source.reliability is not Reliability.F and not source.graded_because.strip():
            yield _no_reason(seen, source.reliability, Reliability.F, "reliability")
        for index, relayed in enumerate(source.relays):
            if relayed == source.id:
                yield seen.slip("the source relays itself", "leave it out", "relays", index)
    for seen, report in each("reports", casebook.reports):
        for index, relayed in enumerate(report.relays):
            if relayed == report.source:
                yield seen.slip("the report relays its own source", "leave it out", "relays", index)


def _lean(seen: Seen, lean: str | None, sides: frozenset[str], *inside: str | int) -> Iterator[Slip]:
    if lean is not None and lean not in sides:
        remedy = nearest(lean, sides) or f"one of {', '.join(sorted(sides))}, or leave it out"
        yield seen.slip(f"there is no side {lean!r} to lean to", remedy, *inside, "lean")


def _families(seen: Seen, source: Source) -> Iterator[Slip]:
    """Yield spans of days that end before they begin, or share a day with another of the source."""
    spans: list[tuple[int, Interval]] = []
    for index, one in enumerate(source.families):
        try:
            first = span(parse_stated(one.from_), "UTC").start_at if one.from_ else DAWN
            last = span(parse_stated(one.until), "UTC").start_at if one.until else DUSK
        except BadTime:
            continue  # said at the day itself
        if last <= first:
            remedy = "exchange the two; on the day of `until` it holds no longer"
            yield seen.slip("the span ends before it begins", remedy, "families", index, "until")
            continue
        during = Interval(first, last)
        if any(during.meet(other) is not None for _, other in spans):
            yield seen.slip(
                "the source has two families on one day",
                "let one end where the other begins",
                "families",
                index,
            )
        spans.append((index, during))


def _no_reason(seen: Seen, grade: str, ungraded: str, field: str) -> Slip:
    remedy = f"add `graded_because`, or leave the grade at {ungraded}"
    return seen.slip(f"the grade {grade} is given without a reason", remedy, field)


# Claims and matters


def claims(casebook: Casebook, known: Known, broken: Broken) -> Iterator[Slip]:
    """Yield claims without ground, that tell what nobody asserts, or that stand against themselves."""
    links = _Links(casebook, broken)
    if not broken.get("claims"):
        yield from _untold(casebook)
    yield from _verified(casebook, links)
    for kind in ("claims", "control", "words"):
        for seen, row in each(kind, getattr(casebook, kind)):
            if row.mistaken_from is not None and not row.mistaken.strip():
                remedy = "say in `mistaken` why, and by whom it was put right"
                yield seen.slip("it is mistaken from a day on, and nothing says why", remedy, "mistaken_from")
    for seen, claim in each("claims", casebook.claims):
        if claim.matter is None:
            yield seen.slip("the claim is about no matter", "name one: `matter: E60`")
        if not claim.reports:
            yield seen.slip("the claim was read nowhere", "name its reports: `reports: [...]`", "reports")
        yield from _claim(seen, claim, links)
    for seen, article in each("articles", casebook.articles):
        yield from _article(seen, article, links, known)


class _Links:
    """What a claim may tell: accounts by incident, and incidents by matter."""

    def __init__(self, casebook: Casebook, broken: Broken) -> None:
        self.accounts = {
            str(entry.id): [account.id for account in entry.accounts] for entry in casebook.incidents
        }
        self.of_matter = {matter.id: frozenset(map(str, matter.incidents)) for matter in casebook.matters}
        self.broken = broken.get("incidents", frozenset())


def _untold(casebook: Casebook) -> Iterator[Slip]:
    """Yield accounts that no claim tells: nothing could stand behind them."""
    told = {account for claim in casebook.claims for account in claim.tells}
    for seen, entry in each("incidents", casebook.incidents):
        for index, account in enumerate(entry.accounts):
            if f"{entry.id}/{account.id}" not in told:
                message = f"no claim tells the account `{account.id}`"
                remedy = f"add one to `claims:`, with who says so and `tells: [{entry.id}/{account.id}]`"
                yield seen.slip(message, remedy, "accounts", index, "id")


def _verified(casebook: Casebook, links: _Links) -> Iterator[Slip]:
    for seen, act in each("verifications", casebook.verifications):
        yield from _account(seen, act.account, links, "account")
        for index, part in enumerate(act.parts):
            if part not in OF_AN_ACCOUNT:
                remedy = f"one of {', '.join(OF_AN_ACCOUNT)}"
                yield seen.slip(f"{part.value!r} is no part of an account", remedy, "parts", index)


def _claim(seen: Seen, claim: Claim, links: _Links) -> Iterator[Slip]:
    is_denial = claim.manner is Manner.DENIES
    if is_denial and not claim.denies_what:
        remedy = f"add `denies_what:`, some of {', '.join(Part)}"
        yield seen.slip("the denial does not say what it denies", remedy, "manner")
    if claim.denies_what and not is_denial:
        yield seen.slip(
            "a claim that denies something is of another manner", "write `manner: denies`", "denies_what"
        )
    if claim.tells_what and not claim.tells:
        yield seen.slip("it states parts of no account", "add `tells:`, or leave it out", "tells_what")
    for index, part in enumerate(claim.tells_what):
        if part not in OF_AN_ACCOUNT:
            remedy = f"one of {', '.join(OF_AN_ACCOUNT)}"
            yield seen.slip(f"{part.value!r} is no part of an account", remedy, "tells_what", index)
    for index, told in enumerate(claim.tells):
        yield from _tells(seen, claim, told, index, links)
    for index, denied in enumerate(claim.denies):
        if denied == claim.id:
            yield seen.slip("the claim denies itself", "name the claim it denies", "denies", index)
    for index, other in enumerate(claim.contradicts):
        if other == claim.id or other in claim.denies:
            remedy = "name another claim, and each under one of `denies` and `contradicts`"
            yield seen.slip(
                f"it contradicts {other!r} a second time, or itself", remedy, "contradicts", index
            )
    if claim.denies and claim.manner is not Manner.DENIES:
        remedy = "write `manner: denies`, or `contradicts:` if it does not speak of them"
        yield seen.slip("a claim that denies others is of another manner", remedy, "denies", of_key=True)
    for index, between in enumerate(claim.through):
        if between == claim.by:
            remedy = "`through` is who stands between the page and `by`; leave it out"
            yield seen.slip(f"{between!r} is said to pass on its own words", remedy, "through", index)
    if claim.credibility is not Credibility.SIX and not claim.graded_because.strip():
        yield _no_reason(seen, claim.credibility, Credibility.SIX, "credibility")
    yield from weights(seen, claim.hypotheses)


def _account(seen: Seen, told: str, links: _Links, *at: str | int) -> Iterator[Slip]:
    """Yield what is wrong with `incident/account`."""
    incident, _, account = told.rpartition("/")
    own = links.accounts.get(incident)
    if not incident or not account:
        yield seen.slip(f"{told!r} names no account", "write `incident/account`: `E60/moscow_says`", *at)
    elif own is None:
        if incident not in links.broken:
            remedy = nearest(incident, links.accounts) or "add it under `incidents:`"
            yield seen.slip(f"there is no incident {incident!r}", remedy, *at)
    elif account not in own:
        remedy = nearest(account, own) or f"it has {', '.join(own)}"
        yield seen.slip(f"the incident {incident!r} has no account {account!r}", remedy, *at)


def _tells(seen: Seen, claim: Claim, told: str, index: int, links: _Links) -> Iterator[Slip]:
    yield from _account(seen, told, links, "tells", index)
    incident, _, account = told.rpartition("/")
    is_known = account in links.accounts.get(incident, ())
    if is_known and claim.matter in links.of_matter and incident not in links.of_matter[claim.matter]:
        message = f"the matter {claim.matter!r} does not list the incident {incident!r}"
        yield seen.slip(message, "add it to the matter's `incidents:`, or tell another", "tells", index)


def _article(seen: Seen, article: Article, links: _Links, known: Known) -> Iterator[Slip]:
    met: set[str] = set()
    for index, sentence in enumerate(article.sentences):
        if sentence.no != index + 1:
            message = f"the sentence is counted {sentence.no} and stands at {index + 1}"
            yield seen.slip(message, "count from 1, in order, and leave none out", "sentences", index, "no")
        for place, claim in enumerate(sentence.claims):
            inside = ("sentences", index, "claims", place)
            own = Seen(kind=seen.kind, index=seen.index, path=inside, declared=Claim, value=claim)
            if claim.id in met or claim.id in known.get("claims", ()):
                yield own.slip(f"the id {claim.id!r} stands twice", "give each its own", "id")
            met.add(claim.id)
            yield from _claim(own, claim, links)


def matters(casebook: Casebook) -> Iterator[Slip]:
    """Yield incidents that two matters list, or one matter twice."""
    first: dict[str, str] = {}
    for seen, matter in each("matters", casebook.matters):
        for index, incident in enumerate(matter.incidents):
            if incident in first:
                message = f"the incident {incident!r} is listed already, by {first[incident]!r}"
                yield seen.slip(message, "keep it with one matter", "incidents", index)
            first.setdefault(incident, matter.id)


# Ledgers


def ledgers(casebook: Casebook, walked: Sequence[Seen], known: Known) -> Iterator[Slip]:
    """Yield rows that name nothing, stand twice, or give figures that cannot be."""
    for seen in walked:
        yield from _figures(seen)
    yield from _patrols(casebook)
    yield from _listed_posts(casebook, known)
    toward = known.get("instruments", frozenset()).union(*(known.get(k, ()) for k in ("clauses", "issues")))
    for seen, stance in each("stances", casebook.stances):
        if stance.toward not in toward:
            remedy = nearest(stance.toward, sorted(toward)) or "name one that is"
            message = f"there is no instrument, clause or issue {stance.toward!r}"
            yield seen.slip(message, remedy, "toward")
    for seen, reservation in each("reservations", casebook.reservations):
        if reservation.clause is not None and instrument_of(reservation.clause) != reservation.instrument:
            message = f"`{reservation.clause}` is no clause of {reservation.instrument!r}"
            yield seen.slip(message, "name the clause's own instrument", "clause")
    for seen, said in each("institutions", casebook.institutions):
        if said.place is None and not said.area.strip():
            yield seen.slip("it is said of nowhere", "give `place`, or `area` in words")


def _figures(seen: Seen) -> Iterator[Slip]:
    row, kind = seen.value, type(seen.value)
    for field in _COUNTED.get(kind, ()):
        if (n := getattr(row, field)) is not None and n < 0:
            yield seen.slip(f"`{field}` is {n}", "write 0 or more, or leave it out", field)
    for field in _NUMBERED.get(kind, ()):
        if (n := getattr(row, field)) is not None and n < 1:
            yield seen.slip(f"`{field}` is {n}", "count from 1", field)
    for field in _MEASURED.get(kind, ()):
        if (n := getattr(row, field)) is not None and n <= 0:
            yield seen.slip(f"`{field}` is {n:g}", "write more than 0, or leave it out", field)
    if isinstance(row, Toll | Figure) and row.low is not None and row.high is not None and row.low > row.high:
        yield seen.slip(f"it runs from {row.low} down to {row.high}", "exchange `low` and `high`", "high")


def _patrols(casebook: Casebook) -> Iterator[Slip]:
    for seen, patrol in each("patrols", casebook.patrols):
        if not patrol.crews:
            yield seen.slip("nobody went out", "name the crews", "crews")
    count = Counter((row.patrol, row.by, row.of) for row in casebook.patrol_accounts)
    for seen, row in each("patrol_accounts", casebook.patrol_accounts):
        if (n := count[row.patrol, row.by, row.of]) > 1:
            numbering = f" in the numbering of {row.of!r}" if row.of else ""
            message = f"{n} rows say what {row.by!r} says of {row.patrol!r}{numbering}"
            yield seen.slip(message, "keep one row; differences go into its `note`", "patrol")


def _listed_posts(casebook: Casebook, known: Known) -> Iterator[Slip]:
    lines: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for post in casebook.listed_posts:
        lines[post.of_list][str(post.number)] += 1
    posts = known.get("posts", frozenset())
    for seen, post in each("listed_posts", casebook.listed_posts):
        same = post.same_as
        if same is None or same in posts:
            continue
        if lines[post.of_list][same] <= (same == str(post.number)):  # a line is not the same as itself
            message = f"there is no post {same!r}, nor another line of that number in {post.of_list!r}"
            yield seen.slip(message, nearest(same, sorted(posts)) or "leave it out", "same_as")


# What a reader should know


def warnings_of(casebook: Casebook, walked: Sequence[Seen]) -> Iterator[Slip]:
    """Yield what nobody tells, cites or shows the ground of; none of it is a fault."""
    yield from _silent(casebook)
    for seen in walked:
        row = seen.value
        if isinstance(row, _ROWS) and row.report is None:
            words = (getattr(row, "note", ""), getattr(row, "unverified", ""))
            if not any(word.strip() for word in words):
                yield seen.slip("the row says neither where it was read nor why", "add `report` or `note`")
    cited = {seen.value for seen in walked if seen.declared is SourceId and seen.path != ("id",)}
    for seen, source in each("sources", casebook.sources):
        if source.id not in cited:
            yield seen.slip(f"nobody cites {source.id!r}", "so it stands for nothing yet", "id")
    pages = Counter(report.address for report in casebook.reports)
    for seen, report in each("reports", casebook.reports):
        if (n := pages[report.address]) > 1:
            yield seen.slip(f"{n} reports have this address", "keep one, or say how they differ", "address")


def _silent(casebook: Casebook) -> Iterator[Slip]:
    claimed = {claim.matter for claim in casebook.claims}
    for seen, matter in each("matters", casebook.matters):
        if matter.id not in claimed:
            yield seen.slip("the matter has no claims", "add what is said of it, and by whom", "id")
