<?php

namespace FreePBX\modules;

require_once __DIR__ . '/GuardSocket.php';
require_once __DIR__ . '/Splices.php';

/**
 * The module: what stands in FreePBX is taken out again by uninstall, and nothing is kept elsewhere.
 */
class Veilleur extends \FreePBX_Helpers implements \BMO
{
    const NAME = 'veilleur';
    const JOB = 'watch';
    /** Orders that the page may give; the guard itself hears no other on this socket. */
    const ORDERS = array('answer', 'undo');
    const SCOPES = array('number', 'territory', 'extension');

    private $freepbx;
    private $guard;

    public function __construct($freepbx = null, $guard = null)
    {
        if ($freepbx === null) {
            throw new \Exception('Not given a FreePBX object');
        }
        $this->freepbx = $freepbx;
        $this->guard = $guard ?: new Veilleur\GuardSocket();
    }

    public function install()
    {
        $this->freepbx->Job->addClass(self::NAME, self::JOB, 'FreePBX\modules\Veilleur\Job', '* * * * *');
    }

    public function uninstall()
    {
        $this->freepbx->Job->remove(self::NAME, self::JOB);
        foreach (array('gone', 'attack', 'pieces') as $id) {
            $this->freepbx->Notifications->delete(self::NAME, $id);
        }
        if (function_exists('needreload')) {
            needreload();
        }
    }

    public function backup()
    {
    }

    public function restore($backup)
    {
    }

    public function doConfigPageInit($page)
    {
    }

    /** Each minute: does a guard answer, is there an attack, are the pieces there. */
    public function watch()
    {
        $notifications = $this->freepbx->Notifications;
        $etc = (string) $this->freepbx->Config->get('ASTETCDIR');
        if (Veilleur\Splices::isGateThere($etc === '' ? '/etc/asterisk' : $etc)) {
            $notifications->delete(self::NAME, 'pieces');
        } else {
            $notifications->add_critical(self::NAME, 'pieces', _('Veilleur is not asked'), _('The contexts that veilleur setup writes are missing: run veilleur setup freepbx --write /etc/asterisk, then Apply Config.'), '?display=veilleur', true, true);
        }
        $answer = $this->guard->ask(array('do' => 'status'));
        if ($answer === null || empty($answer['ok'])) {
            $notifications->add_critical(self::NAME, 'gone', _('Veilleur does not answer'), _('The dialplan keeps to its own rule: calls abroad wait outside opening hours. Start it: systemctl start veilleur.'), '?display=veilleur', true, true);
            return;
        }
        $notifications->delete(self::NAME, 'gone');
        $attacks = $this->attacks($answer);
        if ($attacks > 0) {
            $notifications->add_security(self::NAME, 'attack', _('Veilleur sees an attack'), sprintf(_('%d incidents are open.'), $attacks), '?display=veilleur', true, true);
        } else {
            $notifications->delete(self::NAME, 'attack');
        }
    }

    public function attacks(array $answer)
    {
        $status = isset($answer['status']) && is_array($answer['status']) ? $answer['status'] : array();
        $open = isset($status['attacks']) ? $status['attacks'] : array();
        return is_array($open) ? count($open) : (int) $open;
    }

    /** What the page shows: the guard's own data, or that none answers. */
    public function state()
    {
        $status = $this->guard->ask(array('do' => 'status'));
        $incidents = $status === null ? null : $this->guard->ask(array('do' => 'incidents'));
        return array('status' => $status, 'incidents' => $incidents);
    }

    public function ajaxRequest($req, &$setting)
    {
        $setting['authenticate'] = true;
        $setting['allowremote'] = false;
        return in_array($req, self::ORDERS, true);
    }

    public function ajaxHandler()
    {
        $command = isset($_REQUEST['command']) ? (string) $_REQUEST['command'] : '';
        $order = $this->order($command, $_POST);
        if ($order === null) {
            return array('status' => false, 'message' => _('This cannot be understood.'));
        }
        $answer = $this->guard->ask($order);
        if ($answer === null) {
            return array('status' => false, 'message' => _('Veilleur does not answer'));
        }
        return array('status' => !empty($answer['ok']), 'message' => isset($answer['error']) ? (string) $answer['error'] : _('Done.'));
    }

    /**
     * The order of a form, or null: only what is known, and of a form that a page of ours sent by POST. What lets
     * calls pass carries the code that set-up showed once; the guard alone knows whether it is right.
     */
    public function order($command, array $form)
    {
        $code = isset($form['code']) && is_string($form['code']) ? substr(trim($form['code']), 0, 40) : '';
        if ($command === 'undo' && isset($form['id']) && preg_match('/^[di][0-9]{1,12}$/', (string) $form['id'])) {
            return array('do' => 'undo', 'id' => (string) $form['id'], 'code' => $code);
        }
        $scope = isset($form['scope']) ? (string) $form['scope'] : '';
        $value = isset($form['value']) ? (string) $form['value'] : '';
        $word = isset($form['word']) ? (string) $form['word'] : '';
        if ($command !== 'answer' || !in_array($scope, self::SCOPES, true) || !in_array($word, array('yes', 'no'), true) || !preg_match('/^[A-Za-z0-9+*#]{1,32}$/', $value)) {
            return null;
        }
        $order = array('do' => 'answer', 'accepted' => $word === 'yes', 'scope' => $scope, 'value' => $value, 'minutes' => 60);
        if ($word === 'yes') {
            $order['code'] = $code;
        }
        return $order;
    }
}
