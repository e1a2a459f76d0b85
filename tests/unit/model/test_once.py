"""What is made of a noun is made once of each, and not held on to for ever."""

from __future__ import annotations

from truceline.model.once import MOST_KEPT, once


def test_of_one_object_it_is_made_once_and_of_an_equal_one_anew() -> None:
    made: list[list[int]] = []

    @once
    def counted(noun: list[int]) -> int:
        made.append(noun)
        return len(made)

    one, same = [1], [1]
    assert [counted(one), counted(same), counted(one)] == [1, 2, 1]


def test_of_several_each_has_to_be_the_very_one() -> None:
    @once
    def pair(one: list[int], other: list[int]) -> list[list[int]]:
        return [one, other]

    one, other = [1], [1]
    assert pair(one, other) is pair(one, other)
    assert pair(one, other) is not pair(other, one)
    assert pair(one, one) is not pair(one, other)


def test_a_noun_that_others_followed_is_let_go() -> None:
    made: list[int] = []

    @once
    def counted(noun: list[int]) -> int:
        made.append(noun[0])
        return noun[0]

    nouns = [[number] for number in range(MOST_KEPT + 1)]
    for noun in (*nouns, nouns[-1], nouns[0]):
        counted(noun)
    assert made == [*range(MOST_KEPT + 1), 0]
