"""National numbers by their form and check digit."""

from collections.abc import Callable
from typing import Final

_DNI_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_HETU_MARKS: Final = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_DAY: Final = r"(0[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(0[1-9]|1[0-2])"


def _digits(text: str) -> list[int]:
    return [int(sign) for sign in text if sign.isdecimal()]


def _weigh(digits: list[int], weights: tuple[int, ...]) -> int:
    return sum(d * w for d, w in zip(digits, weights, strict=True))


def is_nhs_number(text: str) -> bool:
    """England's ten digits, the last modulo 11 of the others (NHS Data Dictionary)."""
    digits = _digits(text)
    check = 11 - _weigh(digits[:9], (10, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return len(set(digits)) > 1 and digits[9] == check % 11 and check != 10


def is_social_security(text: str) -> bool:
    """A number the United States may have given (area, group and serial in range)."""
    area, group, serial = text.strip().replace(" ", "-").split("-")
    return area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"


def passes_luhn(text: str, last: int = 10) -> bool:
    """The check digit of Canadian and Swedish numbers, over the last ten digits or more."""
    total = 0
    for place, digit in enumerate(reversed(_digits(text)[-last:])):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _is_bsn(text: str) -> bool:
    digits = _digits(text)
    return _weigh(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0 and any(digits)


def _is_pesel(text: str) -> bool:
    digits = _digits(text)
    return (10 - _weigh(digits[:10], (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10) % 10 == digits[10]


def _is_dni(text: str) -> bool:
    plain = text.strip().upper().replace("-", "").replace(" ", "")
    number = plain[:-1].translate(str.maketrans("XYZ", "012"))
    return plain[-1] == _DNI_LETTERS[int(number) % 23]


def _is_hetu(text: str) -> bool:
    plain = text.strip().upper()
    return plain[-1] == _HETU_MARKS[int(plain[:6] + plain[7:10]) % 31]


def _is_nir(text: str) -> bool:
    digits = "".join(map(str, _digits(text)))
    return 97 - int(digits[:13]) % 97 == int(digits[13:])


def _is_ahv(text: str) -> bool:
    digits = _digits(text)
    weighed = _weigh(digits[:12], (1, 3) * 6)
    return (10 - weighed % 10) % 10 == digits[12]


def _is_cpf(text: str) -> bool:
    digits = _digits(text)
    for size in (9, 10):
        weights = tuple(range(size + 1, 1, -1))
        if _weigh(digits[:size], weights) * 10 % 11 % 10 != digits[size]:
            return False
    return len(set(digits)) > 1


def _is_norwegian(text: str) -> bool:
    digits = _digits(text)
    return (
        _weigh(digits[:10], (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
        and _weigh(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    )


def _is_belgian(text: str) -> bool:
    digits = "".join(map(str, _digits(text)))
    return int(digits[9:]) in {97 - int(century + digits[:9]) % 97 for century in ("", "2")}


def _is_german_tax(text: str) -> bool:
    """Modulo 11, 10 (ISO 7064); of the first ten digits one or two come again."""
    digits = _digits(text)
    product = 10
    for digit in digits[:10]:
        total = (digit + product) % 10 or 10
        product = 2 * total % 11
    return (11 - product) % 10 == digits[10] and len(set(digits[:10])) in (8, 9)


def _is_irish(text: str) -> bool:
    plain = text.strip().upper()
    second = ord(plain[8]) - 64 if len(plain) > 8 and plain[8] != "W" else 0
    total = _weigh(_digits(plain[:7]), (8, 7, 6, 5, 4, 3, 2)) + 9 * second
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] == plain[7]


def _is_nhi(text: str) -> bool:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    plain = text.strip().upper()
    values = [letters.index(sign) + 1 for sign in plain[:3]] + _digits(plain[3:])
    check = 11 - _weigh(values[:6], (7, 6, 5, 4, 3, 2)) % 11
    return check != 11 and check % 10 == values[6]


_TURNS: Final = ("0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
                 "5987604321", "6598710432", "7659821043", "8765932104", "9876543210")  # fmt: skip
_PLACES: Final = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870",
                  "4286573901", "2793806415", "7046913258")  # fmt: skip


def _is_aadhaar(text: str) -> bool:
    """Verhoeff's check digit."""
    check = 0
    for place, digit in enumerate(reversed(_digits(text))):
        check = int(_TURNS[check][int(_PLACES[place % 8][digit])])
    return check == 0


def _is_medicare_australia(text: str) -> bool:
    digits = _digits(text)
    return _weigh(digits[:8], (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == digits[8]


def _always(_: str) -> bool:
    return True


NATIONAL_NUMBERS: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    (r"\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}", is_social_security),
    (r"\d{3}[ -]?\d{3}[ -]?\d{4}", is_nhs_number),
    (r"(?i:[a-ceghj-prtw-z][a-ceghj-nprtw-z] ?\d{2} ?\d{2} ?\d{2} ?[a-d])", _always),
    (r"\d{3}[ -]\d{3}[ -]\d{3}", passes_luhn),
    (rf"(19|20)?\d{{2}}{_MONTH}{_DAY}[-+]?\d{{4}}", passes_luhn),
    (rf"{_DAY}{_MONTH}\d{{2}}-\d{{4}}", _always),
    (rf"(?i:{_DAY}{_MONTH}\d{{2}}[-+a]\d{{3}}[0-9a-y])", _is_hetu),
    (r"\d{9}", _is_bsn),
    (rf"\d{{2}}[02468][0-9]{_DAY}\d{{5}}|\d{{2}}[13579][0-2]{_DAY}\d{{5}}", _is_pesel),
    (r"(?i:[0-9xyz]\d{7}[ -]?[a-z])", _is_dni),
    (r"[12] ?\d{2} ?\d{2} ?\d{2} ?\d{3} ?\d{3} ?\d{2}", _is_nir),
    (r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}", _is_ahv),
    (r"(?i:[a-z]{6}\d{2}[a-ehlmprst]\d{2}[a-z]\d{3}[a-z])", _always),
    (r"\d{3}\.\d{3}\.\d{3}-\d{2}", _is_cpf),
    (r"[0-7]\d[0-9]\d\d{2} ?\d{5}", _is_norwegian),
    (rf"\d{{2}}[.]?{_MONTH}[.]?{_DAY}[- ]?\d{{3}}[.]?\d{{2}}", _is_belgian),
    (r"[1-9]\d ?\d{3} ?\d{3} ?\d{3}", _is_german_tax),
    (r"(?i:\d{7}[a-w][a-iw]?)", _is_irish),
    (r"(?i:[a-hj-np-z]{3}\d{4})", _is_nhi),
    (r"[2-9]\d{3} ?\d{4} ?\d{4}", _is_aadhaar),
    (r"[2-6]\d{3} ?\d{5} ?\d", _is_medicare_australia),
    (
        r"(?i:[1-9][ac-hj-km-np-rt-y][0-9ac-hj-km-np-rt-y]\d-?[ac-hj-km-np-rt-y]"
        r"[0-9ac-hj-km-np-rt-y]\d-?[ac-hj-km-np-rt-y]{2}\d{2})",
        _always,
    ),
)
"""Form and check, in order: US, England, UK insurance, Canada, Sweden, Denmark, Finland,
Netherlands, Poland, Spain, France, Switzerland, Italy, Brazil, Norway, Belgium, Germany (tax),
Ireland, New Zealand (health), India, Australia (Medicare), US Medicare."""
