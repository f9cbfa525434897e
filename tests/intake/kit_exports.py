"""Valid files: exports of REDCap, CDISC ADaM, Qualtrics and OMOP, and single items."""

import datetime
import json
import random
from dataclasses import replace

from .clean import Clean, numbers_of
from .kit_people import pack
from .kit_text import draw_clean
from .labelled import KIT, Labelled, accept
from .writing import Grid, write_csv, write_wide

valid = KIT.enter("valid")

_EVENTS = {"baseline": "baseline_arm_1", "week 2": "week_2_arm_1", "week 6": "week_6_arm_1",
           "week 12": "week_12_arm_1"}  # fmt: skip
_LABELS = {"baseline": "Baseline (Arm 1: Main)", "week 2": "Week 2 (Arm 1: Main)",
           "week 6": "Week 6 (Arm 1: Main)", "week 12": "Week 12 (Arm 1: Main)"}  # fmt: skip


def _named(clean: Clean, names: dict[str, str]) -> Clean:
    return Clean(clean.people, tuple(replace(s, visit=names[s.visit]) for s in clean.scores))


def _events(clean: Clean, header: list[str], events: dict[str, str]) -> Grid:
    """A record a person and event: who they are stands in the first event alone."""
    grid = [header]
    for person in clean.people:
        for visit in clean.visits:
            first = visit == "baseline"
            who = [person.arm, person.condition, person.sex, str(person.age), "2"]
            scores = [clean.of(person, name, visit).text for name in clean.instruments]
            done = ["2" if any(scores) else "0"]
            grid.append([person.id, events[visit], *(who if first else [""] * 5), *scores, *done])
    return grid


@valid
def redcap_raw(draw: random.Random) -> Labelled:
    """Raw values, events by their unique names."""
    clean = draw_clean(draw)
    header = ["record_id", "redcap_event_name", "arm", "condition", "sex", "age",
              "enrolment_complete", "phq9_total", "gad7_total", "questionnaires_complete"]  # fmt: skip  # noqa: E501
    grid = _events(clean, header, _EVENTS)
    return accept(write_csv(grid), _named(clean, _EVENTS), said=("export_recognised",))


@valid
def redcap_labels(draw: random.Random) -> Labelled:
    """Labels, and headings of labels."""
    clean = draw_clean(draw)
    header = ["Record ID", "Event Name", "Study arm", "Diagnosis", "Sex", "Age", "Complete?",
              "PHQ-9 total", "GAD-7 total", "Complete?"]  # fmt: skip
    grid = _events(clean, header, _LABELS)
    marks = {"2": "Complete", "0": "Incomplete"}
    grid = [grid[0]] + [[*r[:6], marks.get(r[6], ""), *r[7:9], marks[r[9]]] for r in grid[1:]]
    return accept(write_csv(grid), _named(clean, _LABELS), said=("export_recognised",))


@valid
def redcap_groups_and_boxes(draw: random.Random) -> Labelled:
    """Data access groups and checkboxes, which are neither arms nor scores."""
    clean = draw_clean(draw)
    header = ["record_id", "redcap_event_name", "redcap_data_access_group", "arm", "condition",
              "sex", "age", "comorbid___1", "comorbid___2", "comorbid___3", "enrolment_complete",
              "phq9_total", "gad7_total", "questionnaires_complete"]  # fmt: skip
    groups = {p.id: draw.choice(("london", "oslo", "delft")) for p in clean.people}
    grid = [header]
    for row in _events(clean, [], _EVENTS)[1:]:
        boxes = [draw.choice("01") for _ in range(3)] if row[2] else [""] * 3
        grid.append([*row[:2], groups[row[0]], *row[2:6], *boxes, *row[6:]])
    return accept(write_csv(grid), _named(clean, _EVENTS), said=("export_recognised",))


