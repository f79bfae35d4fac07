#!/usr/bin/env bash
# Starts search servers, runs the cluster tests on them, and stops them.
#   run.sh [ARGUMENTS OF THE TEST PROGRAM]
# MORGUE_TEST_NODES: number of nodes (default 1 and then 3).
set -euo pipefail
cd "$(dirname "$0")"
trap './node.sh stop' EXIT
for nodes in ${MORGUE_TEST_NODES:-1 3}; do
  MORGUE_TEST_CLUSTER=$(./node.sh start "$nodes")
  export MORGUE_TEST_CLUSTER
  echo "cluster tests on $nodes node(s): $MORGUE_TEST_CLUSTER"
  cargo test --locked --test cluster -- "$@"
done
