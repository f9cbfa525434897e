"""Valid files of text: shapes, delimiters, encodings, what stands above and below the table."""

import csv
import gzip
import random
from dataclasses import replace

from .clean import Clean, make_clean
from .labelled import KIT, Labelled, accept
from .writing import PEOPLE, describe, write_csv, write_long, write_semi_long, write_wide

valid = KIT.enter("valid")


def draw_clean(draw: random.Random, **more: object) -> Clean:
    """A cohort of this draw."""
    return make_clean(draw.randrange(10**9), **more)  # type: ignore[arg-type]


@valid
def long_plain(draw: random.Random) -> Labelled:
    """The plain long shape."""
    clean = draw_clean(draw)
    return accept(write_csv(write_long(clean)), clean, rejected={})


@valid
def long_with_days_alone(draw: random.Random) -> Labelled:
    """No visit, only the study day."""
    clean = draw_clean(draw)
    grid = [row[:3] + row[4:] for row in write_long(clean)]
    by_day = Clean(clean.people, tuple(
        replace(s, visit="baseline" if s.day == 0 else f"day {s.day}") for s in clean.scores
    ))  # fmt: skip
    return accept(write_csv(grid), by_day)


@valid
def long_with_visits_alone(draw: random.Random) -> Labelled:
    """No day, only the visit, under other names of columns."""
    clean = draw_clean(draw)
    grid = [row[:4] + row[5:] for row in write_long(clean)]
    grid[0] = ["Subject ID", "Treatment group", "Diagnosis", "Timepoint", "Scale", "Total score"]
    return accept(write_csv(grid), clean)


@valid
def semi_long(draw: random.Random) -> Labelled:
    """A row a person and visit."""
    clean = draw_clean(draw, instruments=("PHQ9", "PCL5", "WSAS"))
    return accept(write_csv(write_semi_long(clean)), clean, rejected={})


@valid
def semi_long_with_days(draw: random.Random) -> Labelled:
    """A row a person and study day, no visit."""
    clean = draw_clean(draw)
    grid = write_semi_long(clean)
    days = {s.visit: str(s.day) for s in clean.scores}
    grid = [[*row[:3], days.get(row[3], "day"), *row[4:]] for row in grid]
    by_day = Clean(clean.people, tuple(
        replace(s, visit="baseline" if s.day == 0 else f"day {s.day}") for s in clean.scores
    ))  # fmt: skip
    return accept(write_csv(grid), by_day)


def _wide(draw: random.Random, names: str, visits: dict[str, str]) -> Labelled:
    """A wide file whose visits are spelled so."""
    clean = draw_clean(draw, instruments=("PHQ9", "PCL5"))
    spelled = Clean(clean.people, tuple(replace(s, visit=visits[s.visit]) for s in clean.scores))
    return accept(write_csv(write_wide(spelled, names)), spelled, rejected={})


_WEEKS = {"baseline": "baseline", "week 2": "wk2", "week 6": "wk6", "week 12": "wk12"}
_TIMES = {"baseline": "T0", "week 2": "T1", "week 6": "T2", "week 12": "T3"}
_VISITS = {"baseline": "visit1", "week 2": "visit2", "week 6": "visit3", "week 12": "visit4"}
_MONTHS = {"baseline": "pre", "week 2": "2w", "week 6": "6w", "week 12": "3m"}


@valid
def wide_instrument_week(draw: random.Random) -> Labelled:
    """phq9_baseline, phq9_wk2."""
    return _wide(draw, "{instrument}_{visit}", _WEEKS)


@valid
def wide_instrument_time(draw: random.Random) -> Labelled:
    """phq9_T0."""
    return _wide(draw, "{instrument}_{visit}", _TIMES)


@valid
def wide_instrument_total_visit(draw: random.Random) -> Labelled:
    """pcl5_total_visit1."""
    return _wide(draw, "{instrument}_total_{visit}", _VISITS)


@valid
def wide_visit_instrument(draw: random.Random) -> Labelled:
    """pre.phq9, 2w.phq9."""
    return _wide(draw, "{visit}.{instrument}", _MONTHS)


@valid
def european(draw: random.Random) -> Labelled:
    """Semicolons and decimal commas, with the mark and line ends of Excel."""
    clean = draw_clean(draw, decimals=True)
    grid = [[cell.replace(".", ",") for cell in row] for row in write_wide(clean)]
    grid[0] = write_wide(clean)[0]
    return accept("\ufeff" + write_csv(grid, ";", "\r\n"), clean)


