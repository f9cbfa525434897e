"""Arms can be told apart with any kind of colour vision and on either background."""

from itertools import combinations

import numpy as np
import pytest

from analysis.figures.colours import ARM_STYLES, INCONCLUSIVE, fade

# Machado GM, Oliveira MM, Fernandes LAF (2009). IEEE Trans Vis Comput Graph 15:1291-1298,
# severity 1.0, applied to linear RGB.
SEEN_AS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
    "all colours": np.eye(3).tolist(),
}  # fmt: skip
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                   [0.0193339, 0.1191920, 0.9503041]])  # fmt: skip
WHITE = TO_XYZ @ np.ones(3)


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    ratio = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    light, dark = sorted((float(TO_XYZ[1] @ linear(c)) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_ruler_is_right() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert lab(np.ones(3)) == pytest.approx([100, 0, 0], abs=1e-9)
    assert lab(linear("#FF0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.02)


@pytest.mark.parametrize("vision", list(SEEN_AS))
def test_every_two_arms_differ_by_thirty(vision: str) -> None:
    seen = [lab(np.array(SEEN_AS[vision]) @ linear(s.colour)) for s in ARM_STYLES.values()]
    for one, other in combinations(seen, 2):
        assert np.linalg.norm(one - other) >= 30


@pytest.mark.parametrize("background", ["#FFFFFF", "#12181F"])
def test_every_mark_stands_out(background: str) -> None:
    for colour in (INCONCLUSIVE, *(style.colour for style in ARM_STYLES.values())):
        assert contrast(colour, background) >= 3


def test_arms_differ_without_colour_too() -> None:
    styles = list(ARM_STYLES.values())
    for look in ("symbol", "dash", "glyph"):
        assert len({getattr(style, look) for style in styles}) == len(styles)
    assert ARM_STYLES["infusion_only"].colour == "#C8641B"
    assert ARM_STYLES["infusion_plus_psychotherapy"].colour == "#1B7A8C"


def test_fading_keeps_the_colour() -> None:
    assert fade("#1B7A8C", 0.4) == "rgba(27,122,140,0.4)"
