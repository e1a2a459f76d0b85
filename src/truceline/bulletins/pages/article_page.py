"""A text of the press beside the record: each sentence, what it claims, who says so, what the record has.

A sentence is cited by its number and its first words, never reprinted. Nothing here is judged: what is out of
place in a wording is said, and what sources told stands beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from truceline.bulletins.catalogue import catalogue
from truceline.bulletins.pages.page import render
from truceline.model.ids import MatterId
from truceline.model.naming import in_language, name, names_by_id, names_of_sides
from truceline.model.record import Article, Claim, Record, Sentence, Trouble
from truceline.model.words import Audience
from truceline.record import MatterClaims, Voice, claims

TROUBLES: Mapping[str, str] = {
    "wrong_instrument": "wrong instrument",
    "out_of_order": "years mixed",
    "one_sides_start": "one side's start only",
    "arithmetic": "arithmetic",
    "relative_date": "relative date",
    "wrong_date": "wrong date",
    "impossible_time": "impossible time",
    "alias": "another name",
    "homonym": "homonym",
    "mistranslation": "mistranslation",
    "unnamed_speaker": "speaker not named",
    "no_speaker": "nobody cited",
    "no_statement": "no statement found",
    "loaded_word": "loaded word",
    "self_contradiction": "contradicts itself",
    "incomplete": "incomplete",
}
"""What may be wrong with a wording, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """One assertion of a sentence."""

    claim: Claim
    chain: tuple[str, ...]
    """Who asserts it, then who carries it, outwards to the article."""
    reliability: str
    """Admiralty grade of who asserts it."""
    about: tuple[tuple[str, str], ...]
    """Instruments it speaks of: id and title."""
    trouble: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideView:
    """What the record has on a matter, in brief: one line for each voice."""

    matter: MatterClaims
    voices: tuple[tuple[str, str, Voice], ...]
    """Speaker, side, and what that voice says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceView:
    """One sentence with what stands beside it."""

    sentence: Sentence
    claims: tuple[ClaimView, ...]
    beside: tuple[BesideView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """One article."""

    article: Article
    sentences: tuple[SentenceView, ...]
    n_claims: int
    troubles: tuple[tuple[str, int], ...]
    """Kind of trouble, in words, to how often."""


def render_articles(record: Record, *, language: str = "en", audience: Audience = Audience.PUBLIC) -> str:
    """Return the articles of a record as one HTML page.

    Parameters
    ----------
    record : Record
        Parsed; a page without articles says so.
    language : str
        In which names are shown.
    audience : Audience
        For whom; the page says so.

    Returns
    -------
    str
        HTML in UTF-8, no script, no address that is fetched; everything escaped.
    """
    record = in_language(record, language)
    matters = {one.matter.id: one for one in claims(record)}
    return render(
        "article.html.j2",
        {
            "casebook": record.casebook,
            "articles": tuple(_article(article, record, matters) for article in record.articles),
            "trouble_words": TROUBLES,
            "only_english": catalogue(language)("page.in_english") if language != "en" else "",
            "only_in": language,
        },
        audience=audience,
    )


def _article(article: Article, record: Record, matters: Mapping[MatterId, MatterClaims]) -> ArticleView:
    sources = names_by_id(record.sources)
    grades = {source.id: str(source.reliability) for source in record.sources}
    titles = {instrument.id: name(instrument.titles) for instrument in record.casebook.instruments}
    sides = names_of_sides(record.casebook)

    def claim_view(claim: Claim) -> ClaimView:
        return ClaimView(
            claim=claim,
            chain=tuple(sources[one] for one in (claim.by, *reversed(claim.through))),
            reliability=grades[claim.by],
            about=tuple((str(one), titles[one]) for one in claim.about),
            trouble=claim.trouble,
        )

    def beside_view(matter: MatterClaims) -> BesideView:
        return BesideView(
            matter=matter,
            voices=tuple(
                (name(voice.source.names), sides.get(voice.side or "", ""), voice) for voice in matter.voices
            ),
        )

    views = tuple(
        SentenceView(
            sentence=sentence,
            claims=tuple(claim_view(claim) for claim in sentence.claims),
            beside=tuple(beside_view(matters[matter]) for matter in sentence.beside if matter in matters),
        )
        for sentence in article.sentences
    )
    found = Counter(
        trouble.kind
        for sentence in article.sentences
        for troubles in (sentence.trouble, *(claim.trouble for claim in sentence.claims))
        for trouble in troubles
    )
    return ArticleView(
        article=article,
        sentences=views,
        n_claims=sum(len(view.claims) for view in views),
        troubles=tuple((TROUBLES[kind], n) for kind, n in found.most_common()),
    )
