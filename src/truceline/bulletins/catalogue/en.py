"""The phrases of our pages, in English. The other languages have the same keys and the same values."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

PHRASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "verdict.breach": "breach",
        "verdict.excepted": "excepted",
        "verdict.no_breach": "no breach",
        "verdict.out_of_scope": "out of scope",
        "verdict.undetermined": "undetermined",
        "basis.agreed_by_sides": "agreed by the sides",
        "basis.verified_by_mission": "verified by the mission",
        "basis.admitted": "admitted by whoever acted",
        "basis.independent_several": "several independent sources",
        "basis.one_third_party": "one third party",
        "basis.told_by_guarantor": "told by the guarantor of whoever acted",
        "basis.told_by_own_media": "told by media of its own side",
        "basis.one_party_against_other": "one party's word, not on its own act",
        "basis.source_unclear": "source not clear",
        "part.act": "that it happened",
        "part.who": "who did it",
        "part.whom": "at whom",
        "part.where": "where",
        "part.when": "when",
        "part.toll": "the toll",
        "part.notice": "that notice was given",
        "part.reason": "why",
        "grade.surveyed": "surveyed point",
        "grade.settlement": "a settlement's point",
        "grade.reported": "coordinate as printed by a source",
        "grade.proxy": "nearest sourced place",
        "grade.estimate": "unsourced estimate",
        "grade.region": "stands in for a whole region",
        "grade.unstated": "coordinate whose precision is not stated",
        "state.pending": "pending",
        "state.due": "due",
        "state.performed": "performed",
        "state.partly_performed": "partly performed",
        "state.not_performed": "not performed",
        "state.disputed": "disputed",
        "state.undetermined": "undetermined",
        "state.superseded": "superseded",
        "state.ended": "ended",
        "headline.breach_on_all_accounts": "a breach under every reading, on all accounts",
        "headline.breach_on_some_accounts": "a breach under every reading, on some accounts",
        "headline.if_in_force": "a breach supposing that a text still bound both, of which nobody has ruled",
        "headline.depends_on_a_reading": "depends on a reading",
        "headline.fact_missing": "a fact is missing",
        "headline.none": "none of these",
        "missing.who": "who acted",
        "missing.whom": "against whom",
        "missing.what": "what was done",
        "missing.where": "where",
        "missing.when": "when",
        "missing.unless": "whether an exception holds",
        "lacking.fact": "a fact is missing: {facts}",
        "lacking.text": "the text is open: {questions}",
        "lacking.both": "a fact is missing: {facts}; and the text is open: {questions}",
        "lacking.too_many": "too many combinations to say which question",
        "lacking.exceptions_conflict": "which of two exceptions yields",
        "text_status.signed": "signed text",
        "text_status.draft": "draft",
        "text_status.press_paraphrase": "press paraphrase",
        "text_status.our_paraphrase": "our paraphrase",
        "text_status.known_not_held": "known to exist, not held",
        "check.what": "whether the act is one the clause is about",
        "check.who": "whether whoever acted owes the duty",
        "check.where": "whether it was inside the clause's zone",
        "check.when": "whether the clause was in force",
        "check.unless": "whether an exception holds",
        "answer.yes": "yes",
        "answer.no": "no",
        "answer.partly": "only with a probability",
        "answer.cannot_tell": "cannot tell",
        "unverified.clause": "clause",
        "unverified.instrument": "instrument",
        "unverified.listing": "listing of",
        "unverified.bond": "what binds",
        "exception.excepted_by": "excepted by",
        "exception.exception": "an exception is in question:",
        "reason.unverified": "unverified: {what}",
        "reason.too_many_readings": "too many combinations of readings to try them all",
        "reason.exceptions_conflict": (
            "an excuse and a bar of every excuse may both hold; the text does not say which yields"
        ),
        "reason.breach_under_some_reading": "a breach under some reading",
        "reason.breach_under_every_reading_if_in_force": (
            "a breach under every reading if the text still lived"
        ),
        "reason.claimed_by": "claimed by {side}: {says}",
        "reason.some_reading": "some reading: {state}",
        "reason.sides_differ": "sides differ",
        "reason.sides_agree": "sides agree",
        "reason.claimed_of_own": "claimed by {side} of its own: {says}",
        "reason.claimed_of_other": "claimed by {side} of the other: {says}",
        "reason.only_inferred": "both say the same, and at least one does not name this duty",
        "reason.bearer": "{who}: {state}",
        "reason.outing": "the outing of {on}",
        "reason.no_outing_told": "no outing is told of, and the text does not say how often",
        "reason.superseded_by": "its place was taken by: {what}",
        "reason.speaks_of_no_bearer": "a word here is about {who}, who does not owe this duty",
        "reason.no_bearer": "nobody is known to owe it",
        "reason.verified_by_mission": "verified by mission",
        "reason.nobody_says": "nobody says",
        "reason.third_party_only": "third party only",
        "reason.before_deadline": "before deadline",
        "reason.not_yet_owed": "not yet owed",
        "reason.no_longer_owed": "no longer owed",
        "reason.own_accounts_differ": "accounts of {side} differ among themselves",
        "actor.unknown": "not known",
        "actor.or": " or ",
        "actor.with": " with ",
        "position.every": "every position",
        "time.not_stated": "not stated",
        "time.no_limit": "no limit stated",
        "time.not_known": "time not known",
        "time.interval": "{start} to {end}",
        "time.began_between": "between {start} and {end}",
        "time.always": "at all times",
        "time.until": "until {end}",
        "time.from": "from {start} on",
        "time.not_before": "not before {day}",
        "place.not_known": "place not known",
        "place.within": "within {distance}",
        "unit.m": "{n} m",
        "unit.km": "{n} km",
        "manner.asserts": "asserts",
        "manner.self_claim": "claims as its own act",
        "manner.hearsay": "passes on hearsay",
        "manner.infers": "infers",
        "manner.denies": "denies",
        "matter_kind.agreement": "agreements",
        "matter_kind.statement": "statements",
        "matter_kind.stance": "attitudes",
        "matter_kind.withdrawal": "withdrawal",
        "matter_kind.shelling": "shelling",
        "matter_kind.air_strike": "air strikes",
        "matter_kind.ground_attack": "ground attacks",
        "matter_kind.explosion": "explosions",
        "matter_kind.patrol": "patrols",
        "matter_kind.protest": "protests",
        "matter_kind.control": "control",
        "matter_kind.encirclement": "encirclement",
        "matter_kind.count": "counts",
        "matter_kind.humanitarian": "humanitarian",
        "matter_kind.institutions": "institutions",
        "matter_kind.non_hostile": "not hostile",
        "speaker.party_statement": "a party's statement",
        "speaker.party_aligned": "aligned with a party",
        "speaker.third_party": "third party",
        "speaker.self_claim": "of its own acts",
        "speaker.relay": "carries others",
        "speaker.unclear": "not known whose words",
        "attitude.accepts": "accepts",
        "attitude.rejects": "rejects",
        "attitude.conditional": "conditional",
        "attitude.ambiguous": "ambiguous",
        "attitude.silent": "silent",
        "evidence.own_statement": "own statement",
        "evidence.own_conduct": "inferred from conduct",
        "evidence.named_source": "named source",
        "evidence.reading": "a reading of its statement",
        "evidence.press": "press",
        "evidence.unnamed_sources": "unnamed sources",
        "outcome.full": "whole route",
        "outcome.shortened": "shortened",
        "outcome.turned_back": "turned back",
        "outcome.attacked": "attacked",
        "outcome.held": "held; how far is not said",
        "outcome.not_stated": "not stated",
        "patrol_test.set_out": "done if it set out",
        "patrol_test.reached_end": "done if it reached the other end",
        "patrol_test.both_throughout": "done if both were on it to the other end",
        "patrol_way.set_out": "joint outings that set out",
        "patrol_way.reached_end": "joint outings that reached the other end",
        "patrol_way.both_throughout": "joint outings with both on them to the other end",
        "passed.observed": "told to have been passed",
        "passed.not_observed": "no patrol told to have come there",
        "passed.access_denied": "a patrol was stopped before it",
        "passed.not_known": "cannot be told",
        "befell.killed": "killed",
        "befell.wounded": "wounded",
        "befell.missing": "missing",
        "befell.affected": "affected",
        "befell.treated": "treated",
        "befell.captured": "captured",
        "befell.displaced": "displaced",
        "befell.returned": "returned",
        "aspect.control": "control",
        "aspect.administration": "administration",
        "aspect.services": "services",
        "aspect.population": "population",
        "holds.held": "holds",
        "holds.contested": "fights over it",
        "holds.entered": "enters",
        "holds.left": "leaves",
        "holds.claimed": "claimed and denied",
        "presence.present": "present",
        "presence.partly": "partly present",
        "presence.absent": "absent",
        "presence.returning": "returning",
        "presence.left_again": "left again",
        "seen.observed": "observed",
        "seen.zero": "observed, none seen",
        "seen.not_observed": "not observed",
        "seen.access_denied": "access denied",
        "issue.open": "open",
        "issue.discussed": "discussed",
        "issue.agreed": "agreed",
        "issue.inconclusive": "inconclusive",
        "issue.settled": "settled",
        "issue.not_confirmed": "not confirmed",
        "notice.told": "told {notified} of {of}",
        "notice.not_told": "did not tell {notified} of {of}",
        "figure.range": "{low} to {high}",
        "figure.at_least": "at least {low}",
        "figure.at_most": "at most {high}",
        "figure.none": "no figure given",
        "side.none": "no side",
        "side.mission": "the mission",
        "heading.summary": "Summary",
        "heading.map": "Map",
        "heading.breaches": "Breaches under every reading",
        "heading.if_in_force": "If in force",
        "heading.some_reading": "Depends on a reading",
        "heading.fact_missing": "A fact is missing",
        "heading.undetermined": "Other findings that settle nothing here",
        "heading.excepted": "Excepted",
        "heading.counts": "Clauses and positions",
        "heading.control": "Who held what, and what changed",
        "heading.obligations": "Obligations",
        "heading.own_words": "What each side says of it",
        "heading.told": "Claims and counter-claims",
        "heading.counted": "Counts claimed by a party, beside this record",
        "heading.stances": "Who accepts what",
        "heading.posts": "Posts and patrols",
        "heading.patrols": "The patrol ledger",
        "heading.strip": "Patrols along the route",
        "heading.strip_done": "Did they count?",
        "heading.strip_numbers": "Where the numbers part",
        "heading.strip_seen": "What was seen, by stretch and week",
        "heading.returns": "Control, administration, services, population",
        "heading.figures": "Humanitarian figures",
        "heading.effort": "Who could observe what",
        "heading.issues": "Open issues",
        "heading.reservations": "Reservations entered in advance",
        "heading.ambiguities": "Points the text leaves open",
        "heading.instruments": "Instruments",
        "heading.gaps": "What cannot be encoded",
        "heading.faults": "What could not be read",
        "heading.receipt": "Receipt",
        "heading.deciding": "The questions that decide here, and their readings",
        "column.input": "input",
        "column.reader": "reader",
        "column.rows": "rows",
        "column.claims": "claims",
        "column.faults": "faults",
        "column.days": "days",
        "column.kinds": "kinds of event, in its own words",
        "column.incident": "incident",
        "column.when": "when (UTC)",
        "column.where": "where",
        "column.act": "act",
        "column.by": "by",
        "column.clause": "clause",
        "column.basis": "basis",
        "column.chance": "p of breach",
        "column.verdict": "verdict, by position",
        "column.decides": "what decides",
        "column.why": "why",
        "column.position": "position",
        "column.obligation": "obligation",
        "column.bearer": "whose performance",
        "bearer.whole": "the whole",
        "column.state": "state",
        "column.during": "during",
        "column.share": "share",
        "column.who_says": "who says what",
        "column.matter": "matter",
        "column.window": "published count",
        "column.unit": "of what",
        "column.publisher": "published by",
        "column.parts": "each party's count, by province",
        "column.in_record": "incidents in this record that day (a selection)",
        "column.observed": "what each could observe",
        "column.actor": "actor",
        "column.attitude": "attitude",
        "column.who_reads": "who says so, in which words",
        "column.also_said": "weaker evidence, not followed",
        "column.before": "before",
        "column.post": "post",
        "column.official_no": "official number",
        "column.sequence_no": "order of building",
        "column.held_by": "held by",
        "column.place": "place",
        "column.day": "day",
        "column.crews": "crews",
        "column.numbers": "each side's number",
        "column.patrol_told": "how far and why, by side",
        "column.far": "how far, by account",
        "column.month": "month",
        "column.week": "week from",
        "column.outings": "outings",
        "column.what": "what",
        "column.definition": "who is counted, and how",
        "column.figure": "figure",
        "column.period": "period",
        "column.source": "source",
        "column.observer": "observer",
        "column.answer": "answer",
        "column.instrument": "instrument",
        "column.says": "says",
        "column.file": "file",
        "column.line": "line",
        "column.remedy": "remedy",
        "column.assertions": "assertions",
        "column.value": "shown as held by",
        "column.settlements": "places",
        "column.km2": "ground, km²",
        "column.km2_doubt": "km² likelier than 0.9 – than 0.1",
        "column.held_before": "before",
        "column.held_after": "after",
        "page.kind": "Truceline bulletin",
        "page.title": "{casebook}: bulletin, computed, not determined",
        "page.internal": (
            "INTERNAL: for the mission alone, not for publication. Protected people and places stand in it."
        ),
        "page.banner": (
            "Computed, not determined. Every finding here is conditional on the account it rests on and "
            "on how the text is read; nobody has decided it."
        ),
        "page.not_translated": "Texts, notes and what sources say stand in the language they are held in.",
        "page.none": "None.",
        "fact.rows": "rows read; inputs: {n}",
        "fact.claims": "claims read from them",
        "fact.incidents": "incidents assessed",
        "fact.faults": "faults:",
        "fact.faults_link": "rows not read",
        "fact.days": "first and last day spoken of",
        "read.caption": "What was read. A count says what the input holds, not all that happened.",
        "read.none_stated": "none stated",
        "read.unread": "Rows that could not be read and are in no count: {n}.",
        "read.earlier": "Earlier versions, kept as what was said before and not counted: {n}.",
        "read.repeated": "Rows that say what another row says, counted once: {n}.",
        "read.linked": "{taking} is told as {incident} already and is not counted twice.",
        "read.positions": (
            "Positions: {names}. A position takes a reading of each open question only where a statement "
            "was found, else none."
        ),
        "read.day": "Reporting day: from {start}, clock of {zone}.",
        "read.on": "Valid day asked for: {on}.",
        "read.as_of": "As known on {as_of}.",
        "read.hindsight": (
            "Notes on the texts are left out. Titles and notes of the record were written later: they may "
            "say more than could be known by {as_of}."
        ),
        "read.threshold": (
            "A verdict is named from a lower value of {yes}: a convention of display, no standard of proof."
        ),
        "summary.lead": (
            "Each incident stands on the first line that fits, and on no other. Of {all} assessed:"
        ),
        "summary.bases": "by basis: {bases}",
        "summary.missing": "missing: {facts}",
        "summary.unreached": "reached by no clause: {n}",
        "summary.supposed_lead": (
            "No headline above counts what follows, and it is not to be added to them or to each other: "
            "whether these texts still lived is open, and whoever's acts may have ended one is not judged "
            "by it. All sides together; an incident may stand under several texts."
        ),
        "summary.supposed": (
            "Supposing {text} still bound both: {n}; nobody has ruled. Who began is told in {told} of {n}."
        ),
        "summary.gaps": (
            "What cannot be encoded bears on these counts: declared gaps that touch a clause counted here: "
            "{n} of {all}. The texts as built need not reach all sides alike."
        ),
        "summary.gaps_link": "All of them, under the counts",
        "summary.no_gaps": "No declared gap touches a clause counted here.",
        "map.title": "Zones and incidents",
        "map.about": (
            "Zones of the casebook under each reading, and incidents by the headline on which they stand."
            " Computed, not determined."
        ),
        "map.legend": (
            "Drawn: {drawn} of {all} incidents, each by the one headline on which it stands, wherever its "
            "accounts put it. Outside of the map: {outside}; without a known place: {unplaced}. A larger "
            "mark is several at one spot."
            " Zones are drawn under every reading of the words that make them; where outlines lie apart, "
            "the text is open. No ground map is used."
        ),
        "map.gaps": "Where marks lie and where none do is to be read with what cannot be encoded:",
        "map.nothing": "Nothing to draw: the casebook has no zone and no incident has a known place.",
        "map.shapes": "({n} shapes, by reading)",
        "map.north": "N",
        "map.held": "shown as held by: {value}",
        "map.contact": "line of contact, {sides}: {km} km",
        "map.control_band": "ground in doubt: some side between 0.1 and 0.9",
        "map.zone_doubt": "boundary ± {km} km",
        "map.doubt": (
            "A soft edge along a zone is where its boundary may lie: from 0.1 to 0.9, by its own error."
        ),
        "map.control": (
            "Control as of the end of {day}, computed from: {told}. Each place stands for the ground "
            "nearest to it; where nothing was said nothing is drawn. Control is not ownership."
        ),
        "posts.title": "Posts and patrols",
        "posts.about": (
            "Observation posts, the patrol route, and how far each patrol is said to have come. Told, not "
            "determined."
        ),
        "posts.lead": (
            "Told, not determined. A hollow sign with a dashed ring is no fix: the true point lies "
            "somewhere within the ring. Posts drawn: {posts} of {all_posts}; patrols with a reach that "
            "can be drawn: {patrols} of {all_patrols}."
        ),
        "posts.fix": "post, at a settlement's or surveyed point",
        "posts.proxy": "post, place not exact: within the ring",
        "posts.route": "route: {name}",
        "posts.reach": "furthest reach of patrols; the figure is how many ended there",
        "posts.reach_proxy": "furthest reach, place not exact",
        "posts.numbers": "{name}; official number: {official}; order of building: {sequence}",
        "posts.reach_says": "{place}: {days}",
        "posts.none": "The casebook has no post and no patrol that can be drawn.",
        "patrols.lead": (
            "Told, not determined. A number is what a side gives; it is no key, and the sides' numbers "
            "may differ. Outings: {n}."
        ),
        "patrols.none": "The record has no patrol for these days.",
        "patrols.same": "the same",
        "patrols.differ": "they differ",
        "patrols.derived": "derived",
        "patrols.to": "to {place}",
        "patrols.because": "because: {reason}",
        "strip.lead": (
            "Worked out from what is told, not determined. Each line is how far an outing came, as "
            "its teller has it; the paler end is its error (0.95). Tellers that differ have lines of "
            "their own. The ground says what patrols could have seen of each stretch in each week: a "
            "place without a sign is no calm where nobody came. Length of the route:"
        ),
        "strip.title": "Patrols: kilometre of the route against day",
        "strip.about": (
            "Days run downwards, kilometres from the start of the route to the right. All that is "
            "drawn stands in the tables below. Worked out, not determined."
        ),
        "strip.none": "The record has no patrol along a route of the casebook for these days.",
        "strip.accounts": "{who}: its own word, or sources that lean to it",
        "strip.key_unknown": "how far is told by nobody",
        "strip.key_turned": "cut short or turned back",
        "strip.key_turned_somewhere": "in the margin: cut short or turned back, nobody tells where",
        "strip.key_attacked": "attacked there; how far it went on is not told",
        "strip.key_ends": "end of the route, by reading",
        "strip.near": "Within {near} of the route, from this record; the bar is the error of the place:",
        "strip.held": "Not shown: outings of the last {hours} hours, and those to come.",
        "strip.unknown": "how far is not told",
        "strip.reach": "to km {km} ({low} to {high}), {share} of the route",
        "strip.at_least": "at least to km {km} ({low} to {high}), {share} of the route; attacked there",
        "strip.share": "{states} (share done: {low} to {high})",
        "strip.share_one": "{states} (share done: {share})",
        "strip.from_end": "from {place}, {far}",
        "strip.told": "{who} tells: {states}",
        "strip.done_lead": (
            "What each outing comes to under each thing that may be asked of a patrol. It is "
            "performed only where both crews tell the same or the mission verified; what one alone "
            "tells is its claim. No account of this record can tell that both crews were on a patrol "
            "all the way; tracks could."
        ),
        "strip.numbers_lead": (
            "A number is never a key. From one number of a side to its next, the joint outings of "
            "this record are counted. Nobody says how a side counts, and a way of counting that gives"
            " its numbers need not be its own."
        ),
        "strip.left_out": (
            "{who}: from number {before} to {number} ({day}) its count rose by {rose}, and the joint "
            "outings told of here by {n}. Not counted by it: {more} of {which}."
        ),
        "strip.lacking": (
            "{who}: from number {before} to {number} ({day}) its count rose by {rose}, and the joint "
            "outings told of here by {n}. Counted by it and told of nowhere here: {more}."
        ),
        "strip.gap": (
            "On {day}: {one} {number}, {other} {other_number}; these steps make up the difference."
        ),
        "strip.fit": (
            "{who}: nearest to its numbers is counting {way}; that gives {met} of {all}. Leaving out "
            "those attacked or cut short gives {less} at best."
        ),
        "strip.way_alone": "those by one crew alone",
        "strip.way_doubtful": "those whose crews are told both ways too",
        "strip.way_not_doubtful": "not those whose crews are told both ways",
        "strip.way_not_attacked": "not those attacked",
        "strip.way_not_cut_short": "not those cut short",
        "strip.seen_lead": (
            "A stretch counts as passed in a week if some account has a patrol go beyond its far end,"
            " error allowed for, and no other account of it ends before. That nobody came is said of "
            "patrols told of here only. A patrol sees the road for an hour, not for a week."
            " Between two numbers of a side of which it counted an outing told of nowhere, it cannot be told"
            " where nobody came."
        ),
        "table.cut": "Shown: the first {shown} of {all}; all rows are in findings.parquet.",
        "table.folded": "findings: {findings}; incidents: {incidents}",
        "breaches.lead": (
            "Computed, not determined: a breach under every combination of readings, if the account is right."
        ),
        "if_in_force.lead": (
            "Computed, not determined: a breach on all accounts, with no other question open, supposing "
            "that the text still lived. Nobody has ruled whether it did."
        ),
        "some_reading.lead": (
            "Computed, not determined: on some account it is a breach under some reading and not under "
            "all, or there are too many readings to try."
        ),
        "fact_missing.lead": (
            "Computed, not determined. No reading makes a breach of it for certain while a fact is missing."
        ),
        "undetermined.lead": (
            "Computed, not determined. None of these puts its incident on the line on which it stands."
        ),
        "excepted.lead": (
            "Computed, not determined. The act is one the clause forbids, and an exception holds."
        ),
        "row.account": "account: {account}",
        "row.told_by": "told by {who}",
        "row.denied_by": "denied by {who}",
        "row.answered_for": "answered for by {who}",
        "row.local": "{days} in {zone}",
        "row.checks": "checks",
        "row.together": "several questions together; no single one",
        "row.if_in_force": "if in force: {verdict}",
        "row.unverified": "unverified: {what}",
        "row.no_reason": "The casebook gives no reason.",
        "row.our_paraphrase": "clause in our paraphrase",
        "counts.lead": (
            "Incidents with at least one account of that outcome, where its lower value reaches "
            "{thresholds}: conventions side by side. Computed, not determined. Incidents that reach no "
            "clause at all: {without} of {all}."
        ),
        "counts.outside": "Outside every zone that a clause names: {outside} of {all} incidents.",
        "counts.outside_none": "No clause looks at them.",
        "counts.outside_placeless": "Only clauses without a place look at them: {names}.",
        "counts.none": "No clause reached any incident.",
        "counts.gaps": "What cannot be encoded of the clauses counted here",
        "counts.gap_clauses": "Clauses: {names}.",
        "obligations.lead": (
            "What was to be done, and who says what of it. Performed only where both sides or the mission "
            "say so. Computed, not determined."
        ),
        "obligations.title": "Obligations over time",
        "obligations.about": (
            "One lane for each obligation and position; the same states are in the table below."
        ),
        "obligations.our_words": "(our words)",
        "obligations.nobody": "nobody was found to say anything",
        "obligations.none": "The casebook has no obligation with a duty to follow.",
        "obligations.own_words": (
            "Told, not determined: the record's words on each obligation, by the side that speaks."
        ),
        "word.for": "{by}, for the {side}",
        "word.for_mission": "{by}, for the mission",
        "word.third": "{by}, a third party",
        "word.of": "of {who}",
        "word.if": "{says} if {ambiguity} is read as {reading}",
        "told.lead": (
            "Told, not determined. One row for each matter, one column for each side; pages that carry one "
            "voice are counted, not repeated. A grade such as F6 is the source's letter and the "
            "assertion's figure; no basis to judge is F6. A denial is listed and moves no number. "
            "“Otherwise in” names a claim that cannot be true together with it and does not speak of it."
        ),
        "told.n": "matters: {matters}; voices: {voices}; pages: {pages}",
        "told.none": "The record has no claim for these days.",
        "told.only_on": "Only matters that may fall on the day asked for; one whose day is not known stays.",
        "told.pages": "pages: {n}",
        "told.through": "through {who}",
        "told.leans": "leans to {side}",
        "told.hedged": "hedged {words}",
        "told.graded": "graded {grade}",
        "told.denied_in": "denied in {which}",
        "told.against": "denies {which}: {what}",
        "told.mistaken": "marked as mistaken, moves nothing: {why}",
        "told.otherwise": "otherwise in {which}",
        "told.silent": "nothing found",
        "told.no_denial": "No denial is linked.",
        "told.tolls": "Tolls, by source and moment",
        "told.moment": "figure {n}",
        "told.beforehand": "Told beforehand, or not",
        "told.open": "Open:",
        "counted.lead": (
            "Told, not determined. A party's count has no list of events behind it; the incidents of this "
            "record are another thing, and stand beside. The record is a selection and no survey: none "
            "recorded here is not none happened. Parts are never added up. Counts: {n}."
        ),
        "counted.none": "The record has no count claimed by a party for these days.",
        "counted.title": "Counts by day: each party's part beside the incidents of this record",
        "counted.about": (
            "For each dated count of acts one bar for each party, and one for the incidents of this record "
            "on that day where there are any. Never stacked."
        ),
        "counted.in_record": "incidents in this record",
        "counted.none_recorded": "none recorded here",
        "counted.no_bar": "no bar: none recorded here; the record is no survey",
        "counted.acts": "Counts of acts",
        "counted.others": "Other counts",
        "counted.others_lead": (
            "Of weapons, posts, people, groups and the like: no incident of this record is their measure, "
            "so none stands beside them."
        ),
        "counted.undated": "undated",
        "counted.not_drawn": "Counts without a day or a figure stand in the table only.",
        "counted.no_number": "not stated",
        "counted.disjoint": "equal totals, different provinces: they cannot be the same events",
        "counted.not_stated": "What each could observe is not stated.",
        "counted.own": "publisher's own",
        "stances.lead": (
            "Told, not determined. What an actor said itself comes first, then what is inferred from its "
            "conduct; weaker evidence stands beside it and is not followed. An empty cell means that "
            "nothing was found, which is not the same as silence."
        ),
        "stances.at": "As of the end of {day}.",
        "stances.last": "As last known.",
        "stances.none": "The record has no stance for these days.",
        "stances.readings": "readings of one statement: {n}",
        "stances.no_statement": "no statement of the actor is known",
        "returns.lead": (
            "Told, not determined. Who holds the ground, who administers it, who serves it and who lives "
            "there are four questions. One row for each place and question, one column for the side that "
            "speaks."
        ),
        "returns.none": "The record has nothing on control, administration or population for these days.",
        "figures.lead": (
            "Told, not determined. A figure is its source's, for its period, by its definition; figures "
            "are not added up."
        ),
        "figures.none": "The record has no humanitarian figure for these days.",
        "figures.whose": "said to be the doing of {who}",
        "effort.lead": "None seen, not observed and access denied are three answers.",
        "effort.none": (
            "The record does not say who could observe what on these days. No count here is to be read "
            "against another without that."
        ),
        "issues.lead": (
            "Questions negotiated outside the texts, and how they stood as each source has it. Told, not "
            "determined."
        ),
        "issues.none": "The record has no open issue.",
        "issues.no_state": "Nothing was found on how it stands.",
        "reservations.none": "No reservation was found.",
        "reservations.lead": "Told, not determined.",
        "ambiguities.lead": "Readings get no probability and are never averaged.",
        "ambiguities.n": (
            "Questions: {questions}; readings: {readings}; of these, readings of which no statement was "
            "found that anybody holds them: {unheld}."
        ),
        "ambiguities.decides": (
            "Decides {findings} verdicts here (incident, account, clause and position); incidents: "
            "{incidents}."
        ),
        "ambiguities.clauses": "Clauses that hang on it: {names}.",
        "ambiguities.zones": "Zones: {names}.",
        "ambiguities.others": "Besides: {names}.",
        "ambiguities.nothing": "No clause, zone, bond or date hangs on it.",
        "ambiguities.none": "None is declared.",
        "reading.held_by": "Held by {who}.",
        "reading.nobody": "No statement found of anybody holding it.",
        "reading.alive": "means that the text lived",
        "reading.grounds": "Grounds: {grounds}",
        "reading.source": "Source: {sources}",
        "reading.ruled": "Ruled {on} by {by}:",
        "reading.not_ruled": "Nobody has ruled.",
        "instrument.signed": "signed or announced: {day}",
        "instrument.published": "published: {day}",
        "instrument.not_known": "not known",
        "instrument.in_force": "In force: {when}.",
        "instrument.ended": "Ended: {when}.",
        "instrument.no_end": "no end known",
        "instrument.no_text": "No version of the text is held.",
        "gaps.none": "No gap is declared.",
        "faults.in_all": "{n} faults in all:",
        "faults.first": "{n} faults in all; the first {shown}:",
        "faults.no_line": "none",
        "faults.none": "Every row was read.",
        "faults.no_input": "No input was read.",
        "warnings.in_all": "To know of the rows that were read: {n}",
        "warnings.first": "To know of the rows that were read: {n}; the first {shown}:",
        "faults.unmatched": "Names that match no actor of the casebook and were taken as unknown: {n}.",
        "faults.more": "and {n} more",
        "receipt.same": "Same inputs, same digest.",
        "receipt.digest": "digest",
        "receipt.casebook": "casebook {id}",
        "receipt.credits": "Data used: {credits}",
        "scope.days": "Read for: {days}.",
        "scope.all": "Read for all days of the record.",
        "control_state.contested": "contested",
        "control_state.third_party": "third party present",
        "control_state.unknown": "unknown",
        "control_words.ledger": "the casebook's ledger of control",
        "control_words.table": "the casebook's table of settlements",
        "held.lead": (
            "Computed from what sources said, not determined. Control is not ownership and does not say "
            "who lives there. A place changes hands by a word, not by drift; where nothing was said it "
            "is unknown."
        ),
        "held.read": "What was read of control",
        "held.told": "{what} ({n} assertions, {start} to {end})",
        "held.told_none": "{what} ({n} assertions)",
        "held.holdings": "As of the end of {last}",
        "held.changes": "Changed from the end of {first} to the end of {last}",
        "held.drifted": (
            "Shown otherwise from the end of {first} to the end of {last} without a word of its own: "
            "its doubt grew, or its neighbours changed. Nobody said that these changed hands."
        ),
        "held.map_title": "Who held what",
        "held.map_about": (
            "Ground by who is shown as holding it, the line of contact and the ground in doubt. "
            "Computed, not determined."
        ),
        "held.none": "No place is shown to have changed.",
        "held.places": (
            "{before} to {after}: the places, {n}, each with the probability of what is shown before and "
            "after"
        ),
        "held.more": "and {n} more, which truceline control --compare --json lists.",
    }
)
