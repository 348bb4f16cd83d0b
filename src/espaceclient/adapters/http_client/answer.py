"""A response as it was received."""

from attrs import field, frozen


@frozen
class Answer:
    """A response as it was received; its body is personal data, which no error quotes."""

    status: int
    content_type: str
    body: bytes = field(repr=False)

    @property
    def is_json(self) -> bool:
        """Whether the content type is ``application/json``."""
        return self.content_type.partition(";")[0].strip().lower() == "application/json"
