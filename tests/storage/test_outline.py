from __future__ import annotations

import pytest

from fsq_tui.storage.outline import comments, outline

TEXT = '''\
lens_name = "a # b"  # c
"quoted key".b = {x = [1,
2, {y = 3}], z = 1.5}
long = """
[[focus_points]]
# d"""
  [["focus_points"]] # e
normalized_position = 3
[focus_points.light]
lamp = 1
[[focus_points]]
  # f
moment = 1979-05-27T07:32:00Z
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("lens_name",), 1),
        (("quoted key", "b", "x", 0), 2),
        (("quoted key", "b", "x", 1), 3),
        (("quoted key", "b", "x", 2, "y"), 3),
        (("quoted key", "b", "z"), 3),
        (("focus_points",), 7),
        (("focus_points", 0, "normalized_position"), 8),
        (("focus_points", 0, "light", "lamp"), 10),
        (("focus_points", 1), 11),
        (("focus_points", 1, "moment"), 13),
        (("focus_points", 1, "duration_s"), 11),
        (("nothing", "like", "it"), 1),
    ],
)
def test_the_line_of_every_place(place: tuple[str | int, ...], line: int) -> None:
    assert outline(TEXT).line(place) == line


def test_headers_are_found_where_they_are_headers() -> None:
    headers = outline(TEXT).headers
    assert [(TEXT[: h.offset].count("\n") + 1, h.name, h.is_array) for h in headers] == [
        (7, ("focus_points",), True),
        (9, ("focus_points", "light"), False),
        (11, ("focus_points",), True),
    ]


def test_comments_and_lines_that_are_nothing_else() -> None:
    assert comments(TEXT) == ["# c", "# e", "# f"]
    lines = [TEXT[:start].count("\n") + 1 for start in outline(TEXT).comment_lines]
    assert lines == [12]
