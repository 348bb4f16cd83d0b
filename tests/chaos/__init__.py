"""Kill ``espaceclient serve`` and ``espaceclient relay`` at random while clients use the site, and
check that nothing that was answered is lost. Run ``python -m tests.chaos``.
"""
