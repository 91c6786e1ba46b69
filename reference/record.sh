#!/bin/sh
# Renews conformance/: builds the recorders, writes the questions that come from tables, and asks all of them.
#
#   reference/record.sh              every suite
#   reference/record.sh scheduler    one suite
#
# Needs Go (the version in go.mod or newer) and, the first time, a Go module proxy. Binaries go to a temporary
# folder or to $REFERENCE_BIN, where a second run finds them; the caches are Go's own.
set -eu
cd "$(dirname "$0")/.."

bin=${REFERENCE_BIN:-$(mktemp -d)}
if [ -z "${REFERENCE_BIN:-}" ]; then
  trap 'rm -rf "$bin"' EXIT
fi
suites=${*:-$(cd reference/cmd && ls -d record-* | sed 's/^record-//' | grep -v '^courses$')}

mkdir -p "$bin"
(cd reference && go build -p "${GOBUILD_PARALLEL:-2}" -o "$bin/" ./cmd/...)

"$bin/generate"
for suite in $suites; do
  "$bin/record-$suite"
  # Scripts that say when things happen are of the same suite.
  if [ "$suite" = controllers ]; then "$bin/record-courses"; fi
done
