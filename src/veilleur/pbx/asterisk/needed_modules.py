"""The modules of Asterisk that the question needs: which are not there, and what that means.

In: a manager action. Out: names of modules, sentences. Pitfall: without `app_stack` there is no Gosub, and
each line that asks ends its call, an emergency call too: no rule of the dialplan's own comes to run.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping

from veilleur.pbx.asterisk.ami.protocol import Message as Row
from veilleur.words.errors import SwitchError
from veilleur.words.messages import Message

GOSUB = "app_stack"
# What the pieces run, beyond what every Asterisk has built in: without these a call abroad is decided by the
# dialplan's own rule at best, and without app_stack no call comes to it.
NEEDED_MODULES = (
    GOSUB,
    "app_originate",
    "app_userevent",
    "res_agi",
    "func_strings",
    "func_global",
    "func_channel",
    "func_callerid",
    "func_module",
    "func_timeout",
)
Act = Callable[[str, dict[str, str]], Awaitable[list[Row]]]


async def is_loaded(act: Act, module: str) -> bool | None:
    """Whether a module is loaded; None where the PBX does not say."""
    try:
        answer = (await act("ModuleCheck", {"Module": module}))[0]
    except SwitchError:
        return None
    if answer.get("response") == "Success":
        return True
    return False if "not loaded" in answer.get("message").lower() else None


async def missing_modules(act: Act) -> tuple[str, ...]:
    """Those that the pieces need and that are not there; none where the PBX does not say."""
    return tuple([name for name in NEEDED_MODULES if await is_loaded(act, name) is False])


async def load(act: Act, module: str) -> bool:
    """Have the PBX load a module; whether it is there afterwards."""
    try:
        await act("ModuleLoad", {"Module": f"{module}.so", "LoadType": "load"})
    except SwitchError:
        return False
    return await is_loaded(act, module) is True


def asks(rows: Iterable[Mapping[str, str]]) -> bool:
    """Whether a line of the dialplan that runs asks by Gosub."""
    return any(row["Application"].lower() == "gosub" and "veilleur" in row["AppData"] for row in rows)


def not_loaded(modules: tuple[str, ...]) -> Message:
    """What to do about modules that the pieces need."""
    if GOSUB in modules:
        return Message(
            "Asterisk has not loaded app_stack.so: each line that asks ends its call, 112 too. Load it now "
            "(asterisk -rx 'module load app_stack.so'), and in modules.conf for the next start."
        )
    return Message(
        "Asterisk has not loaded {modules}: Veilleur's question needs them; load them in modules.conf, "
        "until then the dialplan's own rule decides.",
        modules=", ".join(f"{name}.so" for name in modules),
    )


def loaded_again() -> Message:
    """What the guard did about the module without which calls end."""
    return Message(
        "Asterisk had not loaded app_stack.so: each line that asks ended its call, 112 too. Veilleur has "
        "had it loaded; see to modules.conf, so that it is there at the next start."
    )
