"""Layouts of carriers and softswitches, written after the readers.

In: calls. Out: `CARRIERS`. Pitfall: the layout is true as far as its source says; every row is made up.
"""

from __future__ import annotations

from tools.strangers.firm import Layout
from tools.strangers.third_round import carrier_rows as rows
from tools.strangers.writing import as_json, as_json_lines, hms, ms, table

CARRIERS = (
    Layout(
        "thinktel",
        "Thinktel uControl CDR, columns of Freeside's importer and a public client",
        table(
            "Billing Number,Source Number,Destination Number,Date,Rounded Duration,Usage Type,Billed Amount,"
            "Source Location,Destination Location,Rate,Label,Raw Duration",
            rows.thinktel,
        ),
        country="CA",
        ways=rows.OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "teleapi",
        "TeleAPI VoIP CSV, columns of Freeside's importer",
        table(
            "date_gmt,source,destination,callerid,hangup_code,sip_account,orig_ip,duration,per_minute,call_cost,type,"
            "uuid,direction",
            rows.telapi,
        ),
        country="US",
        ways=rows.OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "nextone",
        "NexTone CDR, columns of Freeside's importer",
        table("CallZoneData,OrigGw,TermGw,Duration,CallDTMF,Ani,DateTimeInt", rows.nextone),
        country="US",
        ways=rows.OUT,
        knows_telephone=False,
        answered_only=True,
    ),
    Layout(
        "simple-prerated",
        "Freeside, Simple (Prerated)",
        table(
            "TEXT_TIME,Blank,Calling,Date,Time,Dest,DestinationDesc,Min,Rate,Total,ServCode,Service_Type",
            rows.simple_prerated,
        ),
        country="US",
        ways=rows.OUT,
        knows_telephone=False,
        answered_only=True,
    ),
    Layout(
        "zintel",
        "Zintel, columns of Freeside's importer",
        table(
            "customer,anumber,bnumber,DateTime,duration,calltype,status,product,sellprice,fromregion,fromarea,fromc2city,"
            "toregion,toarea,toc2city,group_label",
            rows.zintel,
        ),
        country="NZ",
        ways=rows.OUT,
        knows_telephone=False,
        answered_only=True,
    ),
    Layout(
        "vocus",
        "Vocus voice CDR: no heading, days and times in UTC",
        table("", rows.vocus),
        country="AU",
        ways=rows.OUT,
        knows_telephone=False,
        answered_only=True,
        is_open=True,
    ),
    Layout(
        "lesnet",
        "Les.net CDR, columns of Freeside's importer, no heading",
        table("", rows.lesnet, quoted=True),
        country="CA",
        ways=rows.OUT,
        knows_telephone=False,
        answered_only=True,
    ),
    Layout(
        "netcentrex",
        "NetCentrex CCS records, no heading, semicolons",
        table("", rows.netcentrex, delimiter=";"),
        ways=rows.OUT,
        knows_telephone=False,
    ),
    Layout(
        "tenor-names",
        "Quintum Tenor CMS manual, standard CDR fields",
        table(
            "Call ID,Called Number,Duration,Call Initiation Time,Call Connected Time,Call Disconnected Time,Cause Code,"
            "Local IP Address,Remote IP Address,Origination Trunk ID,Calling Number",
            rows.tenor,
        ),
        country="US",
        ways=rows.OUT,
        knows_telephone=False,
    ),
    Layout(
        "bch-voice",
        "BCH Digital voice CDR format: -1 for calls not answered, pence",
        table("aDate,aTime,aDDI,aCLI,aSeconds,aTimeBand,aCost", rows.bch),
        country="GB",
        ways=rows.OUT,
        knows_telephone=False,
        is_open=True,
    ),
    Layout(
        "didww-inbound",
        "DIDWW export of inbound CDRs",
        table(
            "Date/Time Start (UTC),Date/Time Connect (UTC),Date/Time End (UTC),Status,Source Number,Source Number Out,"
            "Source Name,Source Country,Source Network,Destination DID,Duration,Toll-free Amount",
            rows.didww_in,
        ),
        country="DE",
        ways=frozenset({"in"}),
        knows_telephone=False,
    ),
    Layout(
        "twilio-exporter",
        "A public exporter of Twilio's list: times to the minute with UTC behind",
        table("From,To,Start Time,End Time,Duration,Status,Direction,Forwarded From", rows.twilio_ruby),
        country="GB",
        ways=rows.OUTSIDE,
        knows_telephone=False,
        start_s=61,
        talk_s=1,
    ),
    Layout(
        "sippy-api",
        "Sippy softswitch, getAccountCDRs, names of a public client",
        as_json(rows.sippy_xml, "cdrs"),
        country="GB",
        suffix=".json",
        ways=rows.OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "weblink-events",
        "Weblink NGUC Cdr event",
        as_json_lines(rows.weblink),
        country="SE",
        suffix=".jsonl",
        ways=rows.OUTSIDE,
    ),
    Layout(
        "wholesale-dots",
        "Wholesale list: hours with full stops, lengths as 2m 51s",
        table(
            "Call Date|Call Time|A Number|B Number|Call Duration|Band|Rate|Charge",
            rows.wholesale,
            delimiter="|",
        ),
        country="NL",
        ways=rows.OUT,
        knows_telephone=False,
        answered_only=True,
    ),
    Layout(
        "mobile-core-json",
        "Switch of a mobile operator: a and b numbers, milliseconds",
        as_json(rows.gcp_epoch_ms),
        country="BE",
        suffix=".json",
        ways=rows.OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "mera-mvts",
        "MERA MVTS, times as in Cisco's records",
        table(
            "SRC-IP,SRC-NUMBER,DST-IP,DST-NUMBER,SETUP-TIME,CONNECT-TIME,DISCONNECT-TIME,ELAPSED-TIME,CONF-ID,"
            "DISCONNECT-CODE",
            rows.mera,
        ),
        country="PL",
        ways=rows.OUT,
        knows_telephone=False,
    ),
    Layout(
        "sbc-epoch",
        "Session border controller: three epochs with milliseconds, addresses of SIP, no length",
        table("start_time,answer_time,end_time,from_uri,to_uri,sip_code,role", rows.sbc_epoch),
        ways=rows.OUT,
        knows_telephone=False,
    ),
    Layout(
        "minutes-colon",
        "Reseller's list: minutes beyond sixty before the colon",
        table(
            "Datum;Tijd;Van;Naar;Duur (mm:ss);Bedrag excl. btw",
            lambda call: [
                f"{call.at:%d-%m-%Y}",
                f"{call.at:%H:%M:%S}",
                call.own,
                call.far,
                ms(call.talk),
                call.money(","),
            ],
            delimiter=";",
        ),
        country="NL",
        ways=rows.OUT,
        knows_telephone=False,
        answered_only=True,
    ),
    Layout(
        "clock-lengths-us",
        "US carrier portal: MM/DD, length as 0:02:51, no direction",
        table(
            "Date/Time (CST),Calling Number,Called Number,Call Duration,Disposition",
            lambda call: [
                f"{call.at:%m/%d/%y %I:%M:%S %p}",
                call.own[2:],
                call.dialled,
                hms(call.talk),
                "Completed" if call.talk else "No Answer",
            ],
        ),
        country="US",
        ways=rows.OUT,
        knows_telephone=False,
    ),
)
