"""Finding a place by what people write: names, paths, old names, old codes, addresses. 地名查找.

``find`` reads a text, ``look_up`` a code; both answer for a year. The tables are read when first asked for.
"""

from tongban.foundation.places.codes import CodeAnswer, look_up
from tongban.foundation.places.finding import Found, find

__all__ = ["CodeAnswer", "Found", "find", "look_up"]
