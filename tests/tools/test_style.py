"""Rules of style that no linter knows, held over the whole package: see CONTRIBUTING.md."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "veilleur"
MODULES = sorted(PACKAGE.rglob("*.py"))
POSITIONAL_MAX = 5
CALLS_BEYOND_PER_1000 = 3
FOLDER_MODULES_MAX = 16
FILE_LINES_MAX = 400
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])
OUR_PATH = re.compile(r"`((?:src|tests|tools|lab|docs)/[\w./-]*)`")
PLUGIN_SHELVES = ("records/formats",)  # equal plugins want a flat shelf
WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")
# Words of our own that the field has better ones for; CONTRIBUTING.md says which.
DIALECT = re.compile(
    r"\b(told|tells?|telling|retold|thief|thieves|spared|doubts?|doubted|doubtful|errands?|anew|weariness"
    r"|so many|so long|he|him|his)\b",
    re.IGNORECASE,
)
SEAM = re.compile(r"_|(?<=[a-z])(?=[A-Z])")  # between the words of a name
# Data that others rely on keeps its spelling: keys, codes, and a method of Python's files.
KEPT = {
    ("docs/security.md", "tells"),  # what `verify` prints
    ("docs/signals.md", "errand"),
    ("docs/signals.md", "tell"),  # a sentence for owners
    ("bench/calibration/first_record.py", "told"),  # key of the published calibration
    ("detection/judge/attack_filter.py", "errand"),  # code of a signal
    ("records/external_sort.py", "tell"),  # file.tell()
    ("records/files/unpacking.py", "tell"),  # the same, of a file of our own
    ("words/decisions.py", "spared"),  # key of the journal
}
OTHER_HEADING = re.compile(
    r"(easily (read|got|taken) wrong|reader (would )?gets? wrong|thing to get wrong)", re.IGNORECASE
)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_values_go_by_name_where_there_are_many() -> None:
    calls = [(path, node) for path in MODULES for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    beyond = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path, node in calls
        if sum(not isinstance(argument, ast.Starred) for argument in node.args) > POSITIONAL_MAX
    ]
    assert 1000 * len(beyond) <= CALLS_BEYOND_PER_1000 * len(calls), beyond


def figures() -> dict[str, dict[float, list[str]]]:
    """Public constants of modules that are numbers: name -> value -> the modules that say so."""
    found: dict[str, dict[float, list[str]]] = {}
    for path in MODULES:
        for node in tree(path).body:
            target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            value = getattr(node, "value", None)
            if not isinstance(target, ast.Name) or not target.id.isupper() or value is None:
                continue
            try:
                number = eval(compile(ast.Expression(value), str(path), "eval"), {"__builtins__": {}})
            except Exception:  # made of names, so no figure of its own
                continue
            if isinstance(number, int | float) and not target.id.startswith("_"):
                where = path.relative_to(PACKAGE).as_posix()
                found.setdefault(target.id, {}).setdefault(float(number), []).append(where)
    return found


def test_a_figure_has_one_value_in_the_whole_package() -> None:
    assert {name: values for name, values in figures().items() if len(values) > 1} == {}


def test_no_line_is_kept_from_the_formatter() -> None:
    kept = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "fmt: skip" in line or "fmt: off" in line
    ]
    assert kept == []


def test_json_of_others_is_read_by_the_one_door_that_survives_depth() -> None:
    own = {
        "evidence/bundle/standalone/verifier.py",
        "journal/restore.py",
        "guard/learning.py",
        "language/catalogue.py",
        "words/plain_json.py",
    }
    of_engineers = ("bench/", "simulation/", "cli/measure/")
    reading = [path for path in MODULES if "json.loads(" in path.read_text("utf-8")]
    names = {path.relative_to(PACKAGE).as_posix() for path in reading}
    assert {name for name in names if not name.startswith(of_engineers)} <= own


def test_what_becomes_a_number_is_asked_whether_it_is_one() -> None:
    """`"²".isdigit()` is true and `int("²")` is an error: letters of a stranger would end a reader."""
    known = {"pbx/gate/frames.py", "numbering/cleaning.py"}  # bytes; signs that are read one by one
    found = [
        f"{path}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if ".isdigit()" in line and "isascii" not in line and str(path.relative_to(PACKAGE)) not in known
    ]
    assert found == []


def test_time_is_bounded_by_timeout_and_not_by_wait_for() -> None:
    """`asyncio.wait_for` makes a task for each call, and may lose a cancellation beside a result."""
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr == "wait_for"
        and isinstance(node.value, ast.Name)
        and node.value.id == "asyncio"
    ]
    assert found == []


# Files in a folder of this process alone, or of the guard alone.
WRITTEN_PLAINLY = {
    "cli/records/formats.py",  # a draft in a temporary folder
    "cli/records/learn.py",
    "evidence/bundle/standalone/verifier.py",
    "evidence/bundle/time_stamps.py",
    "installation/backup.py",
    "pbx/asterisk/audit/manager/survey.py",  # a temporary folder, names from a list of ours
    "pbx/gate/setup/steps.py",
}
ON_MADE_SITES = ("bench/", "cli/measure/", "conformance/", "simulation/")  # what developers run


def test_what_we_write_follows_no_link() -> None:
    """`write_text` goes through a link that somebody left; os.open with O_EXCL or O_NOFOLLOW does not."""
    found = {
        name
        for path in MODULES
        if not (name := str(path.relative_to(PACKAGE))).startswith(ON_MADE_SITES)
        and re.search(r"\.write_(text|bytes)\(", path.read_text("utf-8"))
    }
    assert found - WRITTEN_PLAINLY == set()


SECRET_WORD = re.compile(
    r"(^|_)(secret|password|passcode|token|digest|mac|hmac|signature|pin|otp|totp|csrf|hash|hashed)s?(_|$)"
)
STAND_INS = ("simulation/", "conformance/fakes/")  # of switches, with secrets of nobody
# What is no secret, or is compared with nothing that a stranger chooses.
COMPARED_OPENLY = {
    ("cli/demo/command.py", "self._pins != self._pbx.pins"),  # of a made company
    ("control/page_code.py", "(len(salt), len(hashed)) != (_SALT_BYTES, _HASH_BYTES)"),
    ("evidence/case_folder.py", "digest.hexdigest() != file.sha256"),  # of a file, printed for everybody
    ("journal/checks.py", "_digest(row) != row.hash"),  # of the chain, the same
    ("journal/checks.py", "_personal_digest(row) != row.commitment"),
    ("journal/verify.py", "head == row.hash"),
    ("journal/witness/check.py", "self._hashes.get(head.seq) == head.hash"),  # heads are public
    ("journal/witness/service.py", "head.hash != before.hash"),
    ("pbx/asterisk/setup/merging.py", "[_digest(line) for line in theirs] == base[old]"),
    ("pbx/http/tokens.py", "token.name == name"),  # the name of a token, which is no secret
    ("pbx/http/tokens.py", "token.name != name"),
    ("web/watch/pages/start.py", "password != form.get('password_again', '')"),  # both of one person
}


def test_secrets_are_compared_in_constant_time() -> None:
    found = []
    for path in MODULES:
        if str(path.relative_to(PACKAGE)).startswith(STAND_INS):
            continue
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
                continue
            sides = [node.left, *node.comparators]
            if any(isinstance(side, ast.Constant) or _name(side).isupper() for side in sides):
                continue
            names = {_name(part) for side in sides for part in ast.walk(side)}
            if any(SECRET_WORD.search(name) for name in names):
                found.append((str(path.relative_to(PACKAGE)), ast.unparse(node)))
    assert [one for one in found if one not in COMPARED_OPENLY] == [], "use hmac.compare_digest"
    assert set(found) >= COMPARED_OPENLY, "what is gone need not be listed"


def _name(node: ast.AST) -> str:
    """The name of a variable or attribute; "" of anything else."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def test_no_folder_is_too_full_to_know() -> None:
    counts = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    full = {
        folder.relative_to(PACKAGE).as_posix(): count
        for folder, count in counts.items()
        if count > FOLDER_MODULES_MAX
    }
    assert set(full) == set(PLUGIN_SHELVES), full


