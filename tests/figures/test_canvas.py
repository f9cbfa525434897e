"""What holds for every picture: mark and source, themes, sizes of text, saving, speed."""

import re
import time
from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import pytest

from analysis.figures import (
    draw_forest,
    draw_icon_array,
    draw_site_forest,
    draw_trajectories,
    draw_two_groups,
    image_options,
)
from tests.words.made_up import (
    LIMITS,
    effect,
    effects,
    note,
    shown,
    sites,
    trajectories,
    two_groups,
)

Drawn = Callable[[bool], go.Figure]
ROWS = [effect(code, condition=code) for code in LIMITS]
MADE: dict[str, Callable[..., Any]] = {
    "forest": lambda **d: effects(*ROWS, **d), "sites": lambda **d: sites(*ROWS, **d),
    "groups": two_groups, "icons": lambda **d: effects(*ROWS, **d), "time": trajectories,
}  # fmt: skip
DRAW: dict[str, Callable[..., go.Figure]] = {
    "forest": lambda r, c: draw_forest(r, compact=c), "sites": draw_site_forest,
    "groups": draw_two_groups, "time": draw_trajectories,
    "icons": lambda r, c: draw_icon_array(r, "worthwhile", compact=c),
}  # fmt: skip


def draw(picture: str, compact: bool, **data: Any) -> go.Figure:
    return DRAW[picture](shown(MADE[picture](data=note(**data))), compact)


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("name", list(DRAW))
def test_mark_and_source_are_inside_the_picture(name: str, compact: bool) -> None:
    said = [a.text for a in draw(name, compact, name="A <b>clinic</b>").layout.annotations]
    assert any("<b>SYNTHETIC DATA</b> · people not assigned at random" in text for text in said)
    assert "Source: A &lt;b&gt;clinic&lt;/b&gt;, file 01234567" in said


def test_full_detail_of_an_upload_is_marked_too() -> None:
    result = effects(effect(), data=note(synthetic=False, randomised=True))
    for compact in (False, True):
        figure = draw_forest(shown(result, "own_upload", "full"), compact=compact)
        said = "\n".join(a.text for a in figure.layout.annotations)
        assert "NOT FOR SHARING" in said
        assert "people assigned at random" in said


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("name", list(DRAW))
def test_text_has_no_colour_and_is_never_small(name: str, compact: bool) -> None:
    figure = draw(name, compact).to_dict()
    layout = figure["layout"]
    fonts = [layout["font"], *(a["font"] for a in layout["annotations"] if "font" in a)]
    fonts += [axis["tickfont"] for axis in layout.values()
              if isinstance(axis, dict) and "tickfont" in axis]  # fmt: skip
    assert all("color" not in font for font in fonts)
    sizes = [font["size"] for font in fonts if "size" in font]
    spans = re.findall(r"font-size:(\d+)px", str(layout["annotations"]))
    assert min([*sizes, *map(int, spans)]) >= 12
    assert layout["font"]["size"] == 13.5
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("name", list(DRAW))
def test_width_is_the_pages_and_height_is_fixed(name: str, compact: bool) -> None:
    layout = draw(name, compact).layout
    assert layout.width is None
    assert layout.autosize is True
    assert 150 < layout.height < 1200
    assert layout.showlegend is False


@pytest.mark.parametrize("name", list(DRAW))
def test_pictures_are_made_in_fifteen_milliseconds(name: str) -> None:
    released = shown(MADE[name](data=note()))
    spent = []
    for _ in range(9):
        start = time.process_time()
        DRAW[name](released, False)
        spent.append(time.process_time() - start)
    assert sorted(spent)[4] < 0.015


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_only_the_picture_can_be_saved(kind: str) -> None:
    options = image_options("Effects at week 12 / PHQ-9", kind)
    assert options["modeBarButtons"] == [["toImage"]]
    image = options["toImageButtonOptions"]
    assert (image["format"], image["width"]) == (kind, 1200)
    assert image["filename"] == "effects-at-week-12---phq-9"
    assert image_options("…")["toImageButtonOptions"]["filename"] == "picture"
    with pytest.raises(ValueError, match="svg or png"):
        image_options("x", "jpeg")
