<?php
// A stand-in for FreePBX, as small as the module needs it, written by us: it records what the module does.
// In: one JSON object on stdin. Out: one JSON object. Never a part of the module.

interface BMO
{
}

class FreePBX_Helpers
{
}

class extension
{
    public $data;

    public function __construct($data = '')
    {
        $this->data = $data;
    }

    public function output()
    {
        return $this->data;
    }
}

/** The dialplan: names of extensions are kept between blanks, as FreePBX keeps them. */
class extensions
{
    public $_exts = array();

    public function add($context, $extension, $tag, $command)
    {
        $name = ' ' . $extension . ' ';
        $base = isset($this->_exts[$context][$name]) ? 'n' : '1';
        $this->_exts[$context][$name][] = array('basetag' => $base, 'tag' => $tag, 'addpri' => '', 'cmd' => $command);
    }

    public function generated()
    {
        $text = '';
        foreach ($this->_exts as $context => $extensions) {
            $text .= "[$context]\n";
            foreach ($extensions as $name => $lines) {
                foreach ($lines as $line) {
                    $tag = $line['tag'] === '' ? '' : '(' . $line['tag'] . ')';
                    $text .= 'exten => ' . trim($name) . ',' . $line['basetag'] . $tag . ',' . $line['cmd']->output() . "\n";
                }
            }
        }
        return $text;
    }
}

/** Records each call by name. */
class Recorder
{
    public $calls = array();
    private $values;

    public function __construct(array $values = array())
    {
        $this->values = $values;
    }

    public function get($key)
    {
        return isset($this->values[$key]) ? $this->values[$key] : '';
    }

    public function __call($name, $arguments)
    {
        $this->calls[] = array_merge(array($name), $arguments);
    }
}

class FreePBX
{
    public static $config;
    public $Job;
    public $Notifications;
    public $Config;

    public static function Config()
    {
        return self::$config;
    }
}

class Guard
{
    public $asked = array();
    private $answers;

    public function __construct(array $answers)
    {
        $this->answers = $answers;
    }

    public function ask(array $request)
    {
        $this->asked[] = $request;
        $do = $request['do'];
        return isset($this->answers[$do]) ? $this->answers[$do] : null;
    }
}

if (!function_exists('_')) { // PHP without gettext
    function _($text)
    {
        return $text;
    }
}

$given = json_decode(stream_get_contents(STDIN), true);
FreePBX::$config = new Recorder(array('ASTETCDIR' => $given['etc']));
require $given['module'] . '/functions.inc.php';
require $given['module'] . '/Veilleur.class.php';

$ext = new extensions();
foreach (isset($given['plan']) ? $given['plan'] : array() as $line) {
    $ext->add($line[0], $line[1], $line[2], new extension($line[3]));
}
for ($time = 0; $time < (isset($given['times']) ? $given['times'] : 1); $time++) {
    veilleur_hookGet_config('asterisk');
}
veilleur_hookGet_config('other');

$freepbx = new FreePBX();
$freepbx->Job = new Recorder();
$freepbx->Notifications = new Recorder();
$freepbx->Config = FreePBX::$config;
$guard = new Guard(isset($given['answers']) ? $given['answers'] : array());
$module = new \FreePBX\modules\Veilleur($freepbx, $guard);
$returned = array();
foreach (isset($given['do']) ? $given['do'] : array() as $step) {
    $name = array_shift($step);
    $returned[] = $module->$name(...$step);
}
$socket = isset($given['socket']) ? (new \FreePBX\modules\Veilleur\GuardSocket($given['socket']))->ask(array('do' => 'status')) : null;

echo json_encode(array(
    'dialplan' => $ext->generated(),
    'job' => $freepbx->Job->calls,
    'notifications' => $freepbx->Notifications->calls,
    'asked' => $guard->asked,
    'returned' => $returned,
    'socket' => $socket,
));
