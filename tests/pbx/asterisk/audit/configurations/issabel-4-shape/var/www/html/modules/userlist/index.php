<?php
function _moduleContent() {}
