"""A law is nothing without its promise."""

import pytest

from espaceclient.testing.laws.law import law


def test_a_law_whose_promise_python_has_left_out_is_refused_at_once() -> None:
    def kept(make: object) -> None:
        assert make

    with pytest.raises(RuntimeError, match="python -OO"):
        law(kept)
