"""What an interval says against a margin, and when nothing may be said."""

from analysis.core import ArmSummary, Estimate, label_arm, settings
from analysis.core.formulas import judge, pooled_sd
from analysis.core.results import Verdict

from .analysed import Analysed
from .headline import Lead
from .question import Question

CONVENTION = "convention: {sd:g} of the pooled baseline SD (no published between-group margin)"


def margin_of(question: Question, analysed: Analysed) -> tuple[float, str]:
    """Between-group margin in points, and where it is from."""
    published = analysed.instrument.between_group_margin
    chosen = question.comparison.margin_sd
    if published is not None and chosen is None:
        return published.value, published.source
    sd = settings.CONVENTION_MARGIN_SD if chosen is None else chosen
    a, b = analysed.treatment, analysed.comparator
    spread = pooled_sd(a.baseline_sd, a.n, b.baseline_sd, b.n)
    return sd * spread, CONVENTION.format(sd=sd)


def reach_verdict(
    question: Question, analysed: Analysed, difference: Estimate, lead: Lead
) -> Verdict | None:
    """The verdict on a difference in points, signed as benefit; None where scores look back."""
    if analysed.instrument.looks_back_past(question.visit.day):
        return None
    margin, source = margin_of(question, analysed)
    reasons = (*lead.withheld, *_reasons_against(question, analysed, lead))
    code = "cannot_answer" if reasons else judge(difference.low, difference.high, margin)
    return Verdict(code, margin, source, reasons)


def _reasons_against(question: Question, analysed: Analysed, lead: Lead) -> tuple[str, ...]:
    """Why completers cannot answer; the gate and the repeated-measures model judge for themselves.

    With weights the gate looks at follow-up and at when the arm was decided. The repeated-measures
    model uses everyone with a baseline and a later score, not completers of one visit.
    """
    if lead.gate is not None:
        return ()
    reasons = []
    if question.cohort.arm_basis == "received" and question.landmark is None:
        reasons.append(
            "arms record the therapy received, so people who left early count as having had less"
        )
    return (*reasons, *(() if lead.name == "mmrm" else _lost(question, analysed)))


def _lost(question: Question, analysed: Analysed) -> tuple[str, ...]:
    arms, reasons = (analysed.treatment, analysed.comparator), []
    shares = {arm.arm: arm.followed_up or 0.0 for arm in arms}
    for arm, share in shares.items():
        if share < settings.MINIMUM_FOLLOWED_UP:
            name = label_arm(arm, question.substance)
            reasons.append(f"only {share:.0%} of “{name}” were followed up")
    high, low = max(shares.values()), min(shares.values())
    if high - low > settings.MAXIMUM_FOLLOW_UP_GAP:
        reasons.append(f"follow-up differs between the arms ({low:.0%} and {high:.0%})")
    return tuple(reasons)


def arms_are_unlike(treatment: ArmSummary, comparator: ArmSummary) -> bool:
    """Whether n or SD differ so much that d with the average variance belongs beside g."""
    spreads = (treatment.sd or 0.0, comparator.sd or 0.0)
    most = settings.RATIO_FOR_AVERAGE_VARIANCE
    sizes = (treatment.n, comparator.n)
    return any(max(pair) > most * min(pair) for pair in (spreads, sizes))


def entry_was_restricted(treatment: ArmSummary, comparator: ArmSummary) -> bool:
    """Whether baseline scores vary so much less than later ones that points should lead."""
    baseline = pooled_sd(treatment.baseline_sd, treatment.n, comparator.baseline_sd, comparator.n)
    visit = pooled_sd(treatment.sd, treatment.n, comparator.sd, comparator.n)
    return baseline < settings.RESTRICTED_BASELINE_RATIO * visit
