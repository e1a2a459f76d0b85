"""Who speaks, of what and where it was read: the record's parts fit each other and its figures can be.

Nothing here judges what is claimed. A report may be older than what it tells of (it may tell of a plan), and
claims may contradict each other: those are the record's matter, not faults.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from truceline.clock import DAWN, DUSK, Interval, parse_stated, span
from truceline.errors import BadTime
from truceline.model.ids import ClaimId, SourceId, instrument_of
from truceline.model.record import (
    Account,
    Article,
    Claim,
    ControlAssertion,
    Count,
    Effort,
    FamilySpan,
    Figure,
    IncidentEntry,
    Inquiry,
    InstitutionReturn,
    IssueState,
    ListedPost,
    Notification,
    Patrol,
    PatrolAccount,
    Record,
    Report,
    Reservation,
    Source,
    Stance,
    Toll,
    Verification,
    Word,
    nouns_of,
)
from truceline.model.spelling import nearest
from truceline.model.words import OF_AN_ACCOUNT, Credibility, Manner, Part, Reliability
from truceline.parsing.nouns import Slip
from truceline.text.checks import readings, references, shapes, times
from truceline.text.checks.clauses import happened, names, weights
from truceline.text.checks.notices import unverified
from truceline.text.checks.readings import answers_of, unless_answer
from truceline.text.checks.references import known_ids, sides_of
from truceline.text.checks.walk import Broken, Seen, each

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


_DAYS: Final[times.Fields] = {
    Claim: ("mistaken_from",),
    Count: ("day",),
    Effort: ("since", "until"),
    FamilySpan: ("from_", "until"),
    Figure: ("since", "until"),
    IncidentEntry: ("known_on",),
    Inquiry: ("on",),
    InstitutionReturn: ("on",),
    IssueState: ("on",),
    Patrol: ("on",),
    Report: ("said_on",),
    Reservation: ("on",),
    Stance: ("since",),
    Verification: ("on",),
    Word: ("on", "mistaken_from"),
}
"""Fields that hold a day (or only its month or year), never a clock time."""
_CLOCKED: Final[times.Fields] = {
    ControlAssertion: ("since", "since_latest", "until", "mistaken_from"),
    Toll: ("at",),
}
"""Fields that hold a day, or a clock time with its zone behind."""


def slips(record: Record, walked: Sequence[Seen], broken: Broken) -> Iterator[Slip]:
    """Yield everything of the record that does not fit; see `truceline.text.checks.slips`.

    Parameters
    ----------
    record : Record
        The nouns that could be read.
    walked : sequence of seen values
        What `every` gives of it; nothing of the text.
    broken : mapping of kind to ids
        Nouns of record or text that are written but could not be read.
    """
    known = known_ids(record.casebook, broken) | known_ids(record, broken)
    yield from references.ids(record)
    yield from references.dangling(walked, known, partial(nouns_of, record), is_own=_own_claims(record))
    yield from readings.hangings(record.casebook, walked)
    yield from times.times(record.casebook, walked, days=_DAYS, clocked=_CLOCKED)
    yield from names(walked)
    yield from shapes.places(walked)
    yield from rulings(record)
    yield from protected(record, known)
    yield from speakers(record)
    yield from claims(record, known, broken)
    yield from incidents(record)
    yield from matters(record)
    yield from words(record)
    yield from ledgers(record, walked, known)


def _own_claims(record: Record) -> Callable[[Seen], bool]:
    """Return what tells whether an article names a claim of its own: they may deny each other."""
    of_article = [
        {claim.id for sentence in article.sentences for claim in sentence.claims}
        for article in record.articles
    ]
    return lambda seen: seen.kind == "articles" and seen.value in of_article[seen.index]


def rulings(record: Record) -> Iterator[Slip]:
    """Yield rulings for a reading that is none of the question's."""
    answers = answers_of(record.casebook)
    for seen, ruling in each("rulings", record.rulings):
        if ruling.question in answers:
            yield from unless_answer(seen, ruling.reading, answers[ruling.question], "reading")


