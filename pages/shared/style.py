"""Looks that the theme cannot express, and whether the reader's window is narrow."""

from typing import Final

import streamlit as st

from . import session

NARROW_PX: Final = 640
"""At most this wide: the compact form of a chart."""

# The text of a chart takes the colour of the page around it: Plotly's own is too pale under the
# platform's theme and does not follow a live switch from light to dark. Only marks have colours.
RULES: Final = """<style>
.stPlotlyChart svg text { fill: currentColor !important; }
.stPlotlyChart svg a text { text-decoration: none; }
[data-testid="stMainBlockContainer"] { max-width: 60rem; padding-top: 3.5rem; }
[data-testid="stMainBlockContainer"] p, [data-testid="stMainBlockContainer"] li { max-width: 75ch; }
[data-testid="stTable"] { overflow-x: auto; }
[data-testid="stTable"] td, [data-testid="stTable"] th { font-variant-numeric: tabular-nums; }
a[href*="common-questions#"] { color: inherit; text-decoration: underline dotted; }
.st-key-probe { display: none; }
@media (max-width: 640px) {
  [data-testid="stTable"] td { min-width: 4.5rem; }
  [data-testid="stTable"] td:last-child { min-width: 8rem; }
  [data-testid="stMainBlockContainer"] { padding-left: 0.9rem; padding-right: 0.9rem; }
}
</style>"""

# The server is not told how wide the window is. Drawing every chart twice and hiding one with a
# media query costs a second figure, its bytes, and a chart drawn at width 0. So one chart is
# drawn: a phone is known by its User-Agent before anything is drawn, and this probe (no markup,
# no outside call) corrects the guess once where a window is narrow without being a phone, or
# changes later. It also closes the platform's "Page not found" box where that is untrue: on the
# first run of a process an address is looked up among the file names of pages/ before
# `st.navigation` has named the real ones. And it lets the keyboard reach tables wider than the
# window, which the platform scrolls for a pointer alone.
PROBE: Final = """
export default function (component) {
  const { data, setStateValue } = component
  const narrow = window.matchMedia(`(max-width: ${data.narrow_px}px)`)
  const tell = () => setStateValue("narrow", narrow.matches)
  if (narrow.matches !== data.narrow) tell()
  narrow.addEventListener("change", tell)
  for (const box of data.found ? document.querySelectorAll('[role="dialog"]') : [])
    if (box.textContent.includes("Page not found")) box.querySelector("button")?.click()
  const reach = () => document.querySelectorAll('[data-testid="stTable"] div').forEach(box => {
    if (box.scrollWidth > box.clientWidth && box.tabIndex < 0) box.tabIndex = 0
  })
  let waiting = false
  const watcher = new MutationObserver(() => {
    if (waiting) return
    waiting = true
    setTimeout(() => { waiting = false; reach() }, 200)
  })
  watcher.observe(document.body, { childList: true, subtree: true })
  reach()
  return () => { narrow.removeEventListener("change", tell); watcher.disconnect() }
}
"""
_mount = st.components.v2.component("window_width", js=PROBE)


def apply() -> None:
    """Write the style rules; they hold no data."""
    st.html(RULES)


def probe(found: bool) -> None:
    """Ask the browser whether its window is narrow.

    Parameters
    ----------
    found : bool
        The address asked for is one of ours, so a "Page not found" box is wrong.
    """
    known = {"narrow": session.is_narrow(), "narrow_px": NARROW_PX, "found": found}
    with st.container(key="probe"):
        seen = _mount(key="window", data=known, on_narrow_change=lambda: None, height=1)
    if seen.narrow is not None:
        session.note_width(narrow=seen.narrow)
