<?php // page
