<?php

namespace FreePBX\modules\Veilleur;

/**
 * The guard's page socket ([guard] page_socket): one JSON object a line, one answer.
 *
 * Every wait is bounded, and nothing that is read is trusted to be what was asked for.
 */
class GuardSocket
{
    const PATH = '/run/veilleur/page.sock';
    const WAIT_S = 3;
    const MOST_BYTES = 2000000;

    private $path;

    public function __construct($path = self::PATH)
    {
        $this->path = $path;
    }

    /**
     * @param array $request such as array('do' => 'status')
     * @return array|null the answer; null when no guard answers
     */
    public function ask(array $request)
    {
        $socket = @stream_socket_client('unix://' . $this->path, $number, $why, self::WAIT_S);
        if ($socket === false) {
            return null;
        }
        stream_set_timeout($socket, self::WAIT_S);
        fwrite($socket, json_encode($request) . "\n");
        $line = stream_get_line($socket, self::MOST_BYTES, "\n");
        fclose($socket);
        $answer = $line === false ? null : json_decode($line, true);
        return is_array($answer) ? $answer : null;
    }
}