def incidents(record: Record) -> Iterator[Slip]:
    """Yield accounts that stand twice, of nothing, or with tolls and weights that cannot be."""
    for seen, entry in each("incidents", record.incidents):
        yield from references.twice(seen, "accounts", [account.id for account in entry.accounts])
        for index, account in enumerate(entry.accounts):
            inside = ("accounts", index)
            own = Seen(kind=seen.kind, index=seen.index, path=inside, declared=Account, value=account)
            yield from happened(own, account.hypotheses)
            low, *highest = account.fatalities or (0,)
            if low < 0 or any(high < low for high in highest):
                message, remedy = (
                    f"the toll runs from {low} to {highest[0] if highest else 'none'}",
                    "write `[lowest, highest]`, or `[lowest]`",
                )
                yield own.slip(message, remedy, "fatalities")


def words(record: Record) -> Iterator[Slip]:
    """Yield words on obligations of no side, of no duty or outing, and shares that cannot be."""
    casebook = record.casebook
    sides = frozenset(casebook.mandate.sides or {}) or sides_of(casebook)
    duties = {clause.id: clause.duty for clause in casebook.clauses}
    patrolled = {clause.id for clause in casebook.clauses if clause.patrol is not None}
    for seen, word in each("words", record.words):
        for key, named_side, known in (
            ("of_side", word.of_side, {"mission", *sides}),
            ("about_side", word.about_side, set(sides)),
        ):
            if named_side is not None and named_side not in known:
                of_mission = "`mission` or " if "mission" in known else ""
                remedy = nearest(named_side, sides) or f"{of_mission}one of {', '.join(sorted(sides))}"
                yield seen.slip(f"no actor is of side {named_side!r}", remedy, key)
        if word.share is not None and not 0 <= word.share <= 1:
            yield seen.slip(f"the share is {word.share:g}", "write a number from 0 to 1", "share")
        if duties.get(word.obligation) == "":
            message = f"`{word.obligation}` states no duty, so nobody can say that it was performed"
            yield seen.slip(message, "name a `require` clause with `duty:`", "obligation")
        if word.patrol is not None and word.obligation not in patrolled:
            message = f"`{word.obligation}` does not say when a patrol is done, so no outing performs it"
            yield seen.slip(message, "give the clause `patrol:`, or delete `patrol` here", "patrol")
        if word.about is not None and word.about_side is not None:
            message = "a word is about one who owes the duty, or about all of a side"
            yield seen.slip(message, "give one of the two", "about_side")


def protected(record: Record, known: Known) -> Iterator[Slip]:
    """Yield families that the mandate protects and that are nowhere."""
    families = sorted(known.get("families", ()))
    for index, family in enumerate(record.casebook.mandate.protected_families):
        if family not in families:
            remedy = nearest(family, families) or "add it under `families:`"
            path = ("protected_families", index)
            message = f"there is no family {family!r}"
            yield Slip(kind="mandate", path=path, message=message, remedy=remedy)


def speakers(record: Record) -> Iterator[Slip]:
    """Yield grades without a reason, leans to no side, and sources that relay themselves."""
    sides = frozenset(record.casebook.mandate.sides or {}) or sides_of(record.casebook)
    for seen, family in each("families", record.families):
        yield from _lean(seen, family.lean, sides)
    for seen, source in each("sources", record.sources):
        yield from _lean(seen, source.lean, sides)
        for index, then in enumerate(source.families):
            yield from _lean(seen, then.lean, sides, "families", index)
        yield from _families(seen, source)
        if source.reliability is not Reliability.F and not source.graded_because.strip():
            yield _no_reason(seen, source.reliability, Reliability.F, "reliability")
        for index, relayed in enumerate(source.relays):
            if relayed == source.id:
                yield seen.slip("the source relays itself", "leave it out", "relays", index)
    for seen, report in each("reports", record.reports):
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


