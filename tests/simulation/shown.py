"""Which columns of which tables are coverage (or false alarms) of which estimator."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MEAN, MINIMUM = "mean over a 0.05 grid", "minimum over a 0.05 grid"


@dataclass(frozen=True)
class Shown:
    """What a table with these columns shows.

    `columns` maps a column to an estimator, `settings` are columns that say what was true. With
    `by`, that column's text names the estimator and `shares` maps columns to what they are. `only`
    keeps rows with these texts; `after` is looked for in the sentences above the table; `said` is
    added to the setting; a table with a column of `without` is another one.
    """

    columns: Mapping[str, str]
    settings: tuple[str, ...] = ()
    by: str = ""
    shares: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    after: str = ""
    said: str = ""

    def fits(self, header: tuple[str, ...], above: str) -> bool:
        """Whether a table is of this kind."""
        named = [self.by, *self.shares] if self.by else list(self.columns)
        wanted = {*named, *self.settings, *self.only}
        return (wanted <= set(header) and not set(self.without) & set(header)
                and bool(re.search(self.after, above)))  # fmt: skip


_SCENARIO, _LOST = ("scenario",), ("lost",)

_ADJUSTMENT = (
    Shown({"covers: leading": "weighted_difference", "covers: overlap": "overlap_difference",
           "covers: doubly robust": "overlap_doubly_robust_difference",
           "covers: IPTW": "iptw_difference", "covers: IPTW, known": "iptw_known_difference",
           "covers: ATT": "att_difference"}, _SCENARIO),
    Shown({"leading, standardised": "weighted_g"}),
    Shown({"CR2": "cr2", "ignoring": "ignoring_sites"}, ("arm varies", "sites", "ICC")),
    Shown({"partially nested": "therapist_difference", "ignoring": "ignoring_therapists",
           "ICC covered": "icc"}, ("therapists", "ICC")),
)  # fmt: skip
_BETWEEN_ARMS = (
    Shown({"Glass delta": "glass_delta", "superiority": "probability_of_superiority", "d_z": "d_z",
           "Becker": "becker_g", "TOST size": "equivalence_test",
           "Hodges-Lehmann": "hodges_lehmann", "BCa": "bootstrap_bca",
           "percentile": "bootstrap_percentile",
           "permutation size": "permutation"}),
)  # fmt: skip
_DURABILITY = (
    Shown({"log": "km_log", "log-log": "km_log_log", "plain": "km_plain"}, ("true share",)),
    Shown({"mean to 1": "rmst_difference", "mean to 11 at risk": "rmst_difference_followed",
           "ratio, model SE": "hazard_ratio", "ratio, robust SE": "hazard_ratio_robust"},
          ("hazard ratio",)),
    Shown({"log-rank": "log_rank", "Peto-Peto": "peto_peto", "likelihood ratio": "likelihood_ratio",
           "proportional, 1": "proportional_hazards"}),
    Shown({"log-log": "cumulative_incidence"}, ("true share", "given")),
    Shown({"share, seen": "in_response", "difference, seen": "in_response_difference",
           "share, seen or retreated": "in_response_known",
           "difference, seen or retreated": "in_response_known_difference",
           "share, missing = not": "in_response_none",
           "difference, missing = not": "in_response_none_difference"}, ("missed",)),
    *(Shown({f"at {visit}": "turnbull"}, said=f"visit at {visit}")
      for visit in ("0.25", "0.5", "1", "2")),
    Shown({"ratio 1": "finkelstein"}, without=("hazard ratio",)),
)  # fmt: skip
_FURTHER = (
    Shown({"standardised": "g_formula_difference",
           "standardised, products": "g_formula_difference_apart", "AIPW": "aipw_difference"}),
    Shown({"odds ratio, Wald": "odds_ratio_wald", "odds ratio, profile": "odds_ratio_profile"},
          ("shares",)),
    Shown({"d_ppc2": "d_ppc2", "g_T - g_C": "g_difference"}),
    Shown({"incidence difference": "incidence_difference"}, ("at",)),
)  # fmt: skip
_HARMS = (
    Shown({"rate": "event_rate", "difference (square-and-add)": "event_rate_difference",
           "ratio (conditional)": "event_rate_ratio"}, ("rates",)),
    Shown({"exact rate": "exact_rate_repeated", "clustered rate": "clustered_rate",
           "exact ratio": "exact_ratio_repeated", "clustered ratio": "clustered_rate_ratio"},
          ("pace varies by",)),
)  # fmt: skip
_MISSING = (
    Shown({"imputed, missing at random": "imputed_difference",
           "those seen alone": "observed_difference", "jump to reference": "jump_to_reference",
           "responders, imputed": "imputed_risk_difference"}, _LOST, by="estimator",
          shares={"coverage": ""}),
)  # fmt: skip
_K = ("k", "tau2")
_POOLING = (
    Shown({"Wald": "pool_wald", "Knapp-Hartung": "pool_knapp_hartung", "ad hoc": "pool_ad_hoc"},
          ("k", "tau2", "estimator")),
    Shown({"classic, z": "predict_classic_z", "classic, t(k - 2)": "predict_classic_t2",
           "classic, t(k - 1)": "predict_classic_t1", "Knapp-Hartung, t(k - 1)": "predict_hk_t1",
           "Knapp-Hartung, t(k - 2)": "predict_hk_t2"}, _K),
    Shown({"Q-profile": "tau2_q_profile"}, _K),
    Shown({"Q test": "q_test"}, _K, only={"tau2": ("0",)}),
    Shown({"Egger, line (t)": "egger_line", "Egger, mixed (z)": "egger_mixed", "Begg": "begg"}, _K),
    Shown({"subgroups, z": "subgroups_z", "subgroups, Knapp-Hartung": "subgroups_knha",
           "slope, z": "slope_z", "slope, Knapp-Hartung": "slope_knha"}, _K),
    Shown({"MH risk ratio": "mh_risk_ratio", "MH odds ratio": "mh_odds_ratio",
           "MH risk difference": "mh_risk_difference", "Peto": "peto"}, ("studies",)),
    Shown({"model": "three_level_model", "CR1": "three_level_cr1", "CR2": "three_level_cr2"},
          ("studies", "between / within")),
)  # fmt: skip
_PROPORTIONS = (
    Shown({"Agresti-Caffo": "agresti_caffo", "Wald": "wald_difference", "Katz": "katz",
           "Katz, Haldane": "katz_haldane", "Woolf": "woolf", "Woolf, Haldane": "woolf_haldane",
           "Miettinen-Nurminen RD": "mn_difference", "Mee": "mee",
           "Miettinen-Nurminen RR": "mn_ratio", "Koopman": "koopman",
           "Miettinen-Nurminen OR": "mn_odds_ratio", "exact conditional": "exact_odds_ratio"},
          by="interval", shares={"mean": MEAN, "lowest": MINIMUM}),
    Shown({"Fisher": "fisher", "chi-square": "chi_square", "chi-square, Yates": "chi_square_yates"},
          by="test", shares={"mean": MEAN, "highest": MINIMUM}),
)  # fmt: skip
_SEQUENTIAL = (
    Shown({"confidence sequence": "confidence_sequence",
           "adjusted for baseline": "confidence_sequence_adjusted",
           "ordinary interval": "ordinary_every_look"}, ("scores", "share treated")),
)  # fmt: skip
_SUBGROUPS = (
    Shown({"difference between differences": "interaction", "one level": "subgroup_difference",
           "F test rejects": "interaction_test"}),
    Shown({"average": "shrunken", "the one apart": "shrunken_apart"}, ("conditions",)),
    Shown({"Holm": "holm"}, ("truly differ",)),
    Shown({"landmark at day 28": "dose_slope"}, ("people",)),
)  # fmt: skip

_MMRM = {"Satterthwaite": "mmrm_satterthwaite", "Kenward-Roger": "mmrm", "KR-MAR": "mmrm_mar",
         "g, Satterthwaite": "mmrm_g_satterthwaite", "g, Kenward-Roger": "mmrm_g",
         "g, KR-MAR": "mmrm_g_mar"}  # fmt: skip
_JOINT = {"F, Satterthwaite": "mmrm_joint_satterthwaite", "F, Kenward-Roger": "mmrm_joint",
          "F, KR-MAR": "mmrm_joint_mar"}  # fmt: skip
_OWN, _SLOPES = "each arm with a covariance of its own", "slopes on baseline differ as well"
_ABOVE = {
    "": f"(?s)^(?!.*{_OWN})",
    "a covariance for each arm": f"(?s)^(?!.*{_SLOPES}).*{_OWN}",
    "slopes on baseline differ, a covariance for each arm": _SLOPES,
}
"""What the sentences above a table of the repeated-measures model say of it."""

SHOWN: dict[str, tuple[Shown, ...]] = {
    "adjustment": _ADJUSTMENT, "between_arms": _BETWEEN_ARMS, "durability": _DURABILITY,
    "further": _FURTHER, "harms": _HARMS, "missing_data": _MISSING, "pooling": _POOLING,
    "proportions": _PROPORTIONS,    "sequential": _SEQUENTIAL, "subgroups": _SUBGROUPS,
    "mmrm": (
        *(Shown(_MMRM, ("true difference",), after=after, said=said)
          for said, after in _ABOVE.items()),
        *(Shown(_JOINT, ("true difference",), only={"true difference": ("0",)}, after=after,
                said=said) for said, after in _ABOVE.items()),
        Shown({"Satterthwaite": "random_intercept_satterthwaite",
               "Kenward-Roger": "random_intercept", "KR-MAR": "random_intercept_mar"},
              without=("SD ratio",)),
    ),
    "mmrm_by_arm": (
        Shown({"shared": "mmrm", "shared, KR-MAR": "mmrm_mar", "by arm": "mmrm_by_arm",
               "by arm, g": "mmrm_by_arm_g", "rule: always": "mmrm_as_pages"}),
    ),
}  # fmt: skip
"""The tables of each topic; of the power planned (`planning`) nothing is an interval."""
