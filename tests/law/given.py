"""A small folder of law sources, as an operator would bring it in."""

from __future__ import annotations

import csv
import json
import lzma
from pathlib import Path

COLUMNS = ("law_id", "title", "kind", "version_date", "effective_date", "promulgation", "numbering")


def a_source(folder: Path, *laws: tuple[dict[str, str], list[tuple[str, str]]]) -> Path:
    """A folder with the index and the articles of the laws: each a row and its articles (label, text)."""
    with (folder / "laws_index.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows({"numbering": "连续", **row} for row, _articles in laws)
    with lzma.open(folder / "law_articles.jsonl.xz", "wt", encoding="utf-8") as lines:
        for row, articles in laws:
            for label, text in articles:
                one = {"law_id": row["law_id"], "no": label, "chapter": "", "text": text}
                lines.write(json.dumps(one, ensure_ascii=False) + "\n")
    return folder


def a_law(law_id: str, title: str, on: str = "2020-01-01", note: str = "") -> dict[str, str]:
    return {
        "law_id": law_id,
        "title": title,
        "kind": "行政法规",
        "version_date": on,
        "effective_date": "",
        "promulgation": note,
    }
