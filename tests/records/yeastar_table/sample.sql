INSERT INTO `cdr_202606` (`id`, `datetime`, `clid`, `src`, `dst`, `dcontext`, `srctrunk`, `dstrunk`, `lastapp`, `lastdata`, `duration`, `billable`, `disposition`, `amaflags`, `calltype`, `accountcode`, `uniqueid`, `usercost`, `didnumber`) VALUES
(0, '2026-06-03 10:00:00', '\"Accueil\" <1002>', '1002', '00216555000101', 'DLPN_DialPlan1002', '', 'carrier', 'Dial', 'DAHDI/g2/00216555000101,,b(add,diversion,1(1002))', 125, 120, 'ANSWERED', 3, 'Outbound', '', '1780473600.1', '', ''),
(0, '2026-06-03 11:00:00', '\"\" <0639980031>', '0639980031', '6500(1002)', 'from-outside', 'carrier', '', 'Dial', 'PJSIP/1002,30', 13, 13, 'VOICEMAIL', 3, 'Inbound', '', '1780477200.2', '', '0199000200'),
(0, 'broken', '', '', '', '', '', '', '', '', 1, 1, 'ANSWERED', 3, 'Internal', '', '', '', '');
