"""Make new inputs of old ones: cut, doubled, crossed, and strewn with pieces that matter."""

import random

PIECES = (
    b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\r\n ", b"\x00", b"\xff", b"\xc3", b"\xe2\x80\xae",
    b"=?utf-8?q?", b"=?utf-8?b?", b"?=", b"=?", b"utf-7", b"utf-16", b"iso-2022-jp", b"=3D",
    b"Content-Type: multipart/mixed; boundary=b1\r\n", b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: text/html; charset=utf-16\r\n", b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Type: message/delivery-status\r\n\r\n", b"Content-Type: application/ms-tnef\r\n",
    b"Content-Disposition: inline; filename*0*=x''%zz\r\n", b"--b1\r\n", b"--b1--\r\n", b"; a*1*=%",
    b"From: ", b"Von: ", b"Sent: ", b"Subject: ", b"Date: Mon, 99 Foo 99999 99:99:99 +9999\r\n",
    b"=\r\n", b"> ", b">>>> ", b"-----Original Message-----\n", b"Am 3.3.25 schrieb A:\n", b"-- \n",
    b"On ", b" wrote:\n", b"begin 644 a\n", b"end\n", b">", b"<div>", b"</div>", b"<blockquote>",
    b"<", b"<!--", b"-->", b"<svg>", b"<style>", b"<table>", b"<img src=", b" onerror=",
    b"javascript:", b"/Kids [2 0 R]", b"/Length 99999999", b"/Filter /FlateDecode", b"endstream",
    b"<< /Type /Pages >>", b"(a) Tj ", b"<w:p>", b"<w:tc>", b"</w:t>", b'<c t="s"><v>0</v></c>',
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&#", b"&lt;", b"@", b",", b";", b":", b'"', b"\\", b"(", b")", b"<a@b>", b"@tomasz", b"bis ",
    b"12.11.", b"31.02.", b"KW 99", b"99999999999999999999", b"1.000,00", b"\xe2\x82\xac",
    b"\xc5\x82", b"\xc3\x9f", b"\xd9\xa3", b"\xc2\xa0", b"\xe2\x80\x8b", b"\xc2\xbd", b"\xc2\xb2",
)  # fmt: skip
MAX_SIZE = 32 * 1024


def mutate(dice: random.Random, corpus: list[bytes]) -> bytes:
    """Make one new input of a random old one."""
    octets = bytearray(dice.choice(corpus))
    for _ in range(1 + int(dice.expovariate(0.4))):
        _change(dice, octets, corpus)
    return bytes(octets[:MAX_SIZE])


def _change(dice: random.Random, octets: bytearray, corpus: list[bytes]) -> None:
    at = dice.randint(0, len(octets))
    size = min(int(dice.expovariate(0.05)) + 1, 400)
    match dice.randrange(9):
        case 0:
            del octets[at : at + size]
        case 1 | 2 | 3:
            octets[at:at] = dice.choice(PIECES)
        case 4:
            octets[at:at] = octets[at : at + size] * dice.choice((1, 2, 3, 50))
        case 5 if octets:
            octets[at % len(octets)] = dice.randrange(256)
        case 6:
            octets[at : at + dice.randrange(4)] = dice.randbytes(dice.randrange(1, 5))
        case 7:
            other = dice.choice(corpus)
            start = dice.randint(0, len(other))
            octets[at:] = other[start:]
        case _:
            octets[at:at] = dice.choice(PIECES) * dice.choice((2, 5, 30, 300))
