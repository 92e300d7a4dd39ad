"""Search over a million invented titles, or as many as are asked for: time of a query by its length, memory, size and time of the index."""

from __future__ import annotations

import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tongban.catalogue.search import SearchDoc, Searcher, build

TITLES = 1_000_000
QUERIES = 200
REGIONS = ["东岸", "西岭", "南浦", "北桥", "海棠", "临江", "青石", "云溪", "白沙", "金水"]
SUBJECTS = [
    "食品",
    "药品",
    "医疗机构",
    "个体工商户",
    "道路运输",
    "建筑施工",
    "公共场所",
    "出版物",
    "林木",
    "养老机构",
    "旅馆",
    "民办学校",
    "户口",
    "社会保险",
    "住房公积金",
    "特种设备",
    "危险化学品",
    "动物诊疗",
    "水路",
    "农药",
]
QUALIFIERS = [
    "设立",
    "经营",
    "安全生产",
    "变更",
    "延续",
    "注销",
    "临时",
    "跨省",
    "首次",
    "补办",
    "年度",
    "备案",
    "使用",
    "迁移",
    "转让",
]
OBJECTS = ["许可证", "登记", "资格", "审批", "核准", "证明", "补贴", "认定", "确认", "备案"]
VERBS = ["核发", "办理", "申请", "登记", "变更", "延续", "补发", "注销", "查询", "发放"]


def titles(count: int, seed: int = 20261121) -> Iterator[SearchDoc]:
    """Invented titles of about nineteen characters, the same ones each time."""
    draw = random.Random(seed)
    for number in range(count):
        parts = (draw.choice(REGIONS), draw.choice(SUBJECTS), draw.choice(QUALIFIERS), draw.choice(SUBJECTS))
        name = "".join((*parts, draw.choice(OBJECTS), "(", draw.choice(QUALIFIERS), ")", draw.choice(VERBS)))
        yield SearchDoc(
            id=str(number), code=f"99{number:09d}", name=name, department=f"{draw.choice(SUBJECTS)}局"
        )


def queries(length: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    names = [doc.name for doc in titles(2_000, seed)]
    found = []
    while len(found) < QUERIES:
        name = draw.choice(names)
        start = draw.randrange(max(1, len(name) - length))
        found.append(name[start : start + length])
    return found


def main(count: int = TITLES) -> list[str]:
    folder = Path(tempfile.mkdtemp(prefix="tongban-search-"))
    try:
        started, begun = time.process_time(), time.perf_counter()
        build(folder / "index", titles(count))
        built, took = time.process_time() - started, time.perf_counter() - begun
        size = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
        searcher = Searcher(folder / "index")
        lines = [
            f"search: {count:,} titles, index {size / 1e6:.0f} MB built in {built:.1f} s of CPU, {took:.1f} s"
        ]
        for length in (2, 3, 4, 8):
            lines.append(f"search: {length} characters  {timed(searcher, queries(length, length))}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        lines.append(f"search: peak memory of the process {peak:.0f} MB")
        return lines
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def timed(searcher: Searcher, asked: list[str]) -> str:
    for text in asked[:20]:
        searcher.find(text, 10)
    took = []
    for text in asked:
        started = time.perf_counter()
        searcher.find(text, 10)
        took.append((time.perf_counter() - started) * 1000)
    took.sort()
    return f"p50 {statistics.median(took):.2f} ms, p99 {took[int(len(took) * 0.99) - 1]:.2f} ms"


if __name__ == "__main__":
    print("\n".join(main(*map(int, sys.argv[1:2]))))
