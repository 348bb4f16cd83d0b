"""Small hosts that run; README.md of this folder introduces them."""
