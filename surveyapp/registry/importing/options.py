"""Answer options in several languages: what a file that gives some of the languages changes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Option = dict[str, str]
"""One answer option, its text by language."""


class GivenOptions(list[Option]):
    """The options that a row gives, in order, with the languages that its file has them in.

    A language may be given without an option: then the row takes that language's options away.
    """

    def __init__(self, options: Iterable[Option], languages: Iterable[str]) -> None:
        super().__init__(options)
        self.languages = frozenset(languages)


def merged_options(stored: Sequence[Option], given: GivenOptions) -> list[Option]:
    """Return the options that stand after `given` is put over `stored`.

    Languages that are not given are kept: with the same words where only the order changed, else in
    the same place. Where the number changed nobody can tell which belong together, and they go.
    """
    if is_said(stored, given):
        return list(stored)
    before, others = _parted(stored, given)
    if not given:
        return [option for option in others if option]
    if lost_languages(stored, given):
        return list(given)
    if all(option in before for option in given) and all(option in given for option in before):
        others = [others[before.index(option)] for option in given]
    others += [{}] * (len(given) - len(others))
    return [{**option, **other} for option, other in zip(given, others, strict=False)]


def lost_languages(stored: Sequence[Option], given: GivenOptions) -> list[str]:
    """Return the languages whose options go because the number of options is another, in order."""
    if not given or len(given) == len(stored) or is_said(stored, given):
        return []
    return sorted({language for option in _parted(stored, given)[1] for language in option})


def is_said(stored: Sequence[Option], given: GivenOptions) -> bool:
    """True when the given languages say already what is given."""
    return [option for option in _parted(stored, given)[0] if option] == given


def _parted(stored: Sequence[Option], given: GivenOptions) -> tuple[list[Option], list[Option]]:
    """Return the stored options in the given languages, and in the others, place by place."""

    def chosen(is_given: bool) -> list[Option]:
        return [
            {name: said for name, said in option.items() if (name in given.languages) is is_given}
            for option in stored
        ]

    return chosen(True), chosen(False)
