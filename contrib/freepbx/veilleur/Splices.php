<?php

namespace FreePBX\modules\Veilleur;

/**
 * The question before each way out of a FreePBX, spliced into the dialplan that it is about to write.
 *
 * A line is found by what it does, not by its number or label: versions differ in both. Where the contexts
 * that are asked are not there (set-up was not run, or was taken back) nothing is spliced: a Gosub to nowhere
 * would end every call, 112 too.
 */
class Splices
{
    /** Contexts in which FreePBX dials its trunks; since 17 the Dial itself stands in one of its own. */
    const TRUNKS = array(
        'macro-dialout-trunk',
        'trunk-dial-with-exten',
        'ext-trunk',
        'macro-dialout-dundi',
        'macro-dialout-enum',
    );
    /** What leaves: a Dial, or the macro that dials by DUNDi. */
    const LEAVES = '/^(?:Dial\(|Macro\(dundi-|Gosub\(macro-dundi-)/i';
    const MAILBOX = '/^VoiceMailMain\((?<box>[^,)]*)(?<rest>[^)]*)\)$/i';
    const OURS = '/^Gosub\(veilleur-/i';
    /** Who comes from outside: FreePBX marks each call that came in by a trunk. */
    const OUTSIDE = '${IF($["${FROM_DID}" = ""]?0:1)}';

    /**
     * @param object $ext the dialplan of FreePBX (class extensions)
     * @param string $etc directory of Asterisk
     * @return int how many questions were put
     */
    public static function apply($ext, $etc)
    {
        if (!self::isGateThere($etc)) {
            return 0;
        }
        $count = 0;
        foreach (array_keys($ext->_exts) as $context) {
            foreach (array_keys($ext->_exts[$context]) as $extension) {
                $count += self::inExtension($ext, (string) $context, (string) $extension);
            }
        }
        return $count;
    }

    /** Whether what is to be asked is in one of the files that are left to the owner; what set-up leaves there
     * while lines still come to it has no `veilleur-put`. */
    public static function isGateThere($etc)
    {
        foreach (array('extensions_custom.conf', 'extensions_override_freepbx.conf') as $name) {
            $text = @file_get_contents(rtrim($etc, '/') . '/' . $name);
            if ($text !== false && preg_match('/^\[veilleur-gate\]/m', $text) && preg_match('/^\[veilleur-put\]/m', $text)) {
                return true;
            }
        }
        return false;
    }

    private static function inExtension($ext, $context, $extension)
    {
        $count = 0;
        $lines = array();
        $isAsked = false;
        foreach ($ext->_exts[$context][$extension] as $line) {
            $output = self::output($line);
            $questions = $isAsked ? array() : self::questions($context, $output);
            $isAsked = (bool) preg_match(self::OURS, $output);
            foreach ($questions as $question) {
                // A jump to the line comes to the question, and the line of priority 1 is the question now.
                $lines[] = array('basetag' => $line['basetag'], 'tag' => $line['tag'], 'addpri' => $line['addpri'], 'cmd' => new \extension($question));
                $line['basetag'] = 'n';
                $line['tag'] = '';
                $line['addpri'] = '';
                $count += 1;
            }
            if ($questions && preg_match(self::MAILBOX, $output, $found) && !self::box($found)) {
                $line['cmd'] = new \extension('VoiceMailMain(${VEILLEUR_BOX}' . $found['rest'] . ')');
            }
            $lines[] = $line;
        }
        if ($count > 0) {
            $ext->_exts[$context][$extension] = $lines;
        }
        return $count;
    }

    private static function questions($context, $output)
    {
        if (in_array($context, self::TRUNKS, true) && preg_match(self::LEAVES, $output)) {
            return self::beforeTrunk($output);
        }
        if (preg_match(self::MAILBOX, $output, $found)) {
            $where = self::where($found['box']);
            $box = self::box($found);
            if ($box !== '') {
                return array("Gosub(veilleur-mailbox,s,1($box@$where," . self::OUTSIDE . '))');
            }
            return array("Gosub(veilleur-voicemail,s,1($where," . self::OUTSIDE . '))');
        }
        return array();
    }

    /** The number is the one that the trunk gets; its carrier's prefix says nothing of whom is called. */
    private static function beforeTrunk($output)
    {
        if (strpos($output, '${OUTNUM}') === false) {
            return array('Gosub(veilleur-gate,s,1(${DIAL_NUMBER},${DIAL_TRUNK},,))');
        }
        return array(
            'Set(VEILLEUR_PREFIX=${OUTPREFIX_${DIAL_TRUNK}})',
            // 0 and + may begin a number
            'ExecIf($["${VEILLEUR_PREFIX:0:1}" = "0" | "${VEILLEUR_PREFIX:0:1}" = "+"]?Set(VEILLEUR_PREFIX=))',
            'Gosub(veilleur-gate,s,1(${OUTNUM:${LEN(${VEILLEUR_PREFIX})}},${DIAL_TRUNK},,))',
        );
    }

    private static function box($found)
    {
        $box = trim(explode('@', $found['box'])[0]);
        return $box;
    }

    private static function where($box)
    {
        $parts = explode('@', $box, 2);
        return isset($parts[1]) && trim($parts[1]) !== '' ? trim($parts[1]) : 'default';
    }

    private static function output($line)
    {
        return trim((string) $line['cmd']->output());
    }
}
