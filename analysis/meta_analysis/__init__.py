"""Independent sites or studies pooled."""

from .pooling import pool
from .tau2 import reml_tau2

__all__ = ["pool", "reml_tau2"]
