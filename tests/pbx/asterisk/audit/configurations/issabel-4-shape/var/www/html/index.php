<?php
require 'libs/misc.lib.php';
