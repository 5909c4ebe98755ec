"""The API as an OpenAPI document: served under /v1, and published in docs/ by `tools/http_page.py`.

Pitfall: the shapes come from the models that read the requests; only the sentences stand here.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

from veilleur import __version__
from veilleur.pbx.http.shapes import Code, Question, report_models
from veilleur.wording.metrics import METRICS_TYPE

_REF = "#/components/schemas/{model}"


def _answer(text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _object(required: str = "", **properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required.split(),
        "properties": properties,
    }


_CODES = {"type": "array", "items": {"type": "string"}}
_COUNT = {"type": "integer", "minimum": 0}
_ERROR = _object(
    "error",
    error={"enum": ["token", "scope", "path", "method", "body", "rate", "fault"]},
    where={"type": "string"},
    why={"type": "string"},
)
_ALLOW = _object(
    "decision reasons most_seconds",
    decision={"const": "allow"},
    reasons=_CODES,
    most_seconds={
        "type": ["integer", "null"],
        "minimum": 0,
        "description": "How long the call may last until a limit is reached; null: no limit counts it.",
    },
)
_NOT_YET = _object(
    "decision reasons sip_reason",
    decision={"const": "ask"},
    reasons=_CODES,
    sip_reason={"type": "string", "description": "A value of the SIP header Reason."},
)
_REFUSE = _object(
    "decision reasons",
    decision={"const": "refuse"},
    reasons=_CODES,
    sip_reason={"type": "string", "description": "A value of the SIP header Reason."},
)
_TAKEN = _object(
    "taken repeated rejected snapshot_wanted",
    taken=_COUNT,
    repeated=_COUNT,
    rejected={
        "type": "array",
        "items": _object(
            "line where why", line={"type": "integer"}, where={"type": "string"}, why={"type": "string"}
        ),
    },
    snapshot_wanted={
        "type": "boolean",
        "description": "Report a Snapshot of all calls alive: calls are not seen until then.",
    },
)
_OBJECT = {"type": "object"}
_ALWAYS = {
    "400": _answer("Not what this path takes.", _ERROR),
    "401": _answer("No token that holds, or one that may not do this.", _ERROR),
    "408": {"description": "The request came too slowly."},
    "413": {"description": "The body is too large."},
    "431": {"description": "The headers are too large."},
    "500": _answer("A fault of Veilleur's own.", _ERROR),
}
_LINES = {  # none is a sign of life
    "application/x-ndjson": {
        "schema": {
            "type": "string",
            "description": "One object of `Report` a line; none: a sign of life.",
        }
    }
}
_RATE = {"429": _answer("More than the rate of this token. Emergency calls are never refused so.", _ERROR)}


def _operation(
    name: str, text: str, answers: dict[str, Any], body: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": name,
        "summary": text,
        "responses": {**answers, **_ALWAYS},
        **more,
    }
    if body is not None:
        found["requestBody"] = {"required": body is not _LINES, "content": body}
    return found


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    question = {"application/json": {"schema": {"$ref": _REF.format(model="Question")}}}
    code = {"application/json": {"schema": {"$ref": _REF.format(model="Code")}}}
    decided = {"200": _answer("Let it pass.", _ALLOW), "403": _answer("Refuse it.", _REFUSE)}
    asked = {**decided, "202": _answer("Ask the caller for a code.", _NOT_YET), **_RATE}
    taken = {
        "200": _answer("All lines were taken, or had been before.", _TAKEN),
        "422": _answer("Some lines cannot be used; the others were taken.", _TAKEN),
        **_RATE,
    }
    orders = {"200": _answer("The calls to cut.", _object("cut", cut=_CODES))}
    health = {
        "200": _answer(
            "How it goes.",
            _object(
                "blind asked refused orders_open",
                blind=_CODES,
                asked=_COUNT,
                refused=_COUNT,
                orders_open=_COUNT,
            ),
        )
    }
    metrics = {
        "200": {"description": "Counts as text.", "content": {METRICS_TYPE: {"schema": {"type": "string"}}}}
    }
    wait = {
        "name": "wait",
        "in": "query",
        "required": False,
        "description": "Seconds to wait for an order.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 25, "default": 0},
    }
    paths = {
        "/v1/authorise": _operation("authorise", "May this be dialled? The status decides.", asked, question),
        "/v1/code": _operation("code", "The digits of a caller who was asked.", {**decided, **_RATE}, code),
        "/v1/events": _operation("events", "What happened, as newline-delimited JSON.", taken, _LINES),
    }
    reading = {
        "/v1/orders": _operation("orders", "The calls to cut.", orders, parameters=[wait]),
        "/v1/health": _operation("health", "Whether the reports are seen.", health),
        "/metrics": _operation("metrics", "The same for Prometheus.", metrics),
        "/v1/openapi.json": _operation(
            "openapi", "This document.", {"200": _answer("It.", {"type": "object"})}
        ),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Veilleur: ask before a call, report what happens, fetch orders",
            "version": f"1 ({__version__})",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"token": []}],
        "paths": {
            **{path: {"post": operation} for path, operation in paths.items()},
            **{path: {"get": operation} for path, operation in reading.items()},
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def report_schema() -> dict[str, Any]:
    """The JSON Schema of one line of /v1/events."""
    schemas = _schemas()
    names = [*report_models(), "LiveCall", *(name for name in ("Origin", "Direction") if name in schemas)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One line of POST /v1/events",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in report_models()],
        "$defs": {name: _moved(schemas[name]) for name in names},
    }


def _moved(schema: Any) -> Any:
    """The same with its references to where JSON Schema keeps definitions."""
    if isinstance(schema, dict):
        return {key: _moved(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_moved(one) for one in schema]
    return schema.replace("#/components/schemas/", "#/$defs/") if isinstance(schema, str) else schema


def _schemas() -> dict[str, Any]:
    found: dict[str, Any] = {}
    models: tuple[type[BaseModel], ...] = (Question, Code, *report_models().values())
    for model in models:
        schema = model.model_json_schema(ref_template=_REF)
        found.update(schema.pop("$defs", {}))
        found[model.__name__] = schema
    found["Report"] = {"oneOf": [{"$ref": _REF.format(model=name)} for name in report_models()]}
    return found
