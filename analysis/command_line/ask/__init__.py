"""`ask`: the answer of any page of the dashboard, printed."""

from .asking import add_ask_options, run_ask

__all__ = ["add_ask_options", "run_ask"]
