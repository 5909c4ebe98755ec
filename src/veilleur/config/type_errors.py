"""What pydantic finds wrong with a value, as a sentence that can be said in French too.

In: one of `ValidationError.errors()`. Out: pydantic's own English, by the type of the error and its values.
"""

from __future__ import annotations

from pydantic_core import ErrorDetails

from veilleur.words.messages import Message, template

_BY_TYPE = {
    "greater_than_equal": template("Input should be greater than or equal to {ge}"),
    "less_than_equal": template("Input should be less than or equal to {le}"),
    "greater_than": template("Input should be greater than {gt}"),
    "less_than": template("Input should be less than {lt}"),
    "string_type": template("Input should be a valid string"),
    "string_pattern_mismatch": template("String should match pattern '{pattern}'"),
    "int_type": template("Input should be a valid integer"),
    "int_parsing": template("Input should be a valid integer, unable to parse string as an integer"),
    "int_from_float": template("Input should be a valid integer, got a number with a fractional part"),
    "float_type": template("Input should be a valid number"),
    "float_parsing": template("Input should be a valid number, unable to parse string as a number"),
    "finite_number": template("Input should be a finite number"),
    "decimal_type": template("Decimal input should be an integer, float, string or Decimal object"),
    "decimal_parsing": template("Input should be a valid decimal"),
    "bool_type": template("Input should be a valid boolean"),
    "bool_parsing": template("Input should be a valid boolean, unable to interpret input"),
    "list_type": template("Input should be a valid list"),
    "too_short": template(
        "List should have at least {min_length} item after validation, not {actual_length}"
    ),
    "dict_type": template("Input should be a valid dictionary"),
    "model_type": template("Input should be a valid dictionary or instance of {class_name}"),
    "missing": template("Field required"),
}


def cause_of(found: ErrorDetails) -> str:
    """The cause, without a full stop; pydantic's own text where the type of the error is a new one."""
    kind, values = found["type"], found.get("ctx", {})
    if kind == "literal_error":
        return Message("Input should be {choices}", choices=_choices(values["expected"]))
    if kind == "string_too_short":
        return _at_least(values["min_length"])
    if kind == "string_too_long":
        return Message("String should have at most {count} characters", count=values["max_length"])
    if kind == "value_error" and isinstance(values["error"].args[0], Message):
        return values["error"].args[0]  # of a validator of ours
    if kind in _BY_TYPE:
        return Message(_BY_TYPE[kind], **values)
    return found["msg"].removeprefix("Value error, ")


def _choices(expected: str) -> str:
    """ "'N', 'E' or 'O'"."""
    before, is_several, last = expected.rpartition(" or ")
    return Message("{choices} or {last}", choices=before, last=last) if is_several else expected


def _at_least(count: int) -> Message:
    if count == 1:
        return Message("String should have at least {count} character", count=count)
    return Message("String should have at least {count} characters", count=count)
