"""What a manager may order: each AMI action of the switch, answered as Asterisk answers it.

A list comes as a response, then its events, then one that ends the list.
"""

from __future__ import annotations

from veilleur.simulation.pbx.ami_server import Fields, Handler
from veilleur.simulation.pbx.kernel import Kernel
from veilleur.simulation.pbx.outgoing import Outgoing

Answer = tuple[Fields, list[Fields]]


def _done(text: str) -> Answer:
    return [("Response", "Success"), ("Message", text)], []


def _error(text: str) -> Answer:
    return [("Response", "Error"), ("Message", text)], []


def _listed(events: list[Fields], end: str) -> Answer:
    closing: Fields = [("Event", end), ("EventList", "Complete"), ("ListItems", str(len(events)))]
    return [("Response", "Success"), ("EventList", "start"), ("Message", "Result will follow")], [
        *events,
        closing,
    ]


class ManagerActions:
    """The actions of one switch."""

    def __init__(self, pbx: Kernel, outgoing: Outgoing) -> None:
        self._pbx = pbx
        self._outgoing = outgoing

    def handlers(self) -> dict[str, Handler]:
        """Action in lower case -> what answers it."""
        return {
            "ping": lambda _: ([("Response", "Success"), ("Ping", "Pong")], []),
            "events": lambda _: ([("Response", "Success"), ("Events", "On")], []),
            "listcommands": self._list_commands,
            "hangup": self._hangup,
            "coreshowchannels": self._channels,
            "dbget": self._db_get,
            "dbgettree": self._db_tree,
            "dbput": self._db_put,
            "dbdel": self._db_del,
            "showdialplan": self._dialplan,
            "originate": self._originate,
        }

    def _list_commands(self, _action: dict[str, str]) -> Answer:
        names = [(name, "(Priv: system,call,reporting)") for name in sorted(self.handlers())]
        return [("Response", "Success"), *names], []

    def _hangup(self, action: dict[str, str]) -> Answer:
        wanted = action.get("channel", "")
        for channel in list(self._pbx.channels.values()):
            if channel.name == wanted or channel.unique == wanted:
                # The event must follow the response, as on the real switch.
                self._pbx.after(
                    0.003,
                    lambda found=channel: self._pbx.hang_up(found, cut=True),  # type: ignore[misc]
                )
                return _done("Channel Hungup")
        return _error("No such channel")

    def _channels(self, _action: dict[str, str]) -> Answer:
        events: list[Fields] = []
        for channel in self._pbx.channels.values():
            call = channel.call
            seconds = int(self._pbx.now - channel.began)
            clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
            events.append(
                [
                    ("Event", "CoreShowChannel"),
                    ("Channel", channel.name),
                    ("ChannelState", channel.state),
                    ("ChannelStateDesc", "Up" if channel.state == "6" else "Ring"),
                    ("CallerIDNum", channel.caller),
                    ("Exten", channel.exten),
                    ("Context", "veilleur"),
                    ("Uniqueid", channel.unique),
                    ("Linkedid", channel.linked),
                    ("Application", channel.application),
                    ("ApplicationData", call.number if call is not None else channel.exten),
                    ("Duration", clock),
                    ("BridgeId", ""),
                ]
            )
        return _listed(events, "CoreShowChannelsComplete")

    @staticmethod
    def _key(action: dict[str, str]) -> str:
        return f"/{action.get('family', '')}/{action.get('key', '')}"

    def _db_get(self, action: dict[str, str]) -> Answer:
        value = self._pbx.database.get(self._key(action))
        if value is None:
            return _error("Database entry not found")
        family, key = action.get("family", ""), action.get("key", "")
        event: Fields = [("Event", "DBGetResponse"), ("Family", family), ("Key", key), ("Val", value)]
        return _listed([event], "DBGetComplete")

    def _db_tree(self, action: dict[str, str]) -> Answer:
        root = "/" + "/".join(part for part in (action.get("family", ""), action.get("key", "")) if part)
        events: list[Fields] = [
            [("Event", "DBGetTreeResponse"), ("Key", key), ("Val", value)]
            for key, value in sorted(self._pbx.database.items())
            if root == "/" or key == root or key.startswith(root + "/")
        ]
        return _listed(events, "DBGetTreeComplete")

    def _db_put(self, action: dict[str, str]) -> Answer:
        self._pbx.database[self._key(action)] = action.get("val", "")
        return _done("Updated database successfully")

    def _db_del(self, action: dict[str, str]) -> Answer:
        if self._pbx.database.pop(self._key(action), None) is None:
            return _error("Database entry not found")
        return _done("Key deleted successfully")

    def _dialplan(self, action: dict[str, str]) -> Answer:
        context = action.get("context", "veilleur")
        if context != "veilleur" or not self._pbx.asks_first:
            return _error(f"Did not find context {context}")
        steps = [("1", "Set", "TIMEOUT(absolute)=2"), ("2", "AGI", "agi://127.0.0.1/ask")]
        events: list[Fields] = [
            [
                ("Event", "ListDialplan"),
                ("Context", context),
                ("Extension", "_X."),
                ("Priority", priority),
                ("Application", application),
                ("AppData", data),
                ("Registrar", "pbx_config"),
            ]
            for priority, application, data in steps
        ]
        return _listed(events, "ShowDialPlanComplete")

    def _originate(self, action: dict[str, str]) -> Answer:
        number = action.get("channel", "").partition("/")[2].partition("@")[0]
        if not number:
            return _error("Channel not specified")

        def leave() -> None:
            call = self._outgoing.originate(number, 600.0)
            response = "Success" if call.out_leg else "Failure"
            fields = (("Response", response), ("Channel", action["channel"]), ("Uniqueid", call.unique))
            self._pbx.ami.event("OriginateResponse", *fields)

        self._pbx.after(0.0, leave)
        return _done("Originate successfully queued")
