"""The table `fraud_detection` is read as each tool prints it, and refused where it is not one."""

from __future__ import annotations

import pytest

from veilleur.cli.owner.opensips.table import COLUMNS, FraudRule, rules_of
from veilleur.words.errors import InputError

CELLS = ["1", "2", "99", "09:00", "17:00", "Fri-Mon, Wed", *"3 5 7200 13200 16 35 3 4 6 20".split()]
QUOTED = ", ".join(cell if cell.isdecimal() and cell != "99" else f"'{cell}'" for cell in CELLS)
DRAWN = "+----+\n| " + " | ".join(COLUMNS) + " |\n+----+\n| " + " | ".join(CELLS) + " |\n+----+\n"


def one_rule(text: str) -> FraudRule:
    (rule,) = rules_of(text, "rules")
    return rule


@pytest.mark.parametrize(
    "text",
    [
        "\t".join(COLUMNS) + "\n" + "\t".join(CELLS) + "\n",
        "\ufeff" + ";".join(COLUMNS) + "\r\n" + ";".join(CELLS) + "\r\n",
        ",".join(COLUMNS) + "\n" + ",".join(f'"{cell}"' for cell in CELLS),
        DRAWN,
        " | ".join(COLUMNS) + "\n---+---\n " + " | ".join(CELLS) + "\n(1 row)\n",
        f"CREATE TABLE x;\nINSERT INTO `fraud_detection` VALUES ({QUOTED});\n",
        f"insert into fraud_detection ({', '.join(COLUMNS)}) values ({QUOTED});",
        "COPY public.fraud_detection ("
        + ", ".join(COLUMNS)
        + ") FROM stdin;\n"
        + "\t".join(CELLS)
        + "\n\\.\n",
    ],
    ids=["batch", "semicolons", "quoted", "mysql", "psql", "dump", "insert", "copy"],
)
def test_a_row_is_the_same_however_it_was_printed(text: str) -> None:
    rule = one_rule(text)
    assert (rule.profile, rule.prefix, rule.first, rule.last) == (2, "99", 540, 1020)
    assert rule.days == {4, 5, 6, 0, 2}
    assert rule.critical["call_duration"] == 13200
    assert rule.warning == dict(
        zip(rule.critical, (3, 7200, 16, 3, 6), strict=True),
    )
    assert not rule.bars


def test_columns_that_the_module_names_otherwise_are_known() -> None:
    rule = one_rule("myprefix,prefix,cpm_thresh_crit,totalc_thresh_crit,seqcalls_thresh_warn\nx,44,0,1,9\n")
    assert (rule.prefix, rule.critical["total_calls"], rule.warning["sequential_calls"]) == ("44", 1, 9)
    assert rule.bars
    assert (rule.first, rule.last, len(rule.days)) == (0, 1439, 7)


def test_a_text_with_quotes_of_a_dump_is_unescaped() -> None:
    columns = "(prefix, daysoftheweek, cpm_critical, total_calls_critical, description)"
    rules = rules_of(
        f"INSERT INTO fraud_detection {columns} VALUES "
        "('1','Mon',0,1,'it''s (1), ok\\''),('2','Tue',0,0,NULL);",
        "rules",
    )
    assert [rule.prefix for rule in rules] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no table"),
        ("calldate,src,dst\n1,2,3\n", "no column prefix"),
        ("prefix,cpm_critical,total_calls_critical\n", "holds no rule"),
        ("prefix,cpm_critical,total_calls_critical\n1,2\n", "3 columns"),
        ("prefix,cpm_critical,total_calls_critical\n1,-2,3\n", "no whole number"),
        ("prefix,cpm_critical,total_calls_critical\n1,\u0663,3\n", "no whole number"),
        ("prefix,cpm_critical,total_calls_critical,start_hour\n1,2,3,25:00\n", "no time of day"),
        ("prefix,cpm_critical,total_calls_critical,daysoftheweek\n1,2,3,Lun-Ven\n", "no days of the week"),
        ("prefix,cpm_critical,total_calls_critical\n" + "1" * 300 + ",2,3\n", "too long"),
        ("INSERT INTO fraud_detection VALUES (1, 2, '99", "ends within a row"),
        ("INSERT INTO fraud_detection VALUES (1, 2);", "16 columns"),
    ],
)
def test_what_is_no_such_table_is_refused_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        rules_of(text, "rules")


def test_a_dump_that_nobody_wrote_is_read_in_time_that_grows_with_it() -> None:
    """Quadratic patterns would take hours for these."""
    for text in (
        "INSERT INTO " + "fraud" * 200_000,
        "INSERT INTO fraud (" * 50_000,
        "COPY fraud (" + " " * 10**6,
    ):
        with pytest.raises(InputError):
            rules_of(text, "table")


def test_more_times_of_day_than_people_write_are_refused() -> None:
    heading = "ruleid,profileid,prefix,start_hour,end_hour,daysoftheweek,cpm_critical,total_calls_critical\n"
    rows = "".join(f"{n},1,,{n % 24:02}:{n // 24:02},23:59,Mon-Sun,0,1\n" for n in range(30))
    with pytest.raises(InputError, match="24 different times"):
        rules_of(heading + rows, "table")