@valid
def redcap_repeating(draw: random.Random) -> Labelled:
    """A repeating instrument: one record of who, one a questionnaire, with its study day."""
    clean = draw_clean(draw, instruments=("PHQ9",), missing=0.0)
    grid = [["record_id", "redcap_repeat_instrument", "redcap_repeat_instance", "arm", "condition",
             "age", "sex", "enrolment_complete", "study_day", "phq9_total",
             "phq9_complete"]]  # fmt: skip
    for person in clean.people:
        grid.append([person.id, "", "", person.arm, person.condition, str(person.age), person.sex,
                     "2", "", "", ""])  # fmt: skip
        for k, visit in enumerate(clean.visits, 1):
            score = clean.of(person, "PHQ9", visit)
            grid.append([person.id, "phq9", str(k), *[""] * 5, str(score.day), score.text, "2"])
    days = {"baseline": "baseline", "week 2": "day 14", "week 6": "day 42", "week 12": "day 84"}
    return accept(write_csv(grid), _named(clean, days), said=("export_recognised",))


def _adam(clean: Clean, draw: random.Random) -> tuple[Grid, list[int]]:
    """ADQS, and rows that are no analysis records: screening, LOCF, unscheduled."""
    header = ["STUDYID", "USUBJID", "TRT01P", "PARAMCD", "PARAM", "AVISIT", "AVISITN", "ADY",
              "AVAL", "BASE", "CHG", "ABLFL", "ANL01FL", "DTYPE"]  # fmt: skip
    names = {"PHQ9": ("PHQ9TOT", "PHQ-9 Total Score"), "GAD7": ("GAD7TOT", "GAD-7 Total Score")}
    visits = {"baseline": ("Baseline", "0"), "week 2": ("Week 2", "2"), "week 6": ("Week 6", "6"),
              "week 12": ("Week 12", "12")}  # fmt: skip
    grid, outside = [header], []
    for person in clean.people:
        for name in clean.instruments:
            base = clean.of(person, name, "baseline")
            last = base.text
            for visit in clean.visits:
                s = clean.of(person, name, visit)
                label, number = visits[visit]
                day = "1" if s.day == 0 else str(s.day + 1)
                start = ["ST1", person.id, person.arm, *names[name], label, number, day]
                first = visit == "baseline"
                if s.value is None:
                    outside.append(len(grid) + 1)
                    change = f"{float(last) - float(base.text):g}"
                    grid.append([*start, last, base.text, change, "", "", "LOCF"])
                    continue
                last = s.text
                change = "" if first else f"{s.value - float(base.text):g}"
                flag = "Y" if first else ""
                grid.append([*start, s.text, base.text, change, flag, "Y", ""])
            if draw.random() < 0.3:
                outside.append(len(grid) + 1)
                grid.append(["ST1", person.id, person.arm, *names[name], "Unscheduled", "99.1",
                             "33", "9", base.text, "", "", "", ""])  # fmt: skip
    return grid, outside


@valid
def adam_alone(draw: random.Random) -> Labelled:
    """ADQS with its own arms: LOCF and unscheduled records are left out."""
    clean = draw_clean(draw)
    grid, outside = _adam(clean, draw)
    return accept(write_csv(grid), clean, rejected={"not_analysis_record": outside})


@valid
def adam_with_adsl(draw: random.Random) -> Labelled:
    """ADSL beside ADQS, with people who were screened and never in an arm."""
    clean = draw_clean(draw)
    grid, _ = _adam(clean, draw)
    grid = [row[:2] + row[3:] for row in grid]
    adsl = [["STUDYID", "USUBJID", "SITEID", "AGE", "SEX", "TRT01P", "TRT01A", "ITTFL"]]
    adsl += [["ST1", p.id, p.site[-1], str(p.age), p.sex[0].upper(), p.arm, p.arm, "Y"]
             for p in clean.people]  # fmt: skip
    adsl += [["ST1", f"X{k}", "A", "44", "F", "Screen Failure", "", "N"] for k in range(3)]
    data = pack({"adsl.csv": write_csv(adsl), "adqs.csv": write_csv(grid)})
    return accept(data, clean, name="adam.zip", said=("export_recognised",))


