"""Expressions of numbers: put a value in a variable's place, and compare what is asked with what is dialled.
Pure.

In: texts with `${...}`. Out: texts, or whether two are the same number. Pitfall: digits before a number
belong to it, whoever they are for; only a prefix with `*` or `#` cannot be part of a number.
"""

from __future__ import annotations

import re

from veilleur.pbx.asterisk.dialplan.destinations import destination
from veilleur.pbx.asterisk.dialplan.paths.values import NOT_KNOWN, Values
from veilleur.pbx.asterisk.dialplan.text import inside, variables, whole

# AEL keeps EXTEN in `~~EXTEN~~` where a switch goes on in extensions of its own.
_WORD = re.compile(r"~~[A-Za-z_]\w*~~|(?<!~)[A-Za-z_]\w*(?![\w(~])")
_PART = re.compile(r"(-?\d+)(?::(-?\d+))?")
_SIMPLE = re.compile(r"\$\{([\w~]+)(?::(\d+))?\}")
_WITHOUT_PREFIX = re.compile(r"^\$\{([A-Za-z_]\w*):\$\{LEN\(.*\)\}\}$")
_CARRIERS_CODE = re.compile(r"^[\d*#]*[*#wW][\d*#wW]*$")  # w: the exchange is given time to answer a digit
_DIGIT = re.compile(r"[\d+]")
_SUFFIX = re.compile(r"SUFFIX\w*\}*$", re.IGNORECASE)


def reads(text: str) -> set[str]:
    """The variables that a text reads; a name that a function takes without `${}` is one too."""
    if "${" not in text:
        return set()
    return {word for first, last in variables(text) for word in _WORD.findall(text[first:last])}


def put(text: str, name: str, value: str | None) -> str:
    """The text with a variable replaced by what was put into it; value None: by something not known."""
    if name not in text or "${" not in text:
        return text
    replacement = NOT_KNOWN if value is None else value
    made, start = [], 0
    for first, last in variables(text):
        made.append(text[start:first])
        made.append(_put_inside(text[first:last], name, replacement))
        start = last
    return "".join(made) + text[start:]


def _put_inside(variable: str, name: str, value: str) -> str:
    """Of one `${...}`: the variable, a part of it, or an expression around it."""
    body = variable[2:-1]
    if body in (name, f"GLOBAL({name})"):
        return value
    if body.startswith(f"{name}:"):
        return _part(value, body[len(name) + 1 :])
    plain = body
    for first, last in reversed(variables(body)):
        plain = plain[:first] + plain[last:]
    if name in _WORD.findall(plain):  # REPLACE(NAME,...) and the like
        return NOT_KNOWN
    return "${" + put(body, name, value) + "}" if "${" in body else variable


def _part(value: str, part: str) -> str:
    """What `${NAME:part}` is, when NAME holds the value."""
    found = _PART.fullmatch(part)
    if found is None or value == NOT_KNOWN:
        return NOT_KNOWN
    offset, length = whole(found[1]), found[2]
    if "${" not in value:
        cut = value[offset:]
        return cut if length is None else cut[: whole(length)]
    is_one = value.startswith("${") and inside(value, 2, "{", "}")[1] == len(value) - 1
    inner = _SIMPLE.fullmatch(value)
    if inner and inner[2] is None:
        return f"{value[:-1]}:{part}}}"
    if length is not None or offset < 0:
        return NOT_KNOWN
    if inner:
        return f"${{{inner[1]}:{whole(inner[2]) + offset}}}"
    if is_one:
        return f"{value[:-1]}:{part}}}"
    constant = value.partition("${")[0]
    return value[offset:] if offset <= len(constant) else NOT_KNOWN


def is_same_number(asked: str, dialled: str, values: Values, context: str) -> bool:
    """Whether what is asked about is the number that a dial string, or a text of digits, gives to the
    trunk."""
    asked, dialled = _plain(values.constant(asked)), values.constant(dialled)
    if not asked or NOT_KNOWN in asked:
        return False
    if _plain(dialled) == asked:
        return True
    texts = [dialled]
    if "/" not in dialled and "${" in dialled:  # a variable may hold trunk and number in one
        core = _core(asked)
        place = _place_of(core, dialled)
        if place >= 0:
            before = values.texts(dialled[:place], context)
            behind = values.texts(dialled[place + len(core) :], context)
            return all(_is_no_digit(re.split("[/@]", one)[-1]) for one in before) and _ends_number(behind)
        texts = [text for text in values.texts(dialled, context) if text] or texts
    return all(_is_same(asked, text, values, context) for text in texts)


def _core(asked: str) -> str:
    """What is asked about, where a prefix of the carrier's is taken off it."""
    short = _WITHOUT_PREFIX.match(asked)
    return f"${{{short[1]}}}" if short else asked


def _is_same(asked: str, dialled: str, values: Values, context: str) -> bool:
    found = destination(dialled) if "/" in dialled else None
    number = _plain(found.number if found and found.number else dialled)
    if asked == number:
        return True
    core = _core(asked)
    if "${" not in core:
        return core == number
    place = _place_of(core, number)
    if place < 0:
        return False
    if found is None or not found.number:
        return True
    before, after = number[:place], number[place + len(core) :]
    behind = values.texts(after, context)
    return all(_is_no_digit(one) for one in values.texts(before, context)) and _ends_number(behind)


def _ends_number(texts: list[str]) -> bool:
    """Whether what may stand behind a number adds no digit to it."""
    return all(not one or one[0] in "@/;:|" or _is_suffix_alone(one) for one in texts)


def _is_suffix_alone(text: str) -> bool:
    """Whether a text behind the number is what a variable such as `OUT_1_SUFFIX` holds (`@trunk`): any other
    may hold more digits."""
    start = 0
    for first, last in variables(text):
        if _DIGIT.search(text[start:first]) or not _SUFFIX.search(text[first:last]):
            return False
        start = last
    return "${" in text and not _DIGIT.search(text[start:])


def _is_no_digit(text: str) -> bool:
    """Whether a text before the number can hold no digit of it: no digit, or a sign that no number can
    hold."""
    return "${" not in text and (not _DIGIT.search(text) or bool(_CARRIERS_CODE.match(text)))


def _place_of(core: str, number: str) -> int:
    """Where an outermost variable of the number is the one that was asked about."""
    for first, last in variables(number):
        if number[first:last] == core:
            return first
    return number.find(core) if core in number and not core.startswith("${") else -1


def _plain(text: str) -> str:
    return text.strip().strip('"').replace(" ", "").lstrip("wW")
