"""The reference data of the package and the command that makes it."""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import lzma
import tomllib
import zipfile
from datetime import date
from pathlib import Path

import pytest

from tongban.cli import reference

TODAY = date(2026, 11, 21)


def test_every_shipped_file_says_its_origin_edition_licence_day_and_digest() -> None:
    sources = tomllib.loads((reference.TARGET / "SOURCES.toml").read_text(encoding="utf-8"))
    shipped = {path.name for path in reference.TARGET.iterdir()} - {
        "SOURCES.toml",
        "__init__.py",
        "__pycache__",
    }
    assert set(sources) == shipped
    for name, entry in sources.items():
        assert entry["sha256"] == hashlib.sha256((reference.TARGET / name).read_bytes()).hexdigest(), name
        assert all(
            entry[key] for key in ("title", "origin", "edition", "licence", "imported_on", "made_from")
        )
        assert all(len(source["sha256"]) == 64 for source in entry["made_from"])


def test_every_notice_of_2007_to_2026_has_its_address() -> None:
    with (reference.TARGET / "holiday_notices.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {int(row["year"]) for row in rows} == set(range(2007, 2027))
    assert all(row["official_notice_url"].startswith("http") for row in rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of sources with one row of each kind that matters."""
    files = {
        "calendar/holidays_cn_2007_2026.csv": "date,holiday,kind,notice_year\n2025-01-01,元旦,off,2025\n",
        "calendar/holiday_notices.csv": "year,official_notice_url\n2025,http://example.invalid\n",
        "codes/iso3166_countries_zh.csv": "alpha2,alpha3,numeric,name_zh,name_en\nCA,CAN,124,加拿大,Canada\n",
        "codes/gb32100_uscc_authority_categories.csv": "authority_code,authority,category_code,category\n",
        "divisions/mca_divisions_2026_l1_l3.csv": "code12,name,level,parent_code12,path\n"
        "110000000000,北京市,1,,北京市\n110101000000,东城区,3,110000000000,北京市/东城区\n"
        "110199000000,新区,3,110000000000,北京市/新区\n",
        "divisions/gb2260_validity_1980_2024.csv.gz": "adcode,province_name,city_name,county_name,rank,"
        "province_adcode,city_adcode,first_year,last_year\n"
        ",北京市,,,1,110000,,1980,2024\n110101,北京市,市辖区,东城区,3,110000,110100,1980,2024\n"
        "110103,北京市,市辖区,崇文区,3,110000,110100,1980,2009\n110104,北京市,市辖区,宣武区,3,110000,110100,1980,2024\n",
        "divisions/stats_divisions_2023_l1_l4.csv.gz": "code12,name,level,parent_code12\n"
        "110000000000,北京市,1,\n110100000000,市辖区,2,110000000000\n110171000000,开发区,3,110100000000\n"
        "110101001000,东华门街道,4,110101000000\n",
        "divisions/mca_townships_2026_l4.csv.gz": "code12,name,level,county_code12,county_name\n"
        "110101001000,东华门街道,4,110101000000,东城区\n110101002000,景山街道,4,110101000000,东城区\n",
        "divisions/division_changes_1981_2026.csv.gz": "year,old_code,old_name,new_code,new_name\n"
        "2010,110103000000,崇文区,110101000000,东城区\n",
        "divisions/place_aliases.csv": "group,alias,canonical,year,kind,source\nhistorical,北平,北京市,1949,,\n",
        "divisions/glyph_confusables.json": '{"table": {"毫": [["亳", 0.8]]}}',
        "divisions/stats_villages_2023_l5.csv.xz": "code12,name\n110101001001,多福巷社区居委会\n",
    }
    packers = {".gz": gzip.compress, ".xz": lzma.compress}
    for name, text in files.items():
        path = tmp_path / "sources" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(packers.get(path.suffix, bytes)(text.encode()))
    return tmp_path / "sources"


def test_codes_in_the_newest_table_stay_open_and_codes_that_vanished_are_closed(folder: Path) -> None:
    rows = {
        row["code"]: (row["path"], row["first_year"], row["last_year"], row["kind"])
        for row in reference.divisions(folder)
    }
    assert rows == {
        "110000": ("北京市", "1980", "", "law"),
        "110100": ("北京市/市辖区", "2023", "", "statistics"),
        "110101": ("北京市/东城区", "1980", "", "law"),
        "110103": ("北京市/崇文区", "1980", "2009", "law"),
        "110104": ("北京市/宣武区", "1980", "2024", "law"),
        "110171": ("北京市/市辖区/开发区", "2023", "", "statistics"),
        "110199": ("北京市/新区", "2025", "", "law"),
    }


def test_townships_say_which_edition_lists_them(folder: Path) -> None:
    assert {row["code"]: row["editions"] for row in reference.townships(folder)} == {
        "110101001": "2026 2023",
        "110101002": "2026",
    }


def test_what_became_of_a_code_is_read_out_of_the_changes(folder: Path, tmp_path: Path) -> None:
    reference.write(folder, tmp_path, TODAY)
    with gzip.open(tmp_path / "successions.csv.gz", "rt", encoding="utf-8") as file:
        assert list(csv.DictReader(file)) == [
            {"code": "110103", "last_year": "2009", "successors": "110101", "how": "table"}
        ]
    with zipfile.ZipFile(tmp_path / "villages.zip") as villages:
        assert villages.read("1101").decode() == "01001001,多福巷社区居委会\n"
    assert list(reference.glyphs(folder)) == [{"written": "毫", "meant": "亳:80"}]


def test_the_same_sources_give_the_same_bytes_and_a_record_of_them(folder: Path, tmp_path: Path) -> None:
    reference.write(folder, tmp_path / "one", TODAY)
    reference.write(folder, tmp_path / "two", TODAY)
    made = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert made == sorted([*reference.SOURCES, "SOURCES.toml"])
    assert all(
        (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in made
    )
    record = tomllib.loads((tmp_path / "one" / "SOURCES.toml").read_text(encoding="utf-8"))
    assert record["divisions.csv.gz"]["imported_on"] == TODAY
    assert len(record["divisions.csv.gz"]["made_from"]) == 3


def test_a_folder_without_a_source_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reference.run(argparse.Namespace(folder=tmp_path)) == 1
    assert "calendar/holidays_cn_2007_2026.csv" in capsys.readouterr().err