@valid
def qualtrics(draw: random.Random) -> Labelled:
    """Three header rows, and previews that nobody answered."""
    clean = draw_clean(draw, instruments=("PHQ9", "GAD7"))
    wide = write_wide(clean)
    start = ["StartDate", "EndDate", "Status", "Progress", "Finished", "ResponseId",
             "DistributionChannel"]  # fmt: skip
    header = [*start, "participant_id", "arm", "condition", *wide[0][6:]]
    asked = [f"Question about {name}" for name in header]
    ids = [json.dumps({"ImportId": f"QID{k}"}) for k in range(len(header))]
    grid = [header, asked, ids]
    previews = []
    for k, row in enumerate(wide[1:]):
        if k % 7 == 3:
            previews.append(len(grid) + 1)
            grid.append([*_response(k + 500, "Survey Preview", "preview"), f"test{k}", *row[1:3],
                         *row[6:]])  # fmt: skip
        grid.append([*_response(k, "IP Address", "anonymous"), *row[:3], *row[6:]])
    return accept(write_csv(grid), clean, rejected={"not_analysis_record": previews})


def _response(number: int, status: str, channel: str) -> list[str]:
    day = datetime.datetime(2023, 5, 1) + datetime.timedelta(hours=number)
    when = day.isoformat(" ")
    return [when, when, status, "100", "True", f"R_{number:015d}", channel]


@valid
def omop(draw: random.Random) -> Labelled:
    """Measurements by concept, people and cohort entry beside them."""
    clean = draw_clean(draw, instruments=("PHQ9", "GAD7"), missing=0.0, ids="{}")
    start = datetime.date(2022, 3, 1)
    rows = [["measurement_id", "person_id", "measurement_concept_id", "measurement_date",
             "value_as_number", "measurement_source_value"]]  # fmt: skip
    for k, s in enumerate(clean.scores):
        when = start + datetime.timedelta(days=s.day)
        rows.append([str(k), s.person.id, "0", when.isoformat(), s.text,
                     {"PHQ9": "PHQ-9 total score", "GAD7": "GAD-7 total score"}[s.instrument]])  # fmt: skip  # noqa: E501
    people = [["person_id", "gender_concept_id", "year_of_birth"]] + [
        [p.id, "8532" if p.sex == "female" else "8507", str(2022 - p.age)] for p in clean.people
    ]
    cohorts = {arm: str(k) for k, arm in enumerate(dict.fromkeys(p.arm for p in clean.people), 1)}
    entry = [["cohort_definition_id", "subject_id", "cohort_start_date", "cohort_end_date"]] + [
        [cohorts[p.arm], p.id, start.isoformat(), "2023-03-01"] for p in clean.people
    ]
    files = {"measurement.csv": write_csv(rows), "person.csv": write_csv(people),
             "cohort.csv": write_csv(entry)}  # fmt: skip
    days = {"baseline": "baseline", "week 2": "day 14", "week 6": "day 42", "week 12": "day 84"}
    named = numbers_of(_named(clean, days))
    cells = {(i, f"cohort {cohorts[a]}", v): c for (i, a, v), c in named.cells.items()}
    return accept(pack(files), replace(named, cells=cells), name="omop.zip",
                  said=("export_recognised",))  # fmt: skip


@valid
def single_items(draw: random.Random) -> Labelled:
    """PHQ-9 and GAD-7 as single items, which are summed."""
    clean = draw_clean(draw, missing=0.1)
    parts = {"PHQ9": 9, "GAD7": 7}
    header = ["patient_id", "arm", "condition", "visit"]
    header += [f"{name.lower()}_{k}" for name, n in parts.items() for k in range(1, n + 1)]
    grid = [header]
    for person in clean.people:
        for visit in clean.visits:
            items: list[str] = []
            for name, n in parts.items():
                items += _split(draw, clean.of(person, name, visit).value, n)
            grid.append([person.id, person.arm, person.condition, visit, *items])
    return accept(write_csv(grid), clean)


def _split(draw: random.Random, total: float | None, items: int) -> list[str]:
    """Answers from 0 to 3 that sum to a total."""
    if total is None:
        return [""] * items
    answers = [0] * items
    while sum(answers) < total:
        place = draw.choice([k for k in range(items) if answers[k] < 3])
        answers[place] += 1
    return [str(answer) for answer in answers]
