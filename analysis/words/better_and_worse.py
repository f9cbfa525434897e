"""Who got better beside who got worse, of every 100 people with a condition."""

from analysis.core import format_per_100, name_visit
from analysis.core.results import BetterAndWorse, RowPer100
from analysis.privacy import Released

from .per_100 import judge_row, name_two_arms, say_difference
from .phrases import lower_first


def say_better_and_worse(released: Released[BetterAndWorse]) -> str:
    """Of every 100 people: who responded, and who got worse, in either arm."""
    result = released.result
    rows = {row.code: row for row in result.rows}
    said = []
    if "response" in rows:
        said.append(_say_pair(rows["response"], "responded", result))
    if "deterioration" in rows:
        said.append(_say_worse(rows["deterioration"], result))
    if result.refused is not None:
        said.append(f"{result.refused.sentence} {result.refused.mend}".strip())
    elif "response" not in rows:
        said.append("No response is counted: no published rule for this scale was found.")
    if "deterioration" not in rows and result.refused is None:
        said.append("Nobody is counted as worse: " + (result.worse_by or "no rule") + ".")
    return " ".join(said)


def _say_pair(row: RowPer100, done: str, result: BetterAndWorse) -> str:
    less, more = name_two_arms(result)
    visit, condition = name_visit(result.visit), lower_first(result.condition_label)
    if row.difference is None:
        return f"How many {done} is hidden, as too few people stand behind it."
    return (
        f"Of every 100 people with {condition}, {format_per_100(row.values[0])} with {less} and "
        f"{format_per_100(row.values[1])} with {more} {done} at {visit}: "
        f"{say_difference(row.difference)}."
    )


def _say_worse(row: RowPer100, result: BetterAndWorse) -> str:
    less, more = name_two_arms(result)
    by = result.worse_by.partition(" (")[0]
    if row.difference is None:
        least = "at least one person got worse; see full detail" if row.occurred else "hidden"
        return f"Worse by {by}: {least}."
    verdict = {
        "few": "too few to say whether the groups differ",
        "unclear": "these data cannot tell whether the groups differ",
    }.get(judge_row(row), "a difference beyond chance")
    return (
        f"{format_per_100(row.values[0])} with {less} and {format_per_100(row.values[1])} with "
        f"{more} got worse by {by}: {verdict}."
    )
