"""`estimate`: any estimator on a plain CSV, raw sign (treatment - control)."""

from .asking import run_estimate
from .options import add_options
from .verbs import VERBS

__all__ = ["VERBS", "add_options", "run_estimate"]
