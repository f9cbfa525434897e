"""The password at the door: a scrypt hash in the environment, compared in constant time.

`COHORT_PASSWORD_HASH` holds ``scrypt$N$r$p$SALT$KEY`` with salt and key in base64. Make one with

    python -c "import getpass; from pages.shared.door import hash_password as h; \
print(h(getpass.getpass()))"
"""

import base64
import binascii
import hashlib
import hmac
import os

COST, BLOCK, PARALLEL, KEY_BYTES = 2**15, 8, 1, 32
"""scrypt's N, r, p (about 32 MB and a tenth of a second) and the length of the key."""

MOST_MEMORY = 256 * 1024 * 1024


def wanted_hash() -> str:
    """The hash a visitor must match; empty where the door is open."""
    return os.environ.get("COHORT_PASSWORD_HASH", "")


def hash_password(password: str) -> str:
    """The hash of a password with a fresh salt, as `COHORT_PASSWORD_HASH` takes it."""
    salt = os.urandom(16)
    key = _derive(password, salt, COST, BLOCK, PARALLEL, KEY_BYTES)
    encoded = (base64.b64encode(part).decode() for part in (salt, key))
    return "$".join(("scrypt", str(COST), str(BLOCK), str(PARALLEL), *encoded))


def matches(password: str, wanted: str) -> bool:
    """Whether a password has the wanted hash; a hash that cannot be read matches nothing."""
    try:
        name, cost, block, parallel, salt, key = wanted.strip().split("$")
        expected = base64.b64decode(key, validate=True)
        found = _derive(password, base64.b64decode(salt, validate=True), int(cost), int(block),
                        int(parallel), len(expected))  # fmt: skip
    except (ValueError, binascii.Error, OverflowError, MemoryError):
        return False
    return name == "scrypt" and len(expected) > 0 and hmac.compare_digest(found, expected)


def _derive(password: str, salt: bytes, cost: int, block: int, parallel: int, length: int) -> bytes:
    return hashlib.scrypt(
        password.encode(), salt=salt, n=cost, r=block, p=parallel, dklen=length, maxmem=MOST_MEMORY
    )
