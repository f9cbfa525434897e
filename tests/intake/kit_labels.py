"""Valid files of text: ids that look like something else, missing codes, spellings of arms."""

import random
from dataclasses import replace

from .clean import Clean, numbers_of, relabel_arms
from .kit_text import draw_clean
from .labelled import KIT, Labelled, accept
from .writing import PEOPLE, write_csv, write_long, write_semi_long, write_wide

valid = KIT.enter("valid")


@valid
def ids_with_zeros(draw: random.Random) -> Labelled:
    """0012 is no number."""
    clean = draw_clean(draw, ids="{:06d}")
    return accept(write_csv(write_wide(clean)), clean, rejected={})


@valid
def ids_like_words(draw: random.Random) -> Labelled:
    """NA, 1E5, 1E05, NULL and TRUE are ids."""
    clean = draw_clean(draw)
    odd = ["NA", "1E5", "2E10", "NULL", "TRUE", "nan", "None", "007"]
    names = {p.id: odd[k] for k, p in enumerate(clean.people[: len(odd)])}
    people = {p.id: replace(p, id=names.get(p.id, p.id)) for p in clean.people}
    scores = tuple(replace(s, person=people[s.person.id]) for s in clean.scores)
    named = Clean(tuple(people.values()), scores)
    return accept(write_csv(write_long(named)), named, rejected={})


@valid
def missing_codes(draw: random.Random) -> Labelled:
    """Every way of saying that there is no score."""
    clean = draw_clean(draw, missing=0.4)
    codes = ["", "NA", "n/a", ".", "-9", "-99", "999", "NULL", "not done"]
    grid = write_wide(clean)
    first = len(PEOPLE)
    for row in grid[1:]:
        row[first:] = [cell or draw.choice(codes) for cell in row[first:]]
    return accept(write_csv(grid), clean, rejected={})


_SPELLINGS = {
    "infusion_only": ("infusion only", "Infusion Only", "INFUSION ONLY", "ketamine only",
                      "infusion-only"),
    "infusion_plus_psychotherapy": ("infusion + psychotherapy", "Infusion plus psychotherapy",
                                    "KAP", "ketamine-assisted psychotherapy", "psychotherapy"),
}  # fmt: skip


@valid
def ten_spellings(draw: random.Random) -> Labelled:
    """Ten spellings of two arms."""
    clean = draw_clean(draw, people=40, arms=tuple(_SPELLINGS))
    grid = write_semi_long(clean)
    spelled = {p.id: _SPELLINGS[p.arm][k // 2 % 5] for k, p in enumerate(clean.people)}
    grid = [grid[0]] + [[row[0], spelled[row[0]], *row[2:]] for row in grid[1:]]
    return accept(write_csv(grid), clean, rejected={})


@valid
def arms_of_a_study(draw: random.Random) -> Labelled:
    """Arms nobody can know stay as the file has them, and are asked for."""
    labels = {"infusion_only": "Arm A", "infusion_plus_psychotherapy": "Arm B"}
    clean = draw_clean(draw, arms=tuple(labels))
    grid = [[labels.get(cell, cell) for cell in row] for row in write_long(clean)]
    right = relabel_arms(numbers_of(clean), labels)
    return accept(write_csv(grid), right, said=("needs_mapping",))
