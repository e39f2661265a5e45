"""Each form of desk, administration and portal: where it is, what is filled in, what pressed."""
