<?php

namespace FreePBX\modules\Veilleur;

use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/** Each minute, by `fwconsole job --run`. */
class Job implements \FreePBX\Job\TaskInterface
{
    public static function run(InputInterface $input, OutputInterface $output)
    {
        \FreePBX::Veilleur()->watch();
        return true;
    }
}