def test_no_file_is_too_long_to_know() -> None:
    lengths = {
        path.relative_to(PACKAGE).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in MODULES
    }
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES_MAX} == {}


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """What engineers read: names, comments and docstrings. Texts for owners are other strings."""
    text = path.read_text(encoding="utf-8")
    if not DIALECT.search(SEAM.sub(" ", text)):
        return  # most files, without the work of reading their parts
    docstrings = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                docstrings.add(first.lineno)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME:
            yield token.start[0], " ".join(WORD.findall(token.string))
        elif token.type == tokenize.COMMENT or (
            token.type == tokenize.STRING and token.start[0] in docstrings
        ):
            yield token.start[0], token.string


def test_one_word_for_one_thing_and_the_fields_word() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {match[0]}"
        for path in MODULES
        for line, text in prose(path)
        for match in DIALECT.finditer(text)
        if (path.relative_to(PACKAGE).as_posix(), match[0]) not in KEPT
    ]
    assert found == []


def test_pages_speak_the_same_language() -> None:
    found = [
        f"{page.relative_to(ROOT)}:{number}: {match[0]}"
        for page in PAGES
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1)
        for match in DIALECT.finditer(line)
        if (page.relative_to(ROOT).as_posix(), match[0]) not in KEPT
    ]
    assert found == []


def test_what_a_page_names_is_there() -> None:
    gone = [
        f"{page.relative_to(ROOT)}: {name}"
        for page in PAGES
        for name in OUR_PATH.findall(page.read_text(encoding="utf-8"))
        if "NAME" not in name and not (ROOT / name).exists()
    ]
    assert gone == []


def test_what_a_reader_would_get_wrong_has_one_heading() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}: {match[0]}"
        for path in MODULES
        for match in OTHER_HEADING.finditer(ast.get_docstring(tree(path)) or "")
    ]
    assert found == []
