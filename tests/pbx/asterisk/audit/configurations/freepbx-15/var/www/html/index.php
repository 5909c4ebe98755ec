<?php header('Location: /admin');
