#!/bin/sh
# Kills the program N times (500 without an argument), and makes as many calls of the system fail.
# Run it in the folder of the project. `MORGUE_SEED` chooses other places.
set -eu
MORGUE_FAULTS=${1:-500} exec cargo test --test faults -- --nocapture kills::
