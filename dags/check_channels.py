"""Makes no DAG: its import error in Airflow's list says what is wrong with channel files.

A file of `include/channels` that is not sound makes no DAG until it is mended; those of the other
files, and `daily_batch`, are in `daily_batch.py` and go on.
"""

from dailies.channels import refuse_unsound_channels

refuse_unsound_channels()
