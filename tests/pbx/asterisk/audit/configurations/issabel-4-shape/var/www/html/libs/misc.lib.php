<?php
function load_language() {}
