"""Every verb of `estimate` and the function that answers it."""

from collections.abc import Callable
from typing import Any

from .ancova import ancova_verb
from .anova import anova_verb
from .attrition_counts import attrition_verb
from .balance_tables import balance_verb
from .before_after import paired_verb, pre_post_verb
from .binary import binary_verb
from .clusters import cr2_verb, therapist_verb
from .cox_model import cox_verb
from .definitions import definitions_verb
from .emergent_harm import emergent_verb
from .fair_comparison import exposure_verb, gate_verb
from .file_counts import counts_verb
from .for_whom import dose_verb, interaction_verb, shrinkage_verb, subgroups_verb
from .harms import harms_verb
from .imputed_shares import imputed_risks_verb
from .landmarks import landmark_verb
from .lasting_response import competing_verb, in_response_verb
from .logistic import logistic_verb
from .lost_between_visits import loss_of_response_verb, turnbull_verb
from .missing_data import mi_verb, tipping_point_verb
from .mixed_model import lmm_verb
from .no_events import rule_of_three_verb
from .not_randomised import g_formula_verb, weighting_verb
from .person_rules import itq_verb, talking_therapies_verb
from .planning_ahead import confidence_sequence_verb, power_verb, sample_size_verb
from .reliable_change import reliable_change_verb
from .repeated_measures import mmrm_verb
from .request import Request
from .resampling import bootstrap_verb, equivalence_verb, permutation_verb
from .session_peaks import session_measures_verb
from .several_tests import adjust_p_verb
from .stratified import mantel_haenszel_verb
from .studies_together import effect_size_from_summary_verb, meta_verb, three_level_verb
from .survival_curves import km_verb, log_rank_verb, rmst_verb
from .trajectories import trajectories_verb
from .two_groups import two_group_verb
from .unmeasured import evalue_verb

VERBS: dict[str, Callable[[Request], dict[str, Any]]] = {
    "two-group": two_group_verb,
    "ancova": ancova_verb,
    "anova": anova_verb,
    "paired": paired_verb,
    "pre-post": pre_post_verb,
    "bootstrap": bootstrap_verb,
    "permutation": permutation_verb,
    "equivalence": equivalence_verb,
    "interaction": interaction_verb,
    "subgroups": subgroups_verb,
    "shrinkage": shrinkage_verb,
    "dose": dose_verb,
    "confidence-sequence": confidence_sequence_verb,
    "power": power_verb,
    "sample-size": sample_size_verb,
    "meta": meta_verb,
    "meta-regression": meta_verb,
    "meta-subgroup": meta_verb,
    "effect-size-from-summary": effect_size_from_summary_verb,
    "three-level": three_level_verb,
    "harms": harms_verb,
    "emergent": emergent_verb,
    "session-measures": session_measures_verb,
    "binary": binary_verb,
    "rule-of-three": rule_of_three_verb,
    "mantel-haenszel": mantel_haenszel_verb,
    "adjust-p": adjust_p_verb,
    "reliable-change": reliable_change_verb,
    "definitions": definitions_verb,
    "itq": itq_verb,
    "talking-therapies": talking_therapies_verb,
    "logistic": logistic_verb,
    "mmrm": mmrm_verb,
    "lmm": lmm_verb,
    "mi": mi_verb,
    "imputed-risks": imputed_risks_verb,
    "tipping-point": tipping_point_verb,
    "trajectories": trajectories_verb,
    "km": km_verb,
    "log-rank": log_rank_verb,
    "rmst": rmst_verb,
    "cox": cox_verb,
    "in-response": in_response_verb,
    "competing": competing_verb,
    "turnbull": turnbull_verb,
    "loss-of-response": loss_of_response_verb,
    "attrition": attrition_verb,
    "counts": counts_verb,
    "weighting": weighting_verb,
    "balance": balance_verb,
    "g-formula": g_formula_verb,
    "exposure": exposure_verb,
    "gate": gate_verb,
    "landmark": landmark_verb,
    "evalue": evalue_verb,
    "cr2": cr2_verb,
    "therapist": therapist_verb,
}

VISITS_OF_THEIR_OWN = frozenset(
    ("mmrm", "lmm", "anova", "mi", "imputed-risks", "tipping-point", "trajectories", "in-response",
     "loss-of-response", "emergent",
     "attrition", "counts", "session-measures", "turnbull", "reliable-change", "itq",
     "talking-therapies")
)  # fmt: skip
"""Verbs that read --visit of a long file themselves; for the others its visits are laid wide."""
