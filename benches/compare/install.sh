#!/usr/bin/env bash
# Installs the programs that compare.py measures morgue against, from Debian's packages. Needs root.
set -euo pipefail
apt-get update -qq
apt-get install -y -qq sqlite3 recollcmd python3-xapian ripgrep findutils
