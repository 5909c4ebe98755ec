<?php
// What FreePBX calls while it writes its dialplan: at each Apply Config, and at each `fwconsole reload`.

require_once __DIR__ . '/Splices.php';

/**
 * Put the question before each Dial to a trunk and before each mailbox.
 *
 * FreePBX may call this twice: by module.xml, and by its name.
 *
 * @param string $engine "asterisk"
 */
function veilleur_hookGet_config($engine)
{
    global $ext;
    if ($engine !== 'asterisk' || !is_object($ext)) {
        return;
    }
    $etc = class_exists('\FreePBX', false) ? (string) \FreePBX::Config()->get('ASTETCDIR') : '';
    \FreePBX\modules\Veilleur\Splices::apply($ext, $etc === '' ? '/etc/asterisk' : $etc);
}
