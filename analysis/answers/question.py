"""A comparison settled against one cohort: which people, which visit, which instrument."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from analysis.core import (
    PRIMARY,
    Arm,
    CannotEstimate,
    Catalogue,
    Cohort,
    Comparison,
    Condition,
    Instrument,
    Visit,
)
from analysis.core.results import DataNote
from analysis.loading import load_catalogue
from analysis.privacy import choose_substance, keep_landmark, select_people

from .landmarks import AtLandmark, offers_landmark, read_landmark

NO_CONDITION = Condition("", "", ())


@dataclass(frozen=True)
class Question:
    """What was asked, with every default filled in from the cohort.

    At a landmark `cohort` has everyone in the arm received by then, and `selected` are the people
    there would be without it.
    """

    cohort: Cohort
    comparison: Comparison
    catalogue: Catalogue
    substance: str
    visit: Visit
    people: np.ndarray
    landmark: AtLandmark | None = None
    selected: np.ndarray | None = None

    @cached_property
    def data(self) -> DataNote:
        """What must be said with every number of the answer."""
        return DataNote(
            name=self.cohort.name,
            synthetic=self.cohort.synthetic,
            randomised=self.cohort.randomised,
            arm_basis=self.cohort.arm_basis,
            fingerprint=self.cohort.fingerprint,
            substance=self.substance,
            participants=int(self.people.sum()),
            origin=self.cohort.origin,
        )

    @cached_property
    def conditions(self) -> tuple[str, ...]:
        """Conditions asked for that anyone here was treated for."""
        present = set(self.cohort.participants["condition"][self.people].unique())
        wanted = self.comparison.conditions or self.cohort.conditions
        return tuple(c for c in wanted if c in present)

    @property
    def estimand_notes(self) -> tuple[str, ...]:
        """What is said where scores after a retreatment are left out, or at a landmark."""
        if self.landmark is not None and self.selected is not None:
            return self.landmark.say(self.selected)
        if self.comparison.estimand == "treatment_policy":
            return ()
        return ("Scores after a first retreatment are left out: another question than treatment "
                "policy, which uses all scores.",)  # fmt: skip

    @property
    def first_day(self) -> float:
        """Only visits after this day are contrasted: day 0, or the landmark."""
        return 0.0 if self.landmark is None else self.landmark.day

    @property
    def visit_index(self) -> int:
        """Position of the visit among the cohort's visits."""
        return self.cohort.visits.index(self.visit)

    def scores(self, instrument: str) -> np.ndarray:
        """Scores, participants x visits; NaN after a first retreatment where that was asked."""
        matrix = self.cohort.score_matrix(instrument)
        if self.comparison.estimand != "before_retreatment":
            return matrix
        retreated = self.cohort.first_retreatments
        if retreated is None:
            return matrix
        later = self.cohort.day_matrix(instrument) > retreated[:, None]
        return np.where(later, np.nan, matrix)

    def in_arm(self, arm: Arm, condition: str) -> np.ndarray:
        """Who is in an arm for a condition, as a mask over all participants."""
        arms, conditions = self._cells
        return np.asarray((arms == arm) & (conditions == condition) & self.people)

    @cached_property
    def _cells(self) -> tuple[np.ndarray, np.ndarray]:
        """Arm and condition of every participant, as plain arrays: asked for again and again."""
        people = self.cohort.participants
        return people["arm"].to_numpy(dtype=object), people["condition"].to_numpy(dtype=object)

    def instrument_for(self, condition: str) -> Instrument:
        """The instrument of a condition: the one asked for, else its primary one.

        Raises
        ------
        CannotEstimate
            When the condition was not assessed on it, or no primary instrument can be told.
        """
        measured = self.cohort.instruments_of(condition)
        code = self.comparison.instrument
        if code == PRIMARY:
            code = self._primary_instrument(condition, measured)
        if code not in measured or code not in self.catalogue.instruments:
            raise CannotEstimate(
                "not_measured",
                f"{self.catalogue.label_condition(condition)} was not assessed with {code}.",
                "Choose an instrument that was used for this condition.",
            )
        return self.catalogue.instruments[code]

    def _primary_instrument(self, condition: str, measured: tuple[str, ...]) -> str:
        declared = self.cohort.primary_instruments.get(condition)
        ordered = self.catalogue.conditions.get(condition, NO_CONDITION).primary_instruments
        known = self.catalogue.instruments
        usable = [c for c in measured if c in known and known[c].measures_benefit]
        for code in (*([declared] if declared else []), *ordered):
            if code in measured:
                return code
        if len(usable) == 1:
            return usable[0]
        raise CannotEstimate(
            "instrument_not_chosen",
            "More than one instrument could be the primary one."
            if usable
            else "No instrument here has a known better direction.",
            "Choose an instrument, or name the primary one in the mapping.",
        )


def settle(cohort: Cohort, comparison: Comparison) -> Question:
    """Fill in the defaults of a comparison from a cohort.

    Raises
    ------
    CannotEstimate
        When the visit, the substance, a filter band, retreatment or the therapy received is not
        in the cohort.
    """
    catalogue = load_catalogue()
    if comparison.estimand == "before_retreatment" and cohort.first_retreatments is None:
        raise CannotEstimate(
            "retreatment_not_recorded",
            "This cohort does not record retreatment, so scores after it cannot be left out.",
            "Add an events or an infusions table, or count all scores.",
        )
    question = Question(
        cohort=cohort,
        comparison=comparison,
        catalogue=catalogue,
        substance=choose_substance(cohort, comparison),
        visit=find_visit(cohort, comparison.visit),
        people=select_people(cohort, comparison, catalogue),
    )
    return _at_landmark(question) if comparison.estimand == "landmark" else question


def _at_landmark(question: Question) -> Question:
    cohort = question.cohort
    if not offers_landmark(cohort):
        raise CannotEstimate(
            "therapy_not_recorded",
            "This cohort does not record which therapy people received, so there is no landmark.",
            "Add a table of therapy sessions, or count everyone in the arm planned.",
        )
    found = read_landmark(cohort)
    keep_landmark(cohort, found.cohort)
    return replace(
        question,
        cohort=found.cohort,
        people=question.people & found.followed,
        landmark=found,
        selected=question.people,
    )


def find_visit(cohort: Cohort, label: str | None) -> Visit:
    """A visit by its label; None is the primary visit.

    Raises
    ------
    CannotEstimate
        When the cohort has no such visit after day 0.
    """
    wanted = label or cohort.primary_visit
    for visit in cohort.follow_up_visits:
        if visit.label == wanted:
            return visit
    raise CannotEstimate(
        "unknown_visit",
        "This cohort has no such visit after the first infusion.",
        "Choose one of: " + ", ".join(v.label for v in cohort.follow_up_visits) + ".",
    )
