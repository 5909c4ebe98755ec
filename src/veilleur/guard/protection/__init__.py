"""What protects the site: whether dialplan, login, log, gate, files and journal are still there."""
