"""Layouts of switches in a firm, written after the readers.

In: calls. Out: `SWITCHES`. Pitfall: the layout is true as far as its source says; every row is made up.
"""

from __future__ import annotations

from tools.strangers.firm import Layout
from tools.strangers.third_round import switch_rows as rows
from tools.strangers.writing import table

SWITCHES = (
    Layout(
        "starface-output",
        "STARFACE knowledge base, export of connection data as output.csv",
        table(
            "id,callid,callstepid,calllegid,cdraccountid,calleraccountid,callercallerid,calledaccountid,"
            "calledcallerid,serviceid,starttime,ringingtime,linktime,callresulttime,callresult,incoming",
            rows.starface,
        ),
        country="DE",
    ),
    Layout(
        "swyx-cdr",
        "SwyxWare administrator help, CDR file format",
        table(rows.SWYX, rows.swyx, quoted=True),
        country="DE",
    ),
    Layout(
        "auerswald-comlist",
        "Auerswald COMlist help, table of call data saved as CSV",
        table(
            "Datum;Zeit;Dauer;TN;Name;MSN;Amt;Gruppe;Projekt;Rufnummer;Gesp.;Einh.;Faktor;EUR;ID;Abgerechnet",
            rows.comlist,
            delimiter=";",
            encoding="latin-1",
        ),
        country="DE",
        ways=rows.OUTSIDE,
        start_s=61,
    ),
    Layout(
        "comtrexx-fr",
        "Auerswald COMmander help in French, columns of the call data",
        table(
            "Date;Heure;Durée;No LCR;Numéro externe;Nom externe;Numéro interne;Nom interne;Numéro de raccordement;"
            "Sens;Type de facturation",
            rows.comtrexx_fr,
            delimiter=";",
        ),
        ways=rows.OUTSIDE,
    ),
    Layout(
        "kalliope-cdr",
        "KalliopePBX wiki, CDR export",
        table(
            "unique_id,source_type,destination_type,status,start_datetime,channel_up_datetime,answer_datetime,"
            "answered_by,end_datetime,caller,caller_name,anonymous,called,called_name,ring_duration,total_duration,"
            "talk_duration",
            rows.kalliope,
        ),
        country="IT",
    ),
    Layout(
        "belgacom-forum",
        "Belgacom Forum 300 manual, call logging format",
        table(
            "Call ID,Date,Time,Line Number,Extension Number,Extension Name,Call Type,Connection,Voice Card,"
            "Call Duration,Ring Time,Calling Number,Calling Name,Called Number,Called Name",
            rows.k_forum,
        ),
        country="BE",
        ways=rows.OUTSIDE,
    ),
    Layout(
        "openvox-cdr",
        "OpenVox IPPBX and Yeastar MyPBX CDR download",
        table(
            "datetime,clid,src,dst,dcontext,srctrunk,dsttrunk,lastapp,lastdata,duration,billable,disposition,"
            "amaflags,calltype,accountcode,uniqueid,recordfile",
            rows.openvox,
        ),
    ),
    Layout(
        "3cx-v16-names",
        "3CX CDR output with every field and its name, times in UTC",
        table(rows.THREECX_NAMES, rows.threecx_named, delimiter=";"),
    ),
    Layout(
        "3cx-iso-lengths",
        "3CX web client call report: ISO 8601 lengths",
        table(
            "StartTime,SourceDn,SourceDisplayName,DestinationDn,DestinationDisplayName,Direction,Status,RingingDuration,"
            "TalkingDuration,CallCost",
            rows.threecx_iso,
        ),
    ),
    Layout(
        "tiptel-compact",
        "tiptel compact 84 manual, call data as CSV",
        table(
            "Datum/Zeit;Gesprächsdauer;Richtung;Eigene Rufnummer;Rufnummer fern;Teilnehmer;Gebühren;Kostenstelle",
            rows.tiptel,
            delimiter=";",
        ),
        country="DE",
        ways=rows.OUTSIDE,
        start_s=61,
    ),
    Layout(
        "mivb-report",
        "MiVoice Business SMDR in a collector's table",
        table(
            "Date,Start Time,Duration,Calling Party,Trunk/Ext,Time to Answer,Digits Dialed,Completion,Called Party,"
            "Call Direction",
            rows.mitel_mcd_report,
        ),
        country="IE",
        ways=rows.OUTSIDE,
    ),
    Layout(
        "hipath-ende",
        "HiPath manager list, day and time of the end",
        table(
            "Teilnehmer;Name;Richtung;Rufnummer;Datum Ende;Uhrzeit Ende;Rufdauer;Gesprächsdauer;Leitung",
            rows.hipath_manager,
            delimiter=";",
        ),
        country="AT",
    ),
    Layout(
        "innovaphone-reporting",
        "innovaphone reporting, CSV of calls",
        table("Name,Number,Direction,Remote,Setup,Connect,Release,Duration,State", rows.innovaphone_report),
        country="CH",
        ways=rows.OUTSIDE,
    ),
    Layout(
        "gigaset-pro",
        "Gigaset PRO call list, kind of the call in one word",
        table("Art;Datum;Uhrzeit;Dauer;Rufnummer;Name;Verbindung;Nebenstelle", rows.gigaset, delimiter=";"),
        country="DE",
        ways=rows.OUTSIDE,
        start_s=61,
    ),
    Layout(
        "cisco-car",
        "Cisco CDR analysis and reporting, user's calls as CSV",
        table(
            "Date,Origination Time,Termination Time,Duration (secs),Origination,Destination,Call Classification,QoS,User",
            rows.callmanager_report,
            quoted=True,
            before='"Individual User Bill, Detail"\n"From: Nov 1, 2026 To: Nov 30, 2026"\n',
        ),
        start_s=21,
    ),
    Layout(
        "mitel-5000-dated",
        "Mitel 5000 SMDR report with days, by its administrator guide",
        rows.axxess,
        country="US",
        suffix=".txt",
        ways=rows.OUTSIDE,
        start_s=61,
    ),
    Layout(
        "talkswitch",
        "TalkSwitch manual, CDR log columns",
        table(
            "Date,Time,Call ID,Direction,Connection,Duration,Phone Number,Name,Line,Account Number",
            rows.talkswitch,
        ),
        country="CA",
        ways=rows.OUTSIDE,
    ),
    Layout(
        "vodia-trunk",
        "Vodia documentation, CDR fields as a table of one leg each",
        table("Start,Connect,End,Direction,From,To,Extension,TrunkName,Duration,Type", rows.vodia),
        ways=rows.OUTSIDE,
    ),
    Layout(
        "vtiger-pbx",
        "vtiger PBX Manager module, exported list",
        table(
            "Direction,Call Status,Start Time,End Time,Total Duration,Bill Duration,User,Gateway,Customer Number",
            rows.vtiger,
            quoted=True,
        ),
        ways=rows.OUTSIDE,
        start_s=61,
    ),
    Layout(
        "yeastar-cloud-table",
        "Yeastar cloud PBX, CDR database columns",
        table(
            "id,datetime,clid,src,dst,dcontext,srctrunk,dstrunk,lastapp,lastdata,duration,billable,disposition,amaflags,"
            "calltype,accountcode,uniqueid,didnumber",
            rows.yeastar_cloud,
            quoted=True,
        ),
        country="PL",
    ),
    Layout(
        "hotel-list",
        "Hotel call list, length before the day",
        rows.sdx,
        country="GB",
        suffix=".txt",
        ways=rows.OUTSIDE,
    ),
    Layout(
        "snom-list",
        "Telephones' own call lists, German words",
        table("Zeitpunkt;Dauer;Status;Nebenstelle;Gegenstelle", rows.snom, delimiter=";"),
        country="DE",
        ways=rows.OUTSIDE,
    ),
)
