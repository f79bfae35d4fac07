#!/bin/sh
# Tries N faults of each kind (500 without an argument): kills, errors of the system, power failures, damages, readers during
# updates. Run it in the folder of the project. `MORGUE_SEED` chooses other places for the kills.
set -eu
MORGUE_FAULTS=${1:-500} exec cargo test --test faults -- --nocapture
