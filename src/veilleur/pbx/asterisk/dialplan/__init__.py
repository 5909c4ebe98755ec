"""One model of a dialplan: what is in it, how calls run through it, and by which ways they can leave."""

from veilleur.pbx.asterisk.dialplan.model import Blind, Dialplan, Place, Step
from veilleur.pbx.asterisk.dialplan.reading.directory import Directory, read_directory
from veilleur.pbx.asterisk.dialplan.reading.joined import joined
from veilleur.pbx.asterisk.dialplan.reading.running import from_events, from_output
from veilleur.pbx.asterisk.dialplan.reasons import SENTENCES, Reason
from veilleur.pbx.asterisk.dialplan.surroundings import Device, Kind, Surroundings
from veilleur.pbx.asterisk.dialplan.way import Door, Verdict, Way
from veilleur.pbx.asterisk.dialplan.ways import Model

__all__ = [
    "SENTENCES",
    "Blind",
    "Device",
    "Dialplan",
    "Directory",
    "Door",
    "Kind",
    "Model",
    "Place",
    "Reason",
    "Step",
    "Surroundings",
    "Verdict",
    "Way",
    "from_events",
    "from_output",
    "joined",
    "read_directory",
]
