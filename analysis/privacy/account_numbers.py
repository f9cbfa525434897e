"""Numbers of accounts, cards, vehicles and devices by their form and check digit."""

from collections.abc import Callable
from typing import Final

from .national_numbers import passes_luhn

_VIN_LETTERS: Final = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
_VIN_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def is_iban(text: str) -> bool:
    """A bank account by ISO 13616: modulo 97 is 1."""
    plain = "".join(text.split()).upper()
    moved = plain[4:] + plain[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def is_vin(text: str) -> bool:
    """A vehicle by ISO 3779, with the check digit of North America."""
    plain = text.strip().upper()
    values = [int(_VIN_LETTERS.get(sign, sign)) for sign in plain]
    check = sum(v * w for v, w in zip(values, _VIN_WEIGHTS, strict=True)) % 11
    return plain[8] == ("X" if check == 10 else str(check))


def is_card(text: str) -> bool:
    """A payment card, or a telephone's serial number: its last digit by Luhn."""
    return passes_luhn(text, last=19)


ACCOUNT_NUMBERS: Final[tuple[tuple[str, str, Callable[[str], bool]], ...]] = (
    ("account", r"(?i:[a-z]{2}\d{2}( ?[a-z0-9]{4}){2,7}( ?[a-z0-9]{1,4})?)", is_iban),
    ("account", r"(4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6011|65\d{2})([ -]?\d{4}){3}|3[47]\d{2}[ -]?"
     r"\d{6}[ -]?\d{5}", is_card),
    ("device", r"(01|35|86|99)\d{13}|(01|35|86|99)-\d{6}-\d{6}-\d", is_card),
    ("vehicle", r"(?i:[a-hj-npr-z0-9]{17})", is_vin),
)  # fmt: skip
"""Kind, form and check."""
