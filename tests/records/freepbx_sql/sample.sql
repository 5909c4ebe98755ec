-- MariaDB dump 10.19
/*!40101 SET NAMES utf8 */;
CREATE TABLE `cdr` (
  `calldate` varchar(80) NOT NULL DEFAULT '',
  `clid` varchar(80) NOT NULL DEFAULT '',
  `src` varchar(80) NOT NULL DEFAULT '',
  `dst` varchar(80) NOT NULL DEFAULT '',
  `dcontext` varchar(80) NOT NULL DEFAULT '',
  `channel` varchar(80) NOT NULL DEFAULT '',
  `dstchannel` varchar(80) NOT NULL DEFAULT '',
  `lastapp` varchar(80) NOT NULL DEFAULT '',
  `lastdata` varchar(80) NOT NULL DEFAULT '',
  `duration` varchar(80) NOT NULL DEFAULT '',
  `billsec` varchar(80) NOT NULL DEFAULT '',
  `disposition` varchar(80) NOT NULL DEFAULT '',
  `amaflags` varchar(80) NOT NULL DEFAULT '',
  `accountcode` varchar(80) NOT NULL DEFAULT '',
  `uniqueid` varchar(80) NOT NULL DEFAULT '',
  `userfield` varchar(80) NOT NULL DEFAULT '',
  `did` varchar(80) NOT NULL DEFAULT '',
  `recordingfile` varchar(80) NOT NULL DEFAULT '',
  `cnum` varchar(80) NOT NULL DEFAULT '',
  `cnam` varchar(80) NOT NULL DEFAULT '',
  `outbound_cnum` varchar(80) NOT NULL DEFAULT '',
  `outbound_cnam` varchar(80) NOT NULL DEFAULT '',
  `dst_cnam` varchar(80) NOT NULL DEFAULT '',
  `linkedid` varchar(80) NOT NULL DEFAULT '',
  `peeraccount` varchar(80) NOT NULL DEFAULT '',
  `sequence` varchar(80) NOT NULL DEFAULT '',
  KEY `calldate` (`calldate`)
) ENGINE=InnoDB;
LOCK TABLES `cdr` WRITE;
INSERT INTO `cdr` VALUES ('2026-06-03 10:00:00','\"L\'accueil (standard)\" <201>','201','0199000101','from-internal','PJSIP/201-00000001','PJSIP/carrier-00000002','Dial','PJSIP/0199000101@carrier,300,T',125,120,'ANSWERED',3,'','1780473600.1','','','','201','L\'accueil','','','','1780473600.1','',1),('2026-06-06 03:10:00','','0639980077','202','ext-local','PJSIP/carrier-00000003','Local/00216555000102@from-internal-00000001;1','Dial','Local/00216555000102@from-internal/n',1815,1800,'ANSWERED',3,'','1780708200.3','','0199000200','','','','','','','1780708200.3','',3),
('2026-06-06 03:10:00','','0639980077','00216555000102','from-internal','Local/00216555000102@from-internal-00000001;2','PJSIP/carrier-00000004','Dial','PJSIP/00216555000102@carrier,300,T',1815,1800,'ANSWERED',3,'','1780708200.5','','','','','','','','','1780708200.3','',4);
INSERT INTO `cdr` VALUES ('2026-06-06 03:50:00','','0639980077','00216555000103','from-internal','PJSIP/carrier-00000007','PJSIP/carrier-00000008','Dial','PJSIP/00216555000103@carrier,300,T',65,60,'ANSWERED',3,'','1780710600.7','','','','','','','','','1780710600.7','',5),('no date','','','','','','','','',0,0,'ANSWERED',3,'','','','','','','','','','','','',6);
UNLOCK TABLES;
