<?php /* trace_e1ebf9066a951be519a24140711839ea */ // sample of a mark, no shell
