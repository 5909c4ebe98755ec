<?php require 'bootstrap.php';