@valid
def utf_16(draw: random.Random) -> Labelled:
    """Excel's Unicode text: UTF-16 and tabs."""
    clean = draw_clean(draw)
    return accept(write_csv(write_long(clean), "\t", "\r\n").encode("utf-16"), clean)


@valid
def windows_text(draw: random.Random) -> Labelled:
    """Windows text with accents."""
    clean = draw_clean(draw)
    people = [[*describe(person), f"clinique {k % 3} à Orléans"]
              for k, person in enumerate(clean.people)]  # fmt: skip
    scores = [row[6:] for row in write_wide(clean)]
    grid = [[*PEOPLE, "centre_name", *scores[0]]] + [
        p + s for p, s in zip(people, scores[1:], strict=True)
    ]
    return accept(write_csv(grid, ";", "\r\n").encode("cp1252"), clean, said=("encoding_guessed",))


@valid
def with_a_mark(draw: random.Random) -> Labelled:
    """UTF-8 with its mark."""
    clean = draw_clean(draw)
    return accept("\ufeff" + write_csv(write_long(clean)), clean)


@valid
def tabs(draw: random.Random) -> Labelled:
    """Tabs."""
    clean = draw_clean(draw)
    return accept(write_csv(write_semi_long(clean), "\t"), clean, name="upload.tsv")


@valid
def bars(draw: random.Random) -> Labelled:
    """Bars."""
    clean = draw_clean(draw)
    return accept(write_csv(write_wide(clean), "|"), clean)


@valid
def old_line_ends(draw: random.Random) -> Labelled:
    """Lines end in carriage returns."""
    clean = draw_clean(draw)
    return accept(write_csv(write_long(clean), end="\r"), clean)


@valid
def preamble(draw: random.Random) -> Labelled:
    """A title, a date and a blank line above the header."""
    clean = draw_clean(draw)
    above = "Ketamine programme\nExported 3 June 2024\n\n"
    return accept(above + write_csv(write_long(clean)), clean, said=("preamble_skipped",))


@valid
def totals_footer(draw: random.Random) -> Labelled:
    """A line of means under the table."""
    clean = draw_clean(draw)
    grid = write_wide(clean)
    below = ["Mean", "", "", "", "44", "", *["12.3"] * (len(grid[0]) - 6)]
    rows = {"missing_id_or_footer": [len(grid) + 1]}
    return accept(write_csv([*grid, below]), clean, rejected=rows)


@valid
def several_lines_in_a_cell(draw: random.Random) -> Labelled:
    """Quoted cells that go over lines: rows are records."""
    clean = draw_clean(draw)
    notes = ["said he felt\nbetter, then worse", "came late;\r\nleft early", "", 'a "good" day']
    grid = [[*row, "notes" if k == 0 else draw.choice(notes)]
            for k, row in enumerate(write_long(clean))]  # fmt: skip
    return accept(write_csv(grid), clean, rejected={})


@valid
def header_again(draw: random.Random) -> Labelled:
    """The header comes again, as where pages were pasted."""
    clean = draw_clean(draw)
    grid = write_long(clean)
    places = sorted(draw.sample(range(5, len(grid) - 5), 2))
    for place in reversed(places):
        grid.insert(place, grid[0])
    rows = {"repeated_header": [places[0] + 1, places[1] + 2]}
    return accept(write_csv(grid), clean, rejected=rows)


@valid
def trailing_commas(draw: random.Random) -> Labelled:
    """Every row of data ends in a comma; the header does not."""
    clean = draw_clean(draw)
    lines = write_csv(write_wide(clean)).splitlines()
    text = "\n".join([lines[0], *(f"{line}," for line in lines[1:]), ""])
    return accept(text, clean, rejected={})


@valid
def everything_quoted(draw: random.Random) -> Labelled:
    """Quotes around every cell."""
    clean = draw_clean(draw)
    return accept(write_csv(write_long(clean), quoting=csv.QUOTE_ALL), clean, rejected={})


@valid
def compressed(draw: random.Random) -> Labelled:
    """A CSV in gzip."""
    clean = draw_clean(draw)
    return accept(gzip.compress(write_csv(write_long(clean)).encode(), mtime=0), clean,
                  name="scores.csv.gz")  # fmt: skip
