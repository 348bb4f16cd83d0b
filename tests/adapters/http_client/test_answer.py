from espaceclient.adapters.http_client import Answer


def test_an_answer_does_not_show_whom_it_is_about() -> None:
    assert repr(Answer(200, "application/json", b'{"meter_number": "A1"}')) == (
        "Answer(status=200, content_type='application/json')"
    )