def claims(record: Record, known: Known, broken: Broken) -> Iterator[Slip]:
    """Yield claims without ground, that tell what nobody asserts, or that stand against themselves."""
    links = _Links(record, broken)
    if not broken.get("claims"):
        yield from _untold(record)
    yield from _verified(record, links)
    for kind in ("claims", "control", "words"):
        for seen, row in each(kind, getattr(record, kind)):
            if row.mistaken_from is not None and not row.mistaken.strip():
                remedy = "say in `mistaken` why, and by whom it was put right"
                yield seen.slip("it is mistaken from a day on, and nothing says why", remedy, "mistaken_from")
    for seen, claim in each("claims", record.claims):
        if claim.matter is None:
            yield seen.slip("the claim is about no matter", "name one: `matter: E60`")
        if not claim.reports:
            yield seen.slip("the claim was read nowhere", "name its reports: `reports: [...]`", "reports")
        yield from _claim(seen, claim, links)
    for seen, article in each("articles", record.articles):
        yield from _article(seen, article, links, known)


class _Links:
    """What a claim may tell: accounts by incident, and incidents by matter."""

    def __init__(self, record: Record, broken: Broken) -> None:
        self.accounts = {
            str(entry.id): [account.id for account in entry.accounts] for entry in record.incidents
        }
        self.of_matter = {matter.id: frozenset(map(str, matter.incidents)) for matter in record.matters}
        self.broken = broken.get("incidents", frozenset())
        self.claims = {claim.id: claim for claim in record.claims}
        self.days = {report.id: report.said_on for report in record.reports}

    def wrong_correction(self, claim: Claim, other: ClaimId) -> str:
        """Return why a claim cannot correct another; empty where it can, or the other is not known."""
        earlier = self.claims.get(other)
        if earlier is None:
            return ""
        if earlier.by != claim.by:
            return "it is of another speaker"
        if any(one.id != claim.id and other in one.corrects for one in self.claims.values()):
            return "another takes its place too"
        if self._day(claim) < self._day(earlier):
            return "it was told later"
        ahead, met = [other], set[ClaimId]()
        while ahead:
            one = ahead.pop()
            if one == claim.id:
                return "each would take the place of the other"
            if one not in met and one in self.claims:
                met.add(one)
                ahead += self.claims[one].corrects
        return ""

    def _day(self, claim: Claim) -> str:
        return min((self.days[one] for one in claim.reports if one in self.days), default="")


def _untold(record: Record) -> Iterator[Slip]:
    """Yield accounts that no claim tells: nothing could stand behind them."""
    told = {account for claim in record.claims for account in claim.tells}
    for seen, entry in each("incidents", record.incidents):
        for index, account in enumerate(entry.accounts):
            if f"{entry.id}/{account.id}" not in told:
                message = f"no claim tells the account `{account.id}`"
                remedy = f"add one to `claims:`, with who says so and `tells: [{entry.id}/{account.id}]`"
                yield seen.slip(message, remedy, "accounts", index, "id")


def _verified(record: Record, links: _Links) -> Iterator[Slip]:
    for seen, act in each("verifications", record.verifications):
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
    for index, other in enumerate(claim.corrects):
        if fault := links.wrong_correction(claim, other):
            remedy = "name an earlier claim of the same speaker that no other corrects"
            yield seen.slip(f"it cannot take the place of {other!r}: {fault}", remedy, "corrects", index)
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


def matters(record: Record) -> Iterator[Slip]:
    """Yield incidents that two matters list, or one matter twice."""
    first: dict[str, str] = {}
    for seen, matter in each("matters", record.matters):
        for index, incident in enumerate(matter.incidents):
            if incident in first:
                message = f"the incident {incident!r} is listed already, by {first[incident]!r}"
                yield seen.slip(message, "keep it with one matter", "incidents", index)
            first.setdefault(incident, matter.id)


# Ledgers


