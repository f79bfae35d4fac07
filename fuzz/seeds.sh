#!/usr/bin/env bash
# Fills fuzz/corpus from the fixtures. Run once before `cargo fuzz run TARGET`.
set -euo pipefail
cd "$(dirname "$0")"
for target in reading quotations query highlights manifest; do mkdir -p "corpus/$target"; done
for file in ../fixtures/{articles,broken,formats,languages}/*; do
  name=$(basename "$file")
  { printf '%s\n' "$name"; cat "$file"; } > "corpus/reading/$name"
  { gzip -c "$file" | cat <(printf '%s.gz\n' "$name") -; } > "corpus/reading/$name.gz"
  cp "$file" "corpus/quotations/$name"
  cp "$file" "corpus/highlights/$name"
done
number=0
while IFS= read -r query; do
  number=$((number + 1))
  printf '%s' "$query" > "corpus/query/$number"
done < <(sed -n 's/^query = ["'\'']\{1,3\}\(.*\)["'\'']$/\1/p' ../fixtures/queries/*.toml; grep -v '^#' ../tests/answers/queries.txt)
MORGUE_SEEDS="$PWD/corpus/manifest" cargo test --quiet --manifest-path ../Cargo.toml --test hostile seeds_of_manifests -- --ignored
