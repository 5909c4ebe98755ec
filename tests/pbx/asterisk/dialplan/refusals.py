# ruff: noqa: E501 - pieces of dialplans
"""Files with a fault each, and what a real Asterisk makes of them: `tests/lab/test_refusals.py` loads each.

`REFUSED`: Asterisk drops the whole dialplan. `BROKEN_OFF`: it reads a part of a file that is included.
`PASSED_OVER`: it leaves out a line, or what a comment hides. `READ`: it reads a header, an include or a line in
its own way.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MAIN = "extensions.conf"


@dataclass(frozen=True)
class Case:
    """files: by name. steps: "context,extension" of what is loaded, not looked at of a plan that is refused.
    stops: "file:line" where Asterisk stops reading."""

    files: dict[str, str] = field(default_factory=dict)
    steps: str = ""
    stops: str = ""


def _plan(text: str, steps: str = "", stops: str = "", **more: str) -> Case:
    """A case of extensions.conf; `more` are the files that it includes, sub_b is sub/b.conf."""
    files = {f"{name.replace('_', '/')}.conf": one for name, one in more.items()}
    return Case({MAIN: text, **files}, steps, stops)


def _step(extension: str) -> str:
    return f"exten => {extension},1,NoOp()\n"


A = f"[a]\n{_step('1')}"
T = f"[t](!)\n{_step('1')}"
INCLUDE = "#include x.conf\n"
Z = f"[z]\n{_step('9')}"

# Faults of one line, the third of a file whose first two are those of `A` or `T`.
_FAULTS = {
    "a section that is nowhere is added to": f"{A}[nowhere](+)\n",
    "a section of other letters is added to": f"{A}[ab](+)\n",
    "a template is added to": f"{T}[t](+)\n",
    "a template that becomes one later is added to": f"{T}[T](!,+)\n",
    "a template that is nowhere": f"{A}[b](nowhere)\n",
    "a template that comes later": f"{A}[b](t)\n{T}",
    "a template of itself": f"{A}[b](b)\n",
    "a blank before a template": f"{T}[b](!, t)\n",
    "a blank before the mark of a template": f"{A}[b]( !)\n",
    "a blank after a template": f"{T}[b](t )\n",
    "what stands behind the plus is no filter": f"{A}[a](+t)\n",
    "an open bracket": f"{A}[b\n",
    "a bracket that a comment closes": f"{A}[b;]\n",
    "an open bracket of options": f"{T}[b](t\n",
    "a bracket of options that a comment closes": f"{T}[b](t;)\n",
    "nothing behind an escape": f"{A}\\\n",
    "a blank behind an escape": f"{A}\\ same => n,NoOp()\n",
}
_BEFORE_ANY_SECTION = {
    "a line before any section": _step("1"),
    "a word before any section": "hello\n",
    "a dash of a web page before any section": "<html>\n",
    "a line behind a comment before any section": f";-- [a]\n--; {_step('1')}",
    "an escaped header before any section": "\\[a] = b\n",
    "empty options before any section": "[b]()\n",
}
TEN_REFUSED = "".join(f"#include f{number}.conf\n" for number in range(11))
REFUSED: dict[str, Case] = {
    **{name: _plan(text + Z, stops=f"{MAIN}:3") for name, text in _FAULTS.items()},
    **{
        name: _plan(text + A, stops=f"{MAIN}:{2 if '--;' in text else 1}")
        for name, text in _BEFORE_ANY_SECTION.items()
    },
    "the template stands behind the fault of an included file": _plan(
        f"{INCLUDE}[b](t)\n{A}", stops=f"x.conf:1 {MAIN}:2", x=f"[\n{T}"
    ),
    "the section that is added to stands behind the fault of a file within one": _plan(
        f"{INCLUDE}[a](+)\n{_step('2')}",
        stops=f"y.conf:1 {MAIN}:2",
        x="#include y.conf\n",
        y=f"[b](nowhere)\n{A}",
    ),
    "a refused file that is included eleven times": _plan(
        f"{A}{INCLUDE * 11}{Z}", stops="x.conf:1 " * 10 + f"{MAIN}:13", x="[\n"
    ),
    "eleven files of which each is refused": _plan(
        f"{A}{TEN_REFUSED}{Z}",
        stops=" ".join([*(f"f{number}.conf:1" for number in range(10)), f"{MAIN}:13"]),
        **{f"f{number}": "[\n" for number in range(11)},
    ),
}
BROKEN_OFF: dict[str, Case] = {
    **{
        f"included: {name}": _plan(
            f"[m]\n{_step('5')}{INCLUDE}{_step('6')}",
            steps="m,5 m,6" + (" a,1" if text.startswith(A) else ""),
            stops="x.conf:3",
            x=text + Z,
        )
        for name, text in _FAULTS.items()
    },
    **{
        f"included: {name}": _plan(
            f"{INCLUDE}{Z}", steps="z,9", stops=f"x.conf:{2 if '--;' in text else 1}", x=text + A
        )
        for name, text in _BEFORE_ANY_SECTION.items()
    },
    "the second of three files of a pattern": _plan(
        f"#include sub/*.conf\n{Z}",
        steps="a,1 b,2 z,9",
        stops="b.conf:3",
        sub_a=A,
        sub_b=f"[b]\n{_step('2')}[b](nowhere)\n{_step('3')}",
        sub_c=f"[c]\n{_step('3')}",
    ),
    "a file that an included file includes": _plan(
        f"{INCLUDE}{Z}",
        steps="a,1 b,2 x,4 z,9",
        stops="y.conf:3",
        x=f"{A}#include y.conf\n[x]\n{_step('4')}",
        y=f"[b]\n{_step('2')}[nowhere](+)\n{_step('3')}",
    ),
    "a file that is tried": _plan(
        f"#tryinclude x.conf\n{Z}", steps="a,1 z,9", stops="x.conf:3", x=f"{A}[b](\n{_step('3')}"
    ),
    "a file that is included twice": _plan(
        f"{INCLUDE}{INCLUDE}{Z}", steps="a,1 z,9", stops="x.conf:3 x.conf:3", x=f"{A}[b\n{_step('3')}"
    ),
    "an eleventh file within another": _plan(
        f"#include d1.conf\n{Z}",
        steps=" ".join(
            [*(f"d{number},1" for number in range(1, 11)), *(f"e{n},2" for n in range(1, 10)), "z,9"]
        ),
        stops="d10.conf:3",
        **{
            f"d{number}": f"[d{number}]\n{_step('1')}#include d{number + 1}.conf\n[e{number}]\n{_step('2')}"
            for number in range(1, 12)
        },
    ),
}
PASSED_OVER: dict[str, Case] = {
    "an unknown directive": _plan(f"{A}#inculde x.conf\n{_step('2')}", steps="a,1 a,2", x=Z),
    "a blank behind the sign of a directive": _plan(f"{A}# include x.conf\n{_step('2')}", steps="a,1 a,2", x=Z),
    "an include without a blank": _plan(f'{A}#include"x.conf"\n{_step("2")}', steps="a,1 a,2", x=Z),
    "an include without a name": _plan(f"{A}#include\n#include ; x.conf\n{_step('2')}", steps="a,1 a,2", x=Z),
    "a file that is tried and is not there": _plan(f"{A}#tryinclude none.conf\n{_step('2')}", steps="a,1 a,2"),
    "an extension without a name": _plan(f"{A}exten => ,1,NoOp()\nsame => n,NoOp()\n{_step('3')}", steps="a,1 a,3"),
    "a line without a sign": _plan(f"{A}exten 2,1,NoOp()\n{_step('3')}", steps="a,1 a,3"),
    "a line without a name": _plan(f"{A}=> 2,1,NoOp()\n{_step('3')}", steps="a,1 a,3"),
    "an escaped sign": _plan(f"{A}\\= 2,1,NoOp()\n{_step('3')}", steps="a,1 a,3"),
    "a line of 8,191 bytes": _plan(
        f"{A}exten => 2,1,NoOp({'é' * 4_086})\nexten => 3,1,NoOp({'x' * 8_172})\nexten => 4,1,NoOp({'x' * 8_171})\n",
        steps="a,1 a,4",
    ),
    "a comment without an end": _plan(f"{A};-- hidden\n{_step('2')}[b]\n{_step('3')}", steps="a,1"),
    "a comment within a comment": _plan(f"{A};-- ;-- --;\n{_step('2')}--;\n{_step('3')}", steps="a,1 a,3"),
    "a comment that is closed without being open": _plan(
        f"{A}exten => 2,1,NoOp(--;)\n{_step('3')};--\n{_step('4')}", steps="a,1 a,2 a,4"
    ),
    "a comment that goes on into the next file of a pattern": _plan(
        f"#include sub/*.conf\n{Z}", steps="a,1 b,4 z,9", sub_a=f"{A};--\n", sub_b=f"[x]\n{_step('3')}--;\n[b]\n{_step('4')}"
    ),
    "a blank of another alphabet before a line": _plan(f"{A}\u00a0{_step('2')}\u2003[b]\n{_step('3')}", steps="a,1 a,3"),
    "a mark of UTF-8 in the second file of a pattern": _plan(
        f"#include sub/*.conf\n{Z}", steps="a,1 a,2 z,9", sub_a=A, sub_b=f"\ufeff[b]\n{_step('2')}"
    ),
}  # fmt: skip
READ: dict[str, Case] = {
    "a mark of UTF-8 at the head": _plan(f"\ufeff{A}", steps="a,1"),
    "lines behind an include stay in their section": _plan(f"{A}{INCLUDE}{_step('2')}", steps="a,1 a,2 z,9", x=Z),
    "lines of an included file go on with the section before it": _plan(f"{A}{INCLUDE}{Z}", steps="a,1 a,2 z,9", x=_step("2")),
    "the second file goes on with the section of the first": _plan(
        f"{A}#include y.conf\n#include x.conf\n{_step('4')}", steps="a,1 z,9 z,2 a,4", y=Z, x=_step("2")
    ),
    "the second file of a pattern goes on with the first": _plan(
        f"{A}#include sub/*.conf\n{_step('4')}", steps="a,1 z,9 z,2 a,4", sub_a=Z, sub_b=_step("2")
    ),
    "options behind a blank are none": _plan(f"{A}[b] (!)\n{_step('2')}[c] (nowhere\n{_step('3')}", steps="a,1 b,2 c,3"),
    "text behind a bracket": _plan(f"{A}[b]x(!)\n{_step('2')}[c](!)x\n{_step('3')}", steps="a,1 b,2"),
    "a section of other capitals is added to": _plan(f"{A}[A](+)\n{_step('2')}", steps="a,1 a,2"),
    "a template in other capitals": _plan(f"{T}[b](T)\n{_step('2')}", steps="b,1 b,2"),
    "what is added takes a template": _plan(f"{T}[b]\n{_step('2')}[b](+,t)\n{_step('3')}", steps="b,2 b,1 b,3"),
    "a template is taken before it is added": _plan(f"{T}[b]\n{_step('2')}[b](t,+)\n", steps="b,2 b,1"),
    "an addition turns a section into a template": _plan(f"{A}[a](!,+)\n{_step('2')}[b](a)\n", steps="b,1 b,2"),
    "a section of the same name as a template is added to": _plan(f"{T}[t]\n{_step('2')}[t](+)\n{_step('3')}", steps="t,2 t,3"),
    "a section is a template": _plan(f"{A}[b](a)\n", steps="a,1 b,1"),
    "empty options take the first section": _plan(f"{A}[b]\n{_step('2')}[c]()\n", steps="a,1 b,2 c,1"),
    "a comma at the end of options": _plan(f"{A}{T}[c](t,)\n{_step('3')}", steps="a,1 c,1 c,3"),
    "a filter that takes templates": _plan(f"{T}[t](+TEMPLATES=include)\n{_step('2')}[b](t)\n", steps="b,1 b,2"),
    "a filter that takes templates alone": _plan(
        f"[t]\n{_step('3')}{T}[t](+TEMPLATES=restrict)\n{_step('2')}[b](t)\n", steps="t,3 b,3"
    ),
    "a value that is made longer": _plan(f"{A}exten => 2\nexten += ,1,NoOp()\n", steps="a,1 a,2"),
    "a first value that is made longer": _plan("[a]\nexten += 2,1,NoOp()\n", steps="a,2"),
    "a blank within the name of an extension": _plan(f"{A}exten => _9 0X.,1,NoOp()\nexten => 1 2,1,NoOp()\n", steps="a,1 a,_90X. a,12"),
    "an escaped name": _plan(f"{A}\\exten => 2,1,NoOp()\n", steps="a,1 a,2"),
    "an include in capitals and in quotes": _plan(f'{A}#INCLUDE "x.conf"\n#include <y.conf>\n', steps="a,1 z,9 a,2", x=Z, y=f"[a](+)\n{_step('2')}"),
    "a tabulator behind the word": _plan(f"{A}#include\tx.conf\n", steps="a,1 z,9", x=Z),
    "an escaped semicolon is no comment": _plan(f"{A}exten => 2,1,NoOp(a\\;b)\n", steps="a,1 a,2"),
    "a line of dashes is a comment of one line": _plan(f"{A};--- x\n{_step('2')};---- --;\n{_step('3')}", steps="a,1 a,2 a,3"),
}  # fmt: skip
# Asterisk stops at these as well; we read on, for a copy often lacks what the PBX has.
MISSING: dict[str, Case] = {
    "a file that is not there": _plan(f"{A}#include none.conf\n{Z}", stops=f"{MAIN}:3"),
    "a pattern that nothing matches": _plan(f"{A}#include none/*.conf\n{Z}", stops=f"{MAIN}:3"),
    "a folder": _plan(f"{A}#include sub\n{Z}", stops=f"{MAIN}:3", sub_a=""),
    "words behind a quoted name": _plan(f'{A}#include "x.conf" now\n{Z}', stops=f"{MAIN}:3", x=""),
    "quotes that do not match": _plan(f'{A}#include "x.conf>\n{Z}', stops=f"{MAIN}:3", x=""),
    "quotes of another kind": _plan(f"{A}#include 'x.conf'\n{Z}", stops=f"{MAIN}:3", x=""),
    "an empty name": _plan(f'{A}#include ""\n{Z}', stops=f"{MAIN}:3"),
}
