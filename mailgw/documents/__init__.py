"""What files say: bytes in, words out. Pure, within limits, for the reading children."""