def ledgers(record: Record, walked: Sequence[Seen], known: Known) -> Iterator[Slip]:
    """Yield rows that name nothing, stand twice, or give figures that cannot be."""
    for seen in walked:
        yield from _figures(seen)
    yield from _patrols(record)
    yield from _listed_posts(record, known)
    toward = known.get("instruments", frozenset()).union(*(known.get(k, ()) for k in ("clauses", "issues")))
    for seen, stance in each("stances", record.stances):
        if stance.toward not in toward:
            remedy = nearest(stance.toward, sorted(toward)) or "name one that is"
            message = f"there is no instrument, clause or issue {stance.toward!r}"
            yield seen.slip(message, remedy, "toward")
    for seen, reservation in each("reservations", record.reservations):
        if reservation.clause is not None and instrument_of(reservation.clause) != reservation.instrument:
            message = f"`{reservation.clause}` is no clause of {reservation.instrument!r}"
            yield seen.slip(message, "name the clause's own instrument", "clause")
    sides = frozenset(record.casebook.mandate.sides or {}) or sides_of(record.casebook)
    for seen, inquiry in each("inquiries", record.inquiries):
        if inquiry.side not in sides:
            remedy = nearest(inquiry.side, sides) or f"one of {', '.join(sorted(sides))}"
            yield seen.slip(f"there is no side {inquiry.side!r} to ask", remedy, "side")
    for seen, said in each("institutions", record.institutions):
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


def _patrols(record: Record) -> Iterator[Slip]:
    for seen, patrol in each("patrols", record.patrols):
        if not patrol.crews:
            yield seen.slip("nobody went out", "name the crews", "crews")
    count = Counter((row.patrol, row.by, row.of) for row in record.patrol_accounts)
    for seen, row in each("patrol_accounts", record.patrol_accounts):
        if (n := count[row.patrol, row.by, row.of]) > 1:
            numbering = f" in the numbering of {row.of!r}" if row.of else ""
            message = f"{n} rows say what {row.by!r} says of {row.patrol!r}{numbering}"
            yield seen.slip(message, "keep one row; differences go into its `note`", "patrol")


def _listed_posts(record: Record, known: Known) -> Iterator[Slip]:
    lines: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for post in record.listed_posts:
        lines[post.of_list][str(post.number)] += 1
    posts = known.get("posts", frozenset())
    for seen, post in each("listed_posts", record.listed_posts):
        same = post.same_as
        if same is None or same in posts:
            continue
        if lines[post.of_list][same] <= (same == str(post.number)):  # a line is not the same as itself
            message = f"there is no post {same!r}, nor another line of that number in {post.of_list!r}"
            yield seen.slip(message, nearest(same, sorted(posts)) or "leave it out", "same_as")


# What a reader should know


def warnings_of(record: Record, walked: Sequence[Seen]) -> Iterator[Slip]:
    """Yield what nobody tells, cites or shows the ground of; none of it is a fault."""
    yield from unverified(walked)
    yield from _silent(record)
    for seen in walked:
        row = seen.value
        if isinstance(row, _ROWS) and row.report is None:
            words = (getattr(row, "note", ""), getattr(row, "unverified", ""))
            if not any(word.strip() for word in words):
                yield seen.slip("the row says neither where it was read nor why", "add `report` or `note`")
    cited = {seen.value for seen in walked if seen.declared is SourceId and seen.path != ("id",)}
    for seen, source in each("sources", record.sources):
        if source.id not in cited:
            yield seen.slip(f"nobody cites {source.id!r}", "so it stands for nothing yet", "id")
    pages = Counter(report.address for report in record.reports)
    for seen, report in each("reports", record.reports):
        if (n := pages[report.address]) > 1:
            yield seen.slip(f"{n} reports have this address", "keep one, or say how they differ", "address")


def _silent(record: Record) -> Iterator[Slip]:
    claimed = {claim.matter for claim in record.claims}
    for seen, matter in each("matters", record.matters):
        if matter.id not in claimed:
            yield seen.slip("the matter has no claims", "add what is said of it, and by whom", "id")
