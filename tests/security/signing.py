"""Signs mails as another firm's server would, with keys made on the spot."""

import base64
import random
from dataclasses import dataclass

import dkim

_E = 65537
_WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)


@dataclass(frozen=True)
class SigningKey:
    """An RSA key as dkimpy takes it, and the TXT record that shows its public half."""

    pem: bytes
    record: bytes


def make_key(bits: int, seed: int) -> SigningKey:
    """Make a key of any size; libraries refuse to make the small ones that must be refused."""
    chance = random.Random(seed)
    while True:
        p, q = _prime(bits // 2, chance), _prime(bits // 2, chance)
        phi = (p - 1) * (q - 1)
        if p != q and (p * q).bit_length() == bits and phi % _E:
            break
    d, n = pow(_E, -1, phi), p * q
    private = _sequence(0, n, _E, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))
    bit_string = b"\x03" + _length(len(_sequence(n, _E)) + 1) + b"\x00" + _sequence(n, _E)
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    public = b"\x30" + _length(len(algorithm + bit_string)) + algorithm + bit_string
    pem = b"-----BEGIN RSA PRIVATE KEY-----\n%b-----END RSA PRIVATE KEY-----\n"
    return SigningKey(
        pem % base64.encodebytes(private), b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    )


def sign(raw: bytes, key: SigningKey, domain: str, *, with_length: bool = False) -> bytes:
    """Put a DKIM-Signature of a domain on top of a mail."""
    names = [b"from", b"to", b"subject", b"date", b"message-id"]
    field = dkim.sign(
        raw, b"s1", domain.encode(), key.pem, include_headers=names, length=with_length
    )
    return bytes(field) + raw


def _prime(bits: int, chance: random.Random) -> int:
    while True:
        number = chance.getrandbits(bits) | (3 << (bits - 2)) | 1
        if all(_is_probable(number, one) for one in _WITNESSES):
            return number


def _is_probable(number: int, witness: int) -> bool:
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    value = pow(witness, odd, number)
    if value in (1, number - 1):
        return True
    for _ in range(twos - 1):
        value = value * value % number
        if value == number - 1:
            return True
    return False


def _sequence(*numbers: int) -> bytes:
    content = b"".join(_integer(one) for one in numbers)
    return b"\x30" + _length(len(content)) + content


def _integer(number: int) -> bytes:
    content = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return b"\x02" + _length(len(content)) + content


def _length(size: int) -> bytes:
    if size < 128:
        return bytes([size])
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets
